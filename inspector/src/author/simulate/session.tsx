import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { activeStates } from "../../../../src/machines/active-states.ts";
import type { Input } from "../../../../src/core/input.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { RunState } from "../../../../src/core/run.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { Chart } from "../../chart/chart.tsx";
import { marksOf } from "../../chart/marks.ts";
import type { Layout } from "../../chart/shape.ts";
import type { Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { Button } from "../../ui/button.tsx";
import { JsonText } from "../../ui/json-text.tsx";
import { Shown } from "../../ui/notes.tsx";
import { Status } from "../../ui/status.tsx";
import { dateText } from "../../ui/time.tsx";
import { MoveList } from "./move-list.tsx";
import { backTo, begin, clockOf, stateOf, take, trailOf, type Simulation } from "./simulation.ts";
import { StartForm } from "./start-form.tsx";
import { TakenList } from "./taken-list.tsx";
import styles from "./simulate.module.css";

export interface Source {
  readonly hash: string;
  readonly definition: Definition;
  readonly layout: () => Promise<Layout>;
}

interface SessionProps {
  readonly source: Source;
  /** The journal of a real run; `null` begins with inputs. */
  readonly replayed: Simulation | null;
}

/** One simulation: everything that it has been stays, so that any of it can be gone back to. */
export function Session({ source, replayed }: SessionProps) {
  const [whole, setWhole] = useState<Simulation | null>(replayed);
  const [count, setCount] = useState<number | null>(null);
  const shown = useMemo(() => (whole === null || count === null ? whole : backTo(whole, count)), [whole, count]);
  const show = (simulation: Simulation | null): void => {
    setWhole(simulation);
    setCount(null);
  };
  if (whole === null || shown === null)
    return (
      <StartForm
        definition={source.definition}
        onStart={(inputs: JsonObject) => show(begin(source, inputs, Date.now()))}
      />
    );
  const onTake = (input: Input, at = clockOf(shown)): void => show(take(shown, input, at));
  return (
    <>
      <Facts simulation={shown} onAgain={() => show(null)} />
      <SimulatedChart source={source} simulation={shown} />
      <MoveList simulation={shown} onTake={onTake} />
      <TakenList simulation={whole} count={shown.taken.length} onGoBack={setCount} />
      <details className={styles["whole"]}>
        <summary>The whole state</summary>
        <JsonText value={stateOf(shown)} label="The whole state" />
      </details>
    </>
  );
}

function Facts({ simulation, onAgain }: { readonly simulation: Simulation; readonly onAgain: () => void }) {
  const { snapshot } = stateOf(simulation);
  return (
    <div className={styles["facts"]} role="status" aria-label="The simulated run">
      <Status status={snapshot.status} />
      <span>its clock stands at {dateText(clockOf(simulation))}</span>
      <Button small onClick={onAgain}>
        Begin again
      </Button>
      {snapshot.status === "failed" && snapshot.error !== null && <p>{snapshot.error.message}</p>}
    </div>
  );
}

function SimulatedChart({ source, simulation }: { readonly source: Source; readonly simulation: Simulation }) {
  const layout = useQuery({ queryKey: keys.layout(source.hash, "steps"), queryFn: source.layout });
  const state = stateOf(simulation);
  const marks = useMemo(
    () =>
      layout.data === undefined
        ? undefined
        : marksOf(layout.data, asRun(source.definition, state), trailOf(simulation)),
    [layout.data, source.definition, state, simulation],
  );
  return (
    <div className={styles["chart"]}>
      <Shown of={layout} what="the chart">
        {(found) => <Chart layout={found} {...(marks === undefined ? {} : { marks })} steps={stepsOf(state)} />}
      </Shown>
    </div>
  );
}

const stepsOf = ({ steps }: RunState): Run["steps"] => steps as unknown as Run["steps"];

const asRun = (definition: Definition, state: RunState): Pick<Run, "states" | "steps"> => ({
  states: activeStates(definition, state.snapshot.value).map(({ path }) => path),
  steps: stepsOf(state),
});
