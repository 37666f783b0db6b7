import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { JournalEntry, Run } from "../../data/client.ts";
import { timeText } from "../../ui/time.tsx";
import { useEntries } from "./pages.ts";
import { eventsOf, wordsOf } from "./words.ts";
import styles from "./journal.module.css";

interface JournalProps {
  readonly run: Run;
  readonly at: number | null;
  readonly travel: (at: number | null) => void;
}

const ROW = 44;

/** Everything that has happened to a run, the newest last. An entry that is chosen is travelled to. */
export function Journal({ run, at, travel }: JournalProps) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: run.seq,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  const entries = useEntries(run, first + 1, last + 1);
  useFollowing(frame, run.seq, at);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = entryFor(event.key, at ?? run.seq, run.seq);
    if (to === undefined) return;
    event.preventDefault();
    rows.scrollToIndex((to ?? run.seq) - 1);
    travel(to);
  };
  return (
    <section className={styles["journal"]} aria-label="Event log">
      <h2>
        Event log <small>{run.seq}</small>
      </h2>
      <div
        ref={frame}
        className={styles["frame"]}
        tabIndex={0}
        role="listbox"
        aria-label="Entries of the journal"
        aria-activedescendant={at === null ? undefined : `entry-${at}`}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {shown.map(({ index, start }) => (
            <Row
              key={index}
              seq={index + 1}
              top={start}
              entry={entries.get(index + 1)}
              isChosen={at === index + 1}
              onChoose={() => travel(index + 1)}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

/** The entry that a key leads to; `null` for now, `undefined` where it leads nowhere. */
function entryFor(key: string, at: number, last: number): number | null | undefined {
  if (key === "Escape" || key === "End") return null;
  if (key === "Home") return 1;
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 }[key];
  return by === undefined ? undefined : Math.min(last, Math.max(1, at + by));
}

/** The end stays in sight while it is in sight, and while nobody looks at the past. */
function useFollowing(frame: React.RefObject<HTMLDivElement | null>, count: number, at: number | null): void {
  const [isAtEnd, setAtEnd] = useState(true);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onScroll = (): void => setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < ROW * 1.5);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [frame]);
  useEffect(() => {
    if (isAtEnd && at === null) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [frame, count, isAtEnd, at]);
}

interface RowProps {
  readonly seq: number;
  readonly top: number;
  readonly entry: JournalEntry | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Row({ seq, top, entry, isChosen, onChoose }: RowProps) {
  const [what, detail] = entry === undefined ? ["…", ""] : wordsOf(entry);
  const followed = entry === undefined ? [] : eventsOf(entry).map(({ type }) => type);
  return (
    <div
      id={`entry-${seq}`}
      role="option"
      aria-selected={isChosen}
      className={`${styles["row"]} ${isChosen ? styles["chosen"] : ""}`}
      style={{ transform: `translateY(${top}px)`, height: ROW }}
      onClick={onChoose}
    >
      <span className={styles["seq"]}>{seq}</span>
      <span className={styles["what"]}>
        <strong>{what}</strong> {detail}
        <small>{followed.length === 0 ? " " : followed.join(", ")}</small>
      </span>
      <time className={styles["time"]}>{entry === undefined ? "" : timeText(entry.at)}</time>
    </div>
  );
}
