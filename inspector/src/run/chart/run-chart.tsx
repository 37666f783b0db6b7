import { allStates, rootsOf } from "../../../../src/control/active-states.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Chart } from "../../chart/chart.tsx";
import { ExportMenu } from "../../chart/export-menu.tsx";
import { marksOf } from "../../chart/marks.ts";
import type { Detail, Layout } from "../../chart/shape.ts";
import { client, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { Button } from "../../ui/button.tsx";
import { Shown } from "../../ui/notes.tsx";
import type { RunTabProps } from "../tab.ts";
import { PossibleEvents } from "./possible-events.tsx";
import { runLayout } from "./run-layout.ts";
import { StateFacts } from "./state-facts.tsx";
import styles from "./run-chart.module.css";

const DETAILS: readonly (readonly [Detail, string])[] = [
  ["steps", "As written"],
  ["machine", "Full machine"],
];

/** The statechart of a run: where it is, the way that it went last, and those that it has gone. */
export function RunChart({ run, at }: RunTabProps) {
  const [detail, setDetail] = useState<Detail>("steps");
  const [chosen, setChosen] = useState<string | null>(null);
  const layout = useQuery({ ...runLayout(run, detail), placeholderData: keepPreviousData });
  return (
    <div className={styles["view"]}>
      <div className={styles["tools"]}>
        <div role="group" aria-label="Detail">
          {DETAILS.map(([one, title]) => (
            <Button key={one} small aria-pressed={detail === one} onClick={() => setDetail(one)}>
              {title}
            </Button>
          ))}
          <ExportMenu
            name={run.workflow}
            layout={layout.data}
            mermaid={(level) => client.drawRun({ run: run.run, format: "mermaid", level })}
            xstate={() => client.getRunXState({ run: run.run })}
          />
        </div>
        {at === null && <PossibleEvents run={run} />}
      </div>
      {layout.isPlaceholderData && (
        <p role="status" className={styles["drawing"]}>
          Drawing {detail === "machine" ? "the full machine" : "it as it is written"}…
        </p>
      )}
      <Shown of={layout} what="the chart">
        {(found) => <MarkedChart {...{ run, at, chosen }} layout={found} onChoose={setChosen} />}
      </Shown>
      {chosen !== null && <StateFacts run={run} path={chosen} layout={layout.data} onClose={() => setChosen(null)} />}
    </div>
  );
}

interface MarkedChartProps {
  readonly run: Run;
  readonly at: number | null;
  readonly layout: Layout;
  readonly chosen: string | null;
  readonly onChoose: (path: string | null) => void;
}

function MarkedChart({ run, at, layout, chosen, onChoose }: MarkedChartProps) {
  const trail = useQuery({
    queryKey: keys.frozen(run.run, "trail", run.seq),
    queryFn: ({ signal }) => client.getTrail({ run: run.run, seq: run.seq }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 5_000,
  });
  const frozen = useQuery({
    queryKey: keys.frozen(run.run, "definition"),
    queryFn: () => client.getDefinition({ run: run.run }),
  });
  const mostAttempts = useMemo(() => frozen.data && mostAttemptsOf(frozen.data.definition), [frozen.data]);
  const marks = useMemo(() => marksOf(layout, run, trail.data), [layout, run, trail.data]);
  const timers = useMemo(
    () =>
      new Map(
        (at === null ? (run.timers ?? []) : []).flatMap(({ state, dueAt }) => (state === null ? [] : [[state, dueAt]])),
      ),
    [run.timers, at],
  );
  // Another picture is looked at from its own beginning.
  return (
    <Chart
      key={layout.detail}
      {...{ layout, marks, timers, chosen, onChoose }}
      steps={run.steps}
      {...(mostAttempts !== undefined && { mostAttempts })}
    />
  );
}

/** How many attempts each step that is tried again has, by its id. */
function mostAttemptsOf(definition: object): ReadonlyMap<string, number> {
  const states = allStates(rootsOf(definition as Definition));
  return new Map(
    states.flatMap(({ action }): readonly (readonly [string, number])[] =>
      action === null || action.retry === null ? [] : [[action.step, action.retry.attempts]],
    ),
  );
}
