import type { AskView } from "../../../control/describe-asks.ts";
import type { Wait } from "../../../control/waits.ts";
import type { RunId } from "../../../core/ids.ts";
import type { StepRecord } from "../../../core/run.ts";
import type { RunPage, RunRow, State } from "./state.ts";

/** One entry of an opened run's list. */
export type RunItem = { readonly key: string } & (
  | { readonly is: "ask"; readonly ask: AskView }
  /** `record`: `null` while it was not entered. */
  | { readonly is: "step"; readonly step: string; readonly record: StepRecord | null; readonly waits: readonly Wait[] }
  | { readonly is: "child"; readonly run: RunId; readonly row: RunRow | null }
  | { readonly is: "message"; readonly text: string; readonly step: string | null }
  /** What its states wait for, beside its steps. */
  | { readonly is: "wait"; readonly wait: Wait }
);

/** What people are asked comes first, then the steps as they are written, children and messages. */
export function runItems({ runs }: Pick<State, "runs">, { view, order }: RunPage): readonly RunItem[] {
  if (view === null) return [];
  const steps = [...order, ...Object.keys(view.steps).filter((step) => !order.includes(step))];
  // What is asked has a line of its own.
  const waits = view.waits.filter(({ kind }) => kind !== "approve" && kind !== "answer");
  return [
    ...view.asks.map((ask) => ({ key: `ask:${ask.id}`, is: "ask", ask }) as const),
    ...waits
      .filter(({ what }) => !steps.includes(what))
      .map((wait) => ({ key: `wait:${wait.what}`, is: "wait", wait }) as const),
    ...steps.map((step) => {
      const own = waits.filter(({ what }) => what === step);
      return { key: `step:${step}`, is: "step", step, record: view.steps[step] ?? null, waits: own } as const;
    }),
    ...view.children.map((run) => ({ key: `run:${run}`, is: "child", run, row: runs.get(run) ?? null }) as const),
    ...view.messages.map(({ id, text, step }) => ({ key: `message:${id}`, is: "message", text, step }) as const),
  ];
}
