import { DroverError } from "../core/errors.ts";
import { RunId, shortId } from "../core/ids.ts";
import { nearest } from "../core/nearest.ts";
import type { Store } from "../core/store.ts";
import { tableLines } from "./text/table.ts";
import { dateText } from "./text/durations.ts";

const LISTED = 10;

/** A run by its whole id, or by a head or tail of it that only one run has. Throws `run.unknown` or `run.ambiguous`. */
export function resolveRun(store: Pick<Store, "getSnapshot" | "list">, text: string): RunId {
  const wanted = text.toLowerCase();
  if (store.getSnapshot(RunId(wanted)) !== null) return RunId(wanted);
  const runs = store.list({ limit: Infinity });
  const fitting = runs.filter(({ run }) => wanted !== "" && (run.startsWith(wanted) || run.endsWith(wanted)));
  const [first, second] = fitting;
  if (first === undefined)
    throw unknownRun(
      text,
      runs.map(({ run }) => shortId(run)),
    );
  if (second === undefined) return first.run;
  const lines = tableLines(
    fitting
      .slice(0, LISTED)
      .map(({ run, workflow, status, createdAt }) => [`  ${run}`, workflow, status, dateText(createdAt)]),
  );
  const more = fitting.length > LISTED ? [`  … and ${fitting.length - LISTED} more`] : [];
  throw new DroverError(
    "run.ambiguous",
    `Cannot tell which run "${text}" is: ${fitting.length} fit. Give more of the id.\n${[...lines, ...more].join("\n")}`,
    { details: fitting.map(({ run }) => run) },
  );
}

function unknownRun(text: string, known: readonly string[]): DroverError {
  const near = nearest(text, known);
  const hint = near === null ? "`drover runs` lists them." : `Did you mean "${near}"?`;
  return new DroverError("run.unknown", `Cannot find run "${text}": no run has an id like that. ${hint}`);
}
