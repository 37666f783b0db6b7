import type { AskView } from "../../../control/describe-asks.ts";
import type { EngineEvent } from "../../../core/events.ts";
import { shortId, type RunId } from "../../../core/ids.ts";
import { isFinal } from "../../../core/run.ts";
import type { RunSummary } from "../../../core/store.ts";
import { STATUSES_OF, type Home, type RunRow, type State } from "./state.ts";

type Rows = ReadonlyMap<RunId, RunRow>;

/** So many that a long watch needs no more memory than a short one. */
const MOST_RUNS = 2_000;

/** What a page of the list tells is newer than what was known, save of the steps, of which it tells nothing. */
export function withSummaries(rows: Rows, summaries: readonly RunSummary[]): Rows {
  const next = new Map(rows);
  for (const summary of summaries) {
    const doing = isFinal(summary.status) ? [] : (rows.get(summary.run)?.doing ?? null);
    next.set(summary.run, { ...summary, doing });
  }
  return trimmed(next);
}

export function withEvents(rows: Rows, events: readonly EngineEvent[]): Rows {
  const next = new Map(rows);
  for (const event of events) {
    const row = after(next.get(event.run), event);
    if (row !== undefined) next.set(event.run, row);
  }
  return trimmed(next);
}

function after(row: RunRow | undefined, event: EngineEvent): RunRow | undefined {
  if (event.type === "run.started") {
    const { run, workflow, parent, at } = event;
    return row ?? { run, workflow, parent, status: "running", createdAt: at, endedAt: null, doing: [] };
  }
  if (row === undefined || row.endedAt !== null) return row;
  if (event.type === "run.status") return { ...row, status: event.status };
  if (event.type === "run.ended") return { ...row, status: event.status, endedAt: event.at, doing: [] };
  return { ...row, doing: stepsAfter(row.doing, event) };
}

function stepsAfter(doing: RunRow["doing"], event: EngineEvent): RunRow["doing"] {
  const others = (step: string): readonly string[] => (doing ?? []).filter((one) => one !== step);
  if (event.type === "step.ended") return others(event.step);
  // Between two attempts a step is not left.
  const isUnderWay = event.type === "step.started" || event.type === "step.waiting" || event.type === "step.retrying";
  return isUnderWay ? [...others(event.step), event.step] : doing;
}

/** Of those that have ended the oldest go. */
function trimmed(rows: Map<RunId, RunRow>): Rows {
  if (rows.size <= MOST_RUNS) return rows;
  const ended = [...rows.values()].filter(({ status }) => isFinal(status)).toSorted((a, b) => (a.run < b.run ? -1 : 1));
  for (const { run } of ended.slice(0, rows.size - MOST_RUNS)) rows.delete(run);
  return rows;
}

/** One line of the list. */
export interface ListedRun {
  readonly row: RunRow;
  readonly depth: number;
  readonly children: number;
  readonly isFolded: boolean;
  /** What people are asked by it, and by those that are folded below it. */
  readonly needs: number;
}

const isLive = ({ status }: RunRow): number => (isFinal(status) ? 0 : 1);

/** Those that have not ended come first, however many have begun and ended since. */
const liveFirst = (rows: readonly RunRow[]): readonly RunRow[] => rows.toSorted((a, b) => isLive(b) - isLive(a));

/** The runs that are shown: first those that have not ended, and among them the newest; children below their parents, unless something is looked for. */
export function listedRuns({ runs, asks, found, pages: [home] }: State): readonly ListedRun[] {
  const all = [...runs.values()].toSorted((a, b) => (a.run < b.run ? 1 : -1));
  const needs = needsByRun(asks);
  if (home.filter !== "all" || home.search !== "")
    return liveFirst(all)
      .filter((row) => isWanted(row, home, found))
      .map((row) => ({ row, depth: 0, children: 0, isFolded: false, needs: needs.get(row.run) ?? 0 }));
  return tree(all, { runs, needs, home });
}

function isWanted({ run, workflow, status, doing }: RunRow, { filter, search }: Home, found: State["found"]): boolean {
  const statuses = STATUSES_OF[filter];
  if (statuses.length > 0 && !statuses.includes(status)) return false;
  if (search === "") return true;
  const wanted = search.toLowerCase();
  if (found?.search === search && found.runs.has(run)) return true;
  return [run, workflow, status, ...(doing ?? [])].some((text) => text.toLowerCase().includes(wanted));
}

interface Forest {
  readonly runs: Rows;
  readonly needs: ReadonlyMap<RunId, number>;
  readonly home: Home;
}

function tree(all: readonly RunRow[], { runs, needs, home }: Forest): readonly ListedRun[] {
  const roots = all.filter(({ parent }) => parent === null || !runs.has(parent));
  // Children in the order of their start.
  const byParent = new Map<RunId | null, RunRow[]>();
  for (const row of all.toReversed()) byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row]);
  const needsBelow = (run: RunId): number =>
    (needs.get(run) ?? 0) + (byParent.get(run) ?? []).reduce((sum, child) => sum + needsBelow(child.run), 0);
  const listed = (row: RunRow, depth: number): readonly ListedRun[] => {
    const children = byParent.get(row.run) ?? [];
    const isFolded = home.folds.get(row.run) ?? isFinal(row.status);
    const own = isFolded ? needsBelow(row.run) : (needs.get(row.run) ?? 0);
    const line = { row, depth, children: children.length, isFolded, needs: own };
    return isFolded ? [line] : [line, ...children.flatMap((child) => listed(child, depth + 1))];
  };
  return liveFirst(roots).flatMap((root) => listed(root, 0));
}

function needsByRun(asks: readonly AskView[]): ReadonlyMap<RunId, number> {
  const counts = new Map<RunId, number>();
  for (const { run } of asks) counts.set(run, (counts.get(run) ?? 0) + 1);
  return counts;
}

/** `fix-tests 1a2b3c`. */
export const nameOfRun = ({ runs }: Pick<State, "runs">, run: RunId): string =>
  `${runs.get(run)?.workflow ?? "run"} ${shortId(run)}`;
