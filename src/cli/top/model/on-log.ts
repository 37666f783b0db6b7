import type { Key } from "../terminal/keys.ts";
import type { Updated } from "./actions.ts";
import { genShown, isOfAgent, logExtent, NOTHING_READ } from "./log.ts";
import { NO_LOG } from "./raw-log.ts";
import { promptFor } from "./prompt.ts";
import { AT_END, scrolledBy, type Scroll } from "./scroll.ts";
import { closed, withPage, type LogPage, type State } from "./state.ts";

const same = (state: State): Updated<State> => ({ state, requests: [] });

export function onLogKey(state: State, page: LogPage, key: Key): Updated<State> {
  const scroll = scrolledBy(key, page.scroll, logExtent(state, page));
  if (scroll !== null) return same(withPage(state, scrolled(page, scroll, key)));
  if (key === "left" || key === "h") return same(closed(state));
  if (key === "m" && !page.isEnded)
    return same({ ...state, prompt: promptFor({ for: "message", run: page.run, step: page.step }) });
  return same(withPage(state, changed(page, key)));
}

/** In a raw log the first and the last key lead to the ends of all of it, not of the part that was read. */
function scrolled(page: LogPage, scroll: Scroll, key: Key): LogPage {
  if (page.form !== "raw" || page.raw === null) return { ...page, scroll };
  const { raw } = page;
  if ((key === "g" || key === "home") && raw.chunks[0]?.offset !== 0)
    return { ...page, raw: { ...NO_LOG, size: raw.size }, scroll: { from: "bottom", rows: Number.MAX_SAFE_INTEGER } };
  if (key === "G" || key === "end") return toEnd(page);
  return { ...page, scroll };
}

function changed(page: LogPage, key: Key): LogPage {
  switch (key) {
    case "r":
      return isOfAgent(page) ? { ...page, ...NOTHING_READ, form: page.form === "raw" ? "entries" : "raw" } : page;
    case "x":
      return { ...page, isDetailed: !page.isDetailed };
    case "e":
      return page.form === "raw" ? { ...page, ...NOTHING_READ, stream: other(page.stream) } : page;
    case "f":
      return toEnd(page);
    case "[":
      return attemptBeside(page, -1);
    case "]":
      return attemptBeside(page, 1);
    default:
      return page;
  }
}

const other = (stream: LogPage["stream"]): LogPage["stream"] => (stream === "stdout" ? "stderr" : "stdout");

/** Its size may have grown beyond what was read: then it is asked for again. */
const toEnd = (page: LogPage): LogPage => ({
  ...page,
  ...(page.raw !== null && page.raw.next < page.raw.size && { raw: null }),
  scroll: AT_END,
});

function attemptBeside(page: LogPage, by: number): LogPage {
  const attempts = page.attempts ?? [];
  const at = attempts.findIndex(({ gen }) => gen === genShown(page)) + by;
  const next = attempts[at];
  if (next === undefined) return page;
  // The last one is followed by those that come.
  const gen = at === attempts.length - 1 ? null : next.gen;
  return { ...page, ...NOTHING_READ, gen, form: next.isAgent ? page.form : "raw" };
}
