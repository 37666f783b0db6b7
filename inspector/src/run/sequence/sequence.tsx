import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Link } from "wouter";
import { visible } from "../../diff/lines.ts";
import { Empty } from "../../ui/notes.tsx";
import { timeText } from "../../ui/time.tsx";
import { byAttempt, useChildRuns } from "../child-runs.ts";
import { useWholeJournal } from "../journal/whole.ts";
import type { RunTabProps } from "../tab.ts";
import { messagesOf, partiesOf, runsOfLanes, type Party, type SequenceMessage } from "./messages.ts";
import styles from "./sequence.module.css";

const [LANE, ROW] = [150, 34];

/** Who said what to whom: the run, people, its steps, agents and child runs, one lane each. */
export function Sequence({ run, at, travel }: RunTabProps) {
  const { entries, isCut } = useWholeJournal(run);
  const frame = useRef<HTMLDivElement>(null);
  const messages = messagesOf(entries);
  const parties = partiesOf(messages);
  const children = runsOfLanes(entries, byAttempt(useChildRuns(run)));
  const rows = useVirtualizer({
    count: messages.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  if (messages.length === 0) return <Empty title="Nobody has said anything yet." />;
  return (
    <div ref={frame} className={styles["frame"]} tabIndex={0} aria-label="Sequence of messages" role="region">
      <div className={styles["heads"]} style={{ width: parties.length * LANE }}>
        {parties.map((party) => (
          <Head key={party} party={party} run={party === "parent" ? run.parent : (children.get(party) ?? null)} />
        ))}
      </div>
      {isCut && <p>Only the last 5,000 entries are shown.</p>}
      <div style={{ position: "relative", height: rows.getTotalSize(), width: parties.length * LANE }}>
        {parties.map((party, i) => (
          <i key={party} className={styles["lane"]} style={{ left: (i + 0.5) * LANE }} />
        ))}
        {rows.getVirtualItems().map(({ index, start }) => {
          const message = messages[index];
          if (message === undefined) return null;
          return (
            <Arrow
              key={index}
              message={message}
              top={start}
              lanes={[parties.indexOf(message.from), parties.indexOf(message.to)]}
              isChosen={at === message.seq}
              onChoose={() => travel(message.seq)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Who a lane belongs to; another run is led to. */
function Head({ party, run }: { readonly party: Party; readonly run: string | null }) {
  const name = nameOf(party);
  return (
    <span style={{ width: LANE }} title={name}>
      {run === null ? name : <Link href={`/runs/${run}`}>{name}</Link>}
    </span>
  );
}

const nameOf = (party: Party): string =>
  party.startsWith("step:") ? party.slice(5) : party === "run" ? "this run" : party;

interface ArrowProps {
  readonly message: SequenceMessage;
  readonly top: number;
  readonly lanes: readonly [from: number, to: number];
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Arrow({ message, top, lanes: [from, to], isChosen, onChoose }: ArrowProps) {
  const { tone, seq, at } = message;
  const text = visible(message.text);
  const left = (Math.min(from, to) + 0.5) * LANE;
  const width = Math.max(1, Math.abs(to - from)) * LANE;
  const looks = [
    styles["arrow"],
    styles[tone],
    to < from ? styles["back"] : styles["forth"],
    isChosen ? styles["chosen"] : "",
  ];
  return (
    <button
      type="button"
      className={looks.join(" ")}
      style={{ transform: `translate(${left}px, ${top}px)`, width, height: ROW }}
      title={`${text}\nentry ${seq}, ${timeText(at)}`}
      aria-label={`${nameOf(message.from)} to ${nameOf(message.to)}: ${text}, entry ${seq}`}
      onClick={onChoose}
    >
      <span>{text}</span>
    </button>
  );
}
