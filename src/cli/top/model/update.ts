import type { EngineEvent } from "../../../core/events.ts";
import type { JournalEntry } from "../../../core/input.ts";
import type { RunId } from "../../../core/ids.ts";
import { isFinal } from "../../../core/run.ts";
import type { Action, Updated } from "./actions.ts";
import { onKey } from "./keys.ts";
import { genShown, NOTHING_READ, withEntries, withPiece } from "./log.ts";
import { NO_LOG, PIECE_BYTES, prepended } from "./raw-log.ts";
import { withBeside } from "./beside.ts";
import { withEvents, withSummaries } from "./runs.ts";
import { staying } from "./scroll.ts";
import { closed, mapPages, mapRuns, type LogPage, type RunPage, type State } from "./state.ts";

type ActionOf<T extends Action["type"]> = Extract<Action, { type: T }>;

/** What is shown after something has happened, and what is to be done. It reads no clock and does no I/O. */
export function update(state: State, action: Action): Updated<State> {
  if (action.type !== "key") return { state: withBeside(CHANGES[action.type](state, action as never)), requests: [] };
  const { state: next, requests } = onKey(state, action.key);
  return { state: withBeside(next), requests };
}

const CHANGES: { readonly [T in Exclude<Action["type"], "key">]: (state: State, action: ActionOf<T>) => State } = {
  resized: (state, { size }) => ({ ...state, size }),
  link: (state, { link }) => ({ ...state, link }),
  notice: (state, { notice }) => ({ ...state, notice }),
  events: (state, { events }) => ({
    ...mapRuns(state, (page) => withRunEvents(page, events)),
    runs: withEvents(state.runs, events),
  }),
  runs: (state, { search, items }) => ({
    ...state,
    runs: withSummaries(state.runs, items),
    found: search === "" ? state.found : { search, runs: new Set(items.map(({ run }) => run)) },
  }),
  asks: withAsks,
  run: (state, { view }) => ({
    ...mapRuns(state, (page) => (page.run === view.run ? { ...page, view } : page)),
    runs: withView(state, view.run, view),
  }),
  order: (state, { run, steps }) => mapRuns(state, (page) => (page.run === run ? { ...page, order: steps } : page)),
  attempts: (state, { run, items }) =>
    mapPages(state, "log", (page) => {
      if (page.run !== run) return page;
      const attempts = items.filter(({ step }) => step === page.step || step === `${page.step}#approver`);
      return shownAttempt({ ...page, attempts }, page);
    }),
  journal: (state, { run, items }) => mapRuns(state, (page) => (page.run === run ? withJournal(page, items) : page)),
  "entries.begin": (state, { gen }) => ofAttempt(state, gen, (page) => ({ ...page, entries: [], forgotten: 0 })),
  entries: (state, { gen, items }) => ofAttempt(state, gen, (page) => withEntries(page, items, state.size.columns)),
  "raw.size": (state, { gen, stream, size }) =>
    ofStream(state, { gen, stream }, (page) => ({
      ...page,
      raw: { ...NO_LOG, next: Math.max(0, size - PIECE_BYTES), size },
    })),
  "raw.piece": (state, { gen, stream, piece, at }) =>
    ofStream(state, { gen, stream }, (page) =>
      at === "begin"
        ? { ...page, raw: prepended(page.raw ?? NO_LOG, piece) }
        : withPiece(page, piece, state.size.columns),
    ),
  "log.ended": (state, { gen }) => ofAttempt(state, gen, (page) => ({ ...page, isEnded: true })),
};

/** An approval that was answered meanwhile, here or elsewhere, is not asked any more. */
function withAsks(state: State, { items }: ActionOf<"asks">): State {
  const next = { ...state, asks: items };
  const page = state.pages.at(-1);
  if (page?.is !== "ask" || items.some(({ id }) => id === page.ask.id)) return next;
  const notice = state.notice ?? { kind: "done", text: "That is not asked any more." };
  return { ...closed(next), prompt: null, notice };
}

function withView(
  { runs }: State,
  run: RunId,
  { status, endedAt, steps }: NonNullable<RunPage["view"]>,
): State["runs"] {
  const row = runs.get(run);
  if (row === undefined) return runs;
  const doing = isFinal(status)
    ? []
    : Object.entries(steps).flatMap(([step, record]) =>
        record.status === "running" || record.status === "waiting" ? [step] : [],
      );
  return new Map(runs).set(run, { ...row, status, endedAt, doing });
}

const MOST_EVENTS = 500;

/** Events that the journal's page has told already come again, and are known by their `seq`. */
function withRunEvents(page: RunPage, events: readonly EngineEvent[]): RunPage {
  const own = events.filter((event) => event.run === page.run && event.seq > page.eventsUpTo);
  if (own.length === 0) return page;
  const all = [...page.events, ...own].slice(-MOST_EVENTS);
  return { ...page, events: all, eventsScroll: staying(page.eventsScroll, own.length) };
}

/** What was heard meanwhile stays behind it: nothing is missing, and nothing is there twice. */
function withJournal(page: RunPage, items: readonly JournalEntry[]): RunPage {
  const told = items.flatMap(({ seq, at, events = [] }) => events.map((body) => ({ ...body, run: page.run, seq, at })));
  const upTo = items.at(-1)?.seq ?? 0;
  const heard = page.events.filter(({ seq }) => seq > upTo);
  return { ...page, events: [...told, ...heard].slice(-MOST_EVENTS), eventsUpTo: upTo };
}

/** Another attempt is shown from its end, with nothing of the former one. */
function shownAttempt(page: LogPage, before: LogPage): LogPage {
  const [gen, former] = [genShown(page), genShown(before)];
  if (gen === former) return page;
  const isAgent = page.attempts?.find((one) => one.gen === gen)?.isAgent ?? false;
  // What is no agent's has no entries.
  const form = former === null && !isAgent ? "raw" : isAgent ? page.form : "raw";
  return { ...page, form, ...NOTHING_READ };
}

const ofAttempt = (state: State, gen: string, change: (page: LogPage) => LogPage): State =>
  mapPages(state, "log", (page) => (genShown(page) === gen ? change(page) : page));

const ofStream = (
  state: State,
  { gen, stream }: { readonly gen: string; readonly stream: string },
  change: (page: LogPage) => LogPage,
): State => ofAttempt(state, gen, (page) => (page.stream === stream ? change(page) : page));
