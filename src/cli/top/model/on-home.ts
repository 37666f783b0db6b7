import type { RunId } from "../../../core/ids.ts";
import { isFinal } from "../../../core/run.ts";
import type { Key } from "../terminal/keys.ts";
import type { Updated } from "./actions.ts";
import { cursorAt, FIRST, indexIn, movedTo } from "./cursor.ts";
import { askPage, runPage } from "./open.ts";
import { promptFor } from "./prompt.ts";
import { listedRuns, type ListedRun } from "./runs.ts";
import {
  bodyRows,
  FILTERS,
  MOST_RUNS_ASKED,
  opened,
  RUNS_AT_ONCE,
  withPage,
  type Home,
  type RunPage,
  type State,
} from "./state.ts";

const same = (state: State): Updated<State> => ({ state, requests: [] });

export function onHomeKey(state: State, page: Home, key: Key): Updated<State> {
  if (key === "tab" || key === "shift-tab")
    return same(withPage(state, { ...page, pane: page.pane === "runs" ? "asks" : "runs" }));
  if (key === "/") return same({ ...state, prompt: promptFor({ for: "search" }, page.search) });
  return page.pane === "runs" ? onRunsKey(state, page, key) : onAsksKey(state, page, key);
}

/** The line of titles stands above the list. */
export const listRows = (state: State): number => Math.max(1, bodyRows(state.size) - 1);

function onRunsKey(state: State, page: Home, key: Key): Updated<State> {
  const listed = listedRuns(state);
  const keys = listed.map(({ row }) => row.run);
  const index = indexIn(page.runs, keys);
  const moved = movedTo(key, index, { length: keys.length, height: listRows(state) });
  if (moved !== null)
    return same(withPage(state, { ...page, runs: cursorAt(keys, moved), limit: limitAt(page, moved) }));
  if (key === "f" || key === "F") return same(withPage(state, filtered(page, key === "f" ? 1 : -1)));
  if (key === "escape") return same(withPage(state, { ...page, search: "", filter: "all", runs: FIRST }));
  const selected = listed[index];
  return selected === undefined
    ? same(state)
    : onRunKeyOf(state, page, { key, selected, above: parentOf(listed, index) });
}

/** More are asked for when the end is near. */
const limitAt = ({ limit }: Home, index: number): number =>
  index >= limit - 20 ? Math.min(MOST_RUNS_ASKED, limit + RUNS_AT_ONCE) : limit;

function filtered(page: Home, by: number): Home {
  const at = (FILTERS.indexOf(page.filter) + by + FILTERS.length) % FILTERS.length;
  return { ...page, filter: FILTERS[at] ?? "all", runs: FIRST, limit: RUNS_AT_ONCE };
}

const parentOf = (listed: readonly ListedRun[], index: number): ListedRun | undefined =>
  listed.slice(0, index).findLast(({ depth }) => depth < (listed[index]?.depth ?? 0));

interface OnRun {
  readonly key: Key;
  readonly selected: ListedRun;
  readonly above: ListedRun | undefined;
}

function onRunKeyOf(state: State, page: Home, on: OnRun): Updated<State> {
  const { key, selected } = on;
  const { run, status } = selected.row;
  if (key === "enter") return same(opened(state, pageFor(page, run)));
  if (key === "c") return same(isFinal(status) ? state : { ...state, prompt: promptFor({ for: "cancel", run }) });
  if (key === "R") return same(isFinal(status) ? { ...state, prompt: promptFor({ for: "retry", run }) } : state);
  if (key !== "a") return same(onTreeKey(state, page, on));
  const ask = state.asks.find((one) => one.run === run);
  return same(ask === undefined ? state : opened(state, askPage(ask)));
}

/** What stands beside the list has been read. */
const pageFor = ({ beside }: Home, run: RunId): RunPage => (beside?.run === run ? beside : runPage(run));

/** Children are shown and hidden, and what has none is opened. */
function onTreeKey(state: State, page: Home, { key, selected, above }: OnRun): State {
  const { row, children, isFolded } = selected;
  const fold = (isHidden: boolean): State =>
    withPage(state, { ...page, folds: new Map(page.folds).set(row.run, isHidden) });
  if (key === " ") return children > 0 ? fold(!isFolded) : state;
  if (key === "right" || key === "l")
    return children > 0 && isFolded ? fold(false) : opened(state, pageFor(page, row.run));
  if (key !== "left" && key !== "h") return state;
  if (children > 0 && !isFolded) return fold(true);
  return above === undefined ? state : withPage(state, { ...page, runs: { key: above.row.run, index: 0 } });
}

function onAsksKey(state: State, page: Home, key: Key): Updated<State> {
  const keys = state.asks.map(({ id }) => id);
  const index = indexIn(page.asks, keys);
  const moved = movedTo(key, index, { length: keys.length, height: listRows(state) });
  if (moved !== null) return same(withPage(state, { ...page, asks: cursorAt(keys, moved) }));
  if (key === "left" || key === "h" || key === "escape") return same(withPage(state, { ...page, pane: "runs" }));
  const ask = state.asks[index];
  if (ask === undefined) return same(state);
  if (key === "enter" || key === "right" || key === "l" || key === "a") return same(opened(state, askPage(ask)));
  return key === "o" ? same(opened(state, runPage(ask.run))) : same(state);
}
