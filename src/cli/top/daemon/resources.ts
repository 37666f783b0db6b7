import type { AskView } from "../../../control/describe-asks.ts";
import type { Page as Listed } from "../../../control/list-runs.ts";
import { stepIds } from "../../../control/active-states.ts";
import type { RunView } from "../../../control/run-view.ts";
import type { EngineEvent } from "../../../core/events.ts";
import type { JournalEntry } from "../../../core/input.ts";
import type { RunId } from "../../../core/ids.ts";
import type { RunSummary } from "../../../core/store.ts";
import type { Definition } from "../../../definition/definition.ts";
import { indexIn } from "../model/cursor.ts";
import { listRows } from "../model/on-home.ts";
import { listedRuns } from "../model/runs.ts";
import { MOST_RUNS_ASKED, pageOf, STATUSES_OF, type Home, type RunPage, type State } from "../model/state.ts";
import { logResources } from "./log-resources.ts";
import { fetched, never, type Fetched, type Resource } from "./resource.ts";

/** What has to be known for what is shown. */
export function resourcesFor(state: State): readonly Resource[] {
  const page = pageOf(state);
  return [liveRuns, runList(state.pages[0]), asks, ...ofPage()];

  function ofPage(): readonly Resource[] {
    switch (page.is) {
      case "home":
        return page.beside === null
          ? unknownRuns(state)
          : [...runResources(page.beside), ...unknownRuns(state, page.beside.run)];
      case "run":
        return runResources(page);
      case "log":
        return logResources(state, page);
      case "ask":
        return [];
    }
  }
}

const runsAt = (path: string, search: string): Fetched =>
  fetched(path, path, ({ items }: Listed<RunSummary>) => ({ type: "runs", search, items }));

/** They stand above all that has ended, though it is long since they began. */
const liveRuns = runsAt(
  `/runs?limit=${MOST_RUNS_ASKED}&${STATUSES_OF.open.map((status) => `status=${status}`).join("&")}`,
  "",
);

/** Events keep the list up to date; it is read when something else is looked for. */
function runList({ filter, search, limit }: Home): Fetched {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const status of STATUSES_OF[filter]) query.append("status", status);
  if (search !== "") query.set("q", search.slice(0, 200));
  return runsAt(`/runs?${query.toString()}`, search);
}

const CHANGES_ASKS: ReadonlySet<EngineEvent["type"]> = new Set([
  "ask.opened",
  "ask.referred",
  "ask.decided",
  "step.waiting",
  "run.ended",
]);

const asks = fetched(
  "asks",
  "/asks",
  ({ items }: { items: readonly AskView[] }) => ({ type: "asks", items }),
  // An answered approval ends its step.
  ({ type }) => CHANGES_ASKS.has(type) || type === "step.ended",
);

/** Of runs on the screen whose steps are not known, since they began before anybody listened. */
function unknownRuns(state: State, known: RunId | null = null): readonly Fetched[] {
  const [home] = state.pages;
  const listed = listedRuns(state);
  const height = listRows(state);
  const index = indexIn(
    home.runs,
    listed.map(({ row }) => row.run),
  );
  const near = listed.slice(Math.max(0, index - height), index + height);
  return near.flatMap(({ row }) =>
    row.doing === null && row.run !== known ? [{ ...runView(row.run, never), key: `doing ${row.run}` }] : [],
  );
}

const runView = (run: RunId, isTouchedBy: Fetched["isTouchedBy"]): Fetched =>
  fetched(`run ${run}`, `/runs/${run}`, (view: RunView) => ({ type: "run", view }), isTouchedBy);

const JOURNAL_ENTRIES = 200;

function runResources({ run, pane, view }: RunPage): readonly Fetched[] {
  const own = ({ run: of }: EngineEvent): boolean => of === run;
  const order = fetched(`order ${run}`, `/runs/${run}/definition`, ({ definition }: { definition: Definition }) => ({
    type: "order",
    run,
    steps: stepIds(definition),
  }));
  const shown = [runView(run, own), order];
  if (pane !== "events" || view === null) return shown;
  // Only its end is read; from there on events are heard.
  const path = `/runs/${run}/journal?limit=1000&after=${Math.max(0, view.seq - JOURNAL_ENTRIES)}`;
  const journal = fetched(`journal ${run}`, path, ({ items }: { items: readonly JournalEntry[] }) => ({
    type: "journal",
    run,
    items,
  }));
  return [...shown, journal];
}
