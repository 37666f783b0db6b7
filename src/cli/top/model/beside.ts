import { indexIn } from "./cursor.ts";
import { runPage } from "./open.ts";
import { listedRuns } from "./runs.ts";
import { pageOf, withPage, type State } from "./state.ts";

/** From this width on there is room beside the list of runs. */
const WIDE = 120;

/** What is selected in a wide list is shown beside it. */
export function withBeside(state: State): State {
  const page = pageOf(state);
  if (page.is !== "home") return state;
  const run = state.size.columns >= WIDE && page.pane === "runs" ? selectedRun(state) : null;
  if (run === (page.beside?.run ?? null)) return state;
  return withPage(state, { ...page, beside: run === null ? null : runPage(run) });
}

function selectedRun(state: State) {
  const keys = listedRuns(state).map(({ row }) => row.run);
  return keys[indexIn(state.pages[0].runs, keys)] ?? null;
}

/** Columns of the list where something is shown beside it. */
export const listColumns = (columns: number): number => Math.floor(columns * 0.55);
