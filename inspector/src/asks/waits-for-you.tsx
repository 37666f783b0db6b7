import { useQuery } from "@tanstack/react-query";
import { client, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { visible } from "../diff/lines.ts";
import { Until } from "../ui/time.tsx";
import { useGoneAsks } from "./answered.ts";
import { AskCard } from "./ask-card.tsx";
import { useStanding } from "./standing.ts";
import styles from "./waits-for-you.module.css";

/** What a run cannot go on without: asks of its own and of its child runs, events, and times that have to come. */
export function WaitsForYou({ run }: { readonly run: Run }) {
  const all = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const { asks = [], children = [], waits = [] } = run;
  const ofChildren = (all.data?.items ?? []).filter((ask) => children.includes(ask.run));
  useGoneAsks(asks);
  const standing = useStanding([...asks, ...ofChildren]);
  // Asks are told of as such.
  const others = waits.filter(({ kind }) => kind === "event" || kind === "timer");
  if (standing.length + others.length === 0) return null;
  return (
    <section className={styles["strip"]} aria-label="Waits for" tabIndex={0}>
      {standing.map(({ ask, isGone }) => (
        <AskCard key={ask.id} ask={ask} isGone={isGone} />
      ))}
      {others.map(({ what, kind, message, dueAt, commands }) => (
        <div key={`${what} ${kind} ${message}`} className={styles["wait"]}>
          <span>
            <strong>{what}</strong> waits for {visible(message)}
            {dueAt !== null && (
              <span className={styles["due"]}>
                {kind === "timer" ? " " : ", until it is over "}
                <Until at={dueAt} />
              </span>
            )}
          </span>
          {commands.map((command) => (
            <code key={command}>{command}</code>
          ))}
        </div>
      ))}
    </section>
  );
}
