import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Chart } from "../chart/chart.tsx";
import type { Layout } from "../chart/shape.ts";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Empty, Shown } from "../ui/notes.tsx";
import type { Spot } from "./editor/editor.tsx";
import type { Good } from "./use-check.ts";
import styles from "./live-chart.module.css";

interface LiveChartProps {
  readonly name: string;
  readonly good: Good | null;
  readonly isOld: boolean;
  /** Where the cursor of the text is. */
  readonly cursor: Spot;
  readonly onGoTo: (spot: Spot) => void;
}

/** The machine that the text becomes, while it is written. With mistakes in it the last good one stays. */
export function LiveChart({ name, good, isOld, cursor, onGoTo }: LiveChartProps) {
  const layout = useQuery({
    queryKey: keys.layout(good?.hash ?? "", "steps"),
    queryFn: () => client.layOutText({ body: { name, text: good?.text ?? "", detail: "steps" } }),
    enabled: good !== null,
    placeholderData: keepPreviousData,
  });
  if (good === null) return <Empty title="The chart is drawn as soon as the text has no mistakes." />;
  return (
    <div className={styles["chart"]} data-old={isOld}>
      {isOld && (
        <p role="status" className={styles["old"]}>
          As it was before the last changes.
        </p>
      )}
      <Shown of={layout} what="the chart">
        {(found) => (
          <Chart
            layout={found}
            chosen={stateAt(found, cursor)}
            onChoose={(path) => {
              const state = found.states.find((one) => one.path === path);
              if (state !== undefined) onGoTo(spotOf(state.at));
            }}
          />
        )}
      </Shown>
    </div>
  );
}

function spotOf(at: string): Spot {
  const [line = 1, column = 1] = at.split(":").map(Number);
  return { line, column };
}

/** The state that a place of the text belongs to: the last one that begins before it. */
function stateAt({ states }: Layout, cursor: Spot): string | null {
  const before = states
    .map(({ path, at }) => ({ path, ...spotOf(at) }))
    .filter(({ line, column }) => line < cursor.line || (line === cursor.line && column <= cursor.column))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  return before.at(-1)?.path ?? null;
}
