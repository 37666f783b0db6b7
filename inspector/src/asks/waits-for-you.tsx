import { useQuery } from "@tanstack/react-query";
import { client, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { visible } from "../diff/lines.ts";
import { Until } from "../ui/time.tsx";
import { useGoneAsks } from "./answered.ts";
import { AskCard } from "./ask-card.tsx";
import { useStanding } from "./standing.ts";
import styles from "./waits-for-you.module.css";

interface WaitsForYouProps {
  readonly run: Run;
  /** The past is looked at: what can be answered now stays, times and events that come do not. */
  readonly isPast: boolean;
}

/** What a run cannot go on without: asks of its own and of its child runs, events, and times that have to come. */
export function WaitsForYou({ run, isPast }: WaitsForYouProps) {
  const all = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const { asks = [], children = [], waits = [] } = run;
  const ofChildren = (all.data?.items ?? []).filter((ask) => children.includes(ask.run));
  useGoneAsks(asks);
  const standing = useStanding([...asks, ...ofChildren]);
  // Asks are told of as such.
  const others = isPast ? [] : waits.filter(({ kind }) => kind === "event" || kind === "timer");
  if (standing.length + others.length === 0) return null;
  return (
    <section className={styles["strip"]} aria-label="Waits for" tabIndex={0}>
      {standing.map(({ ask, isGone }) => (
        <AskCard key={ask.id} ask={ask} isGone={isGone} />
      ))}
      <Others waits={others} />
    </section>
  );
}

type Wait = NonNullable<Run["waits"]>[number];

/** More would stand in the place of what the run is looked at for. */
const MOST = 2;

function Others({ waits }: { readonly waits: readonly Wait[] }) {
  if (waits.length <= MOST) return waits.map(viewOf);
  return (
    <details className={styles["folded"]}>
      <summary>
        Waits for {waits.length} events and times: {waits.map(({ what }) => what).join(", ")}
      </summary>
      {waits.map(viewOf)}
    </details>
  );
}

const viewOf = ({ what, kind, message, dueAt, commands }: Wait) => (
  <div key={`${what} ${kind} ${message}`} className={styles["wait"]}>
    <span>
      <strong>{what}</strong> waits for {visible(message)}
      {dueAt !== null && (
        <span className={styles["due"]}>
          {kind === "timer" ? " " : ", or its time is up "}
          <Until at={dueAt} />
        </span>
      )}
    </span>
    {commands.map((command) => (
      <code key={command}>{command}</code>
    ))}
  </div>
);
