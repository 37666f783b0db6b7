import { Button } from "../../ui/button.tsx";
import { JsonText } from "../../ui/json-text.tsx";
import { differences } from "../../run/state/differences.ts";
import { wordsOf } from "../../run/journal/words.ts";
import type { Simulation, Taken } from "./simulation.ts";
import styles from "./simulate.module.css";

interface TakenListProps {
  /** With what was gone back behind. */
  readonly simulation: Simulation;
  /** How many of its inputs are taken where one stands. */
  readonly count: number;
  readonly onGoBack: (count: number) => void;
}

/** The inputs so far; each can be gone back to. What is chosen there takes the place of what came after. */
export function TakenList({ simulation: { taken }, count, onGoBack }: TakenListProps) {
  const shown = taken[count - 1];
  return (
    <section className={styles["taken"]} aria-label="Inputs taken">
      <h2>Inputs taken</h2>
      <ol>
        {taken.map((one, at) => (
          // The same inputs stay at the same places.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <Button
              small
              kind="quiet"
              aria-current={at + 1 === count ? "step" : undefined}
              onClick={() => onGoBack(at + 1)}
            >
              {at + 1} {inWords(one)}
            </Button>
          </li>
        ))}
      </ol>
      {shown !== undefined && <Made taken={shown} before={taken[count - 2]} count={count} />}
    </section>
  );
}

function inWords({ input, step: { ignored } }: Taken): string {
  const words = wordsOf({ input }).filter((word) => word !== "");
  return `${words.join(": ")}${ignored === null ? "" : ` (changed nothing: ${ignored})`}`;
}

interface MadeProps {
  readonly taken: Taken;
  readonly before: Taken | undefined;
  readonly count: number;
}

/** What an input has made of the run, and would have had done. */
function Made({ taken: { input, step }, before, count }: MadeProps) {
  const changes = differences(valuesOf(before), valuesOf({ step }));
  return (
    <div className={styles["made"]}>
      <h3>What input {count} made of it</h3>
      <ul aria-label="Changes">
        {changes.map(({ path, before: was, after }) => (
          <li key={path}>
            <code>{path}</code> {was !== undefined && <del>{JSON.stringify(was)}</del>}{" "}
            {after !== undefined && <ins>{JSON.stringify(after)}</ins>}
          </li>
        ))}
      </ul>
      <h3>What the engine would do</h3>
      {step.effects.length === 0 ? <p>Nothing.</p> : <ul aria-label="Effects">{step.effects.map(effectLine)}</ul>}
      <details>
        <summary>The input, events and timers</summary>
        <JsonText
          value={{ input, events: step.events, effects: step.effects, timers: step.timers }}
          label="The input, events and timers"
        />
      </details>
    </div>
  );
}

const effectLine = (effect: Taken["step"]["effects"][number], at: number) => (
  <li key={at}>
    {effect.type.replaceAll("_", " ")}
    {"activity" in effect && ` ${effect.activity.step ?? effect.activity.id} (${effect.activity.action})`}
    {"stop" in effect && ` ${effect.stop.step ?? effect.stop.action}`}
  </li>
);

/** What people ask about; the rest stands in the whole state. */
function valuesOf(taken: Pick<Taken, "step"> | undefined): Readonly<Record<string, unknown>> {
  if (taken === undefined) return {};
  const { snapshot, steps } = taken.step.state;
  const { status, value, context, output, error } = snapshot;
  const told = Object.entries(steps).map(([id, record]) => [
    id,
    { status: record.status, attempts: record.attempts, visits: record.visits, output: record.output },
  ]);
  return { status, state: value, context, output, error, steps: Object.fromEntries(told) };
}
