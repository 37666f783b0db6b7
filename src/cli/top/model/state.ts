import type { StepAttempt } from "../../../control/attempts.ts";
import type { AskView } from "../../../control/describe-asks.ts";
import type { RunView } from "../../../control/run-view.ts";
import type { Entry } from "../../../core/entry.ts";
import type { EngineEvent } from "../../../core/events.ts";
import type { Gen, RunId } from "../../../core/ids.ts";
import type { RunStatus } from "../../../core/run.ts";
import type { RunSummary } from "../../../core/store.ts";
import { FIRST, type Cursor } from "./cursor.ts";
import type { Prompt } from "./prompt.ts";
import type { RawLog } from "./raw-log.ts";
import type { Scroll } from "./scroll.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A run of the list. */
export interface RunRow extends RunSummary {
  /** Steps under way; `null` while that is not known. */
  readonly doing: readonly string[] | null;
}

/** Which runs are listed. `open`: those that have not ended. */
export const FILTERS = ["all", "open", "waiting", "failed", "succeeded", "canceled"] as const;
export type Filter = (typeof FILTERS)[number];

export const STATUSES_OF: Readonly<Record<Filter, readonly RunStatus[]>> = {
  all: [],
  open: ["queued", "running", "waiting"],
  waiting: ["waiting"],
  failed: ["failed"],
  succeeded: ["succeeded"],
  canceled: ["canceled"],
};

/** The first page: runs on one side, what people are asked on the other. */
export interface Home {
  readonly is: "home";
  readonly pane: "runs" | "asks";
  readonly runs: Cursor;
  readonly asks: Cursor;
  readonly filter: Filter;
  readonly search: string;
  /** How many runs are asked for; grows when the end of the list is reached. */
  readonly limit: number;
  /** Runs whose children were shown or hidden by hand. */
  readonly folds: ReadonlyMap<RunId, boolean>;
  /** The selected run, shown beside the list where there is room. */
  readonly beside: RunPage | null;
}

export const RUN_PANES = ["steps", "events", "details"] as const;

export interface RunPage {
  readonly is: "run";
  readonly run: RunId;
  readonly pane: (typeof RUN_PANES)[number];
  /** `null` until it has come. */
  readonly view: RunView | null;
  /** All steps of its workflow, as they are written. */
  readonly order: readonly string[];
  readonly steps: Cursor;
  readonly events: readonly EngineEvent[];
  /** The last journal entry that was read; 0 before that. What came behind it was heard. */
  readonly eventsUpTo: number;
  readonly eventsScroll: Scroll;
  readonly detailsScroll: Scroll;
}

export interface LogPage {
  readonly is: "log";
  readonly run: RunId;
  readonly step: string;
  /** All of the step, oldest first; `null` until they have come. */
  readonly attempts: readonly StepAttempt[] | null;
  /** Which of them; `null`: the last one, also when another begins. */
  readonly gen: Gen | null;
  readonly form: "entries" | "raw";
  readonly stream: "stdout" | "stderr";
  /** With the output of tools, and changes of files. */
  readonly isDetailed: boolean;
  readonly scroll: Scroll;
  readonly entries: readonly Entry[];
  /** Entries that came before those, and are forgotten. */
  readonly forgotten: number;
  /** `null` until the size of the log is known. */
  readonly raw: RawLog | null;
  /** Nothing is added any more to what is shown. */
  readonly isEnded: boolean;
}

export interface AskPage {
  readonly is: "ask";
  readonly ask: AskView;
  readonly scroll: Scroll;
}

export type Page = Home | RunPage | LogPage | AskPage;

/** How it stands with the daemon. `stopped`: somebody ended it on purpose, and nobody starts another. */
export interface Link {
  readonly is: "up" | "lost" | "starting" | "stopped";
  /** Why it could not be reached or started; `null` for what is told by `is`. */
  readonly why: string | null;
}

export interface Notice {
  readonly kind: "done" | "failed" | "going";
  readonly text: string;
}

/** Everything that the screen shows. Frozen by habit: a change makes a new one. */
export interface State {
  readonly project: string;
  readonly size: Size;
  readonly link: Link;
  readonly runs: ReadonlyMap<RunId, RunRow>;
  /** What the daemon has found for a search: it looks into inputs as well. */
  readonly found: { readonly search: string; readonly runs: ReadonlySet<RunId> } | null;
  readonly asks: readonly AskView[];
  /** The last one is shown; `home` is the first. */
  readonly pages: readonly [Home, ...Page[]];
  readonly prompt: Prompt | null;
  readonly notice: Notice | null;
  /** How far down the help is read; `null`: it is not shown. */
  readonly help: Scroll | null;
}

export const RUNS_AT_ONCE = 200;
export const MOST_RUNS_ASKED = 500;

export const initialState = (project: string, size: Size): State => ({
  project,
  size,
  link: { is: "up", why: null },
  runs: new Map(),
  found: null,
  asks: [],
  pages: [
    {
      is: "home",
      pane: "runs",
      runs: FIRST,
      asks: FIRST,
      filter: "all",
      search: "",
      limit: RUNS_AT_ONCE,
      folds: new Map(),
      beside: null,
    },
  ],
  prompt: null,
  notice: null,
  help: null,
});

export const pageOf = ({ pages }: State): Page => pages.at(-1) ?? pages[0];

/** With another page on top. */
export const withPage = (state: State, page: Page): State => {
  const [home, ...others] = state.pages;
  if (others.length === 0) return page.is === "home" ? { ...state, pages: [page] } : { ...state, pages: [home, page] };
  return { ...state, pages: [home, ...others.slice(0, -1), page] };
};

export const opened = (state: State, page: Page): State => ({ ...state, pages: [...state.pages, page], notice: null });

export const closed = (state: State): State => {
  const [home, ...others] = state.pages;
  return { ...state, pages: [home, ...others.slice(0, -1)], notice: null };
};

/** Changes what is shown of runs, wherever that is. */
export function mapRuns(state: State, change: (page: RunPage) => RunPage): State {
  const [home, ...others] = mapPages(state, "run", change).pages;
  return { ...state, pages: [home.beside === null ? home : { ...home, beside: change(home.beside) }, ...others] };
}

/** Changes the pages of one kind, wherever they lie. */
export function mapPages<T extends Page["is"]>(
  state: State,
  is: T,
  change: (page: Extract<Page, { is: T }>) => Extract<Page, { is: T }>,
): State {
  const pages = state.pages.map((page) => (page.is === is ? change(page as Extract<Page, { is: T }>) : page));
  return { ...state, pages: pages as unknown as State["pages"] };
}

/** Title, place and rule above; notice and keys below. */
const FRAME_ROWS = 5;

export const bodyRows = ({ rows }: Size): number => Math.max(1, rows - FRAME_ROWS);
