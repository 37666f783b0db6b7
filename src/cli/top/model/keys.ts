import type { Key } from "../terminal/keys.ts";
import type { Request, Updated } from "./actions.ts";
import { helpAfter } from "./help.ts";
import { onAskKey } from "./on-ask.ts";
import { onHomeKey } from "./on-home.ts";
import { onLogKey } from "./on-log.ts";
import { onPromptKey } from "./on-prompt.ts";
import { onRunKey } from "./on-run.ts";
import { AT_TOP } from "./scroll.ts";
import { closed, pageOf, type State } from "./state.ts";

const only = (state: State, ...requests: readonly Request[]): Updated<State> => ({ state, requests });

/** What a key means depends on what is in front: the help, a question at the bottom, then the page. */
export function onKey(before: State, key: Key): Updated<State> {
  if (key === "ctrl-c") return only(before, { type: "quit" });
  if (key === "ctrl-z") return only(before, { type: "suspend" });
  if (before.help !== null) return only({ ...before, help: helpAfter(before.size, before.help, key) });
  if (before.prompt !== null) return onPromptKey(before, before.prompt, key);
  // What was told is read by now.
  const state = before.notice?.kind === "going" ? before : { ...before, notice: null };
  return onGeneralKey(state, key) ?? onPageKey(state, key);
}

function onGeneralKey(state: State, key: Key): Updated<State> | null {
  switch (key) {
    case "q":
      return only(state, { type: "quit" });
    case "?":
      return only({ ...state, help: AT_TOP });
    case "ctrl-l":
      return only(state, { type: "reload" });
    case "S":
      return state.link.is === "up" ? null : only(state, { type: "start" });
    case "escape":
    case "backspace":
      return state.pages.length > 1 ? only(closed(state)) : null;
    default:
      return null;
  }
}

function onPageKey(state: State, key: Key): Updated<State> {
  const page = pageOf(state);
  switch (page.is) {
    case "home":
      return onHomeKey(state, page, key);
    case "run":
      return onRunKey(state, page, key);
    case "log":
      return onLogKey(state, page, key);
    case "ask":
      return onAskKey(state, page, key);
  }
}
