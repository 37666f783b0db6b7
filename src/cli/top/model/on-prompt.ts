import type { Key } from "../terminal/keys.ts";
import type { Request, Updated } from "./actions.ts";
import { FIRST } from "./cursor.ts";
import { edited, isConfirmation, type Prompt } from "./prompt.ts";
import { mapPages, RUNS_AT_ONCE, type State } from "./state.ts";

const only = (state: State, ...requests: readonly Request[]): Updated<State> => ({ state, requests });

export function onPromptKey(state: State, prompt: Prompt, key: Key): Updated<State> {
  const without = { ...state, prompt: null };
  if (key === "escape") return only(prompt.for === "search" ? searching(without, "") : without);
  if (isConfirmation(prompt)) return only(without, ...(key === "y" ? requestsOf(prompt) : []));
  if (key === "enter") return onEnter(without, prompt);
  if (key === "backspace" && prompt.text === "") return only(without);
  const next = edited(prompt, key);
  if (next === null) return only(state);
  const asked = { ...state, prompt: next };
  // What is looked for is found while it is typed.
  return only(prompt.for === "search" ? searching(asked, next.text) : asked);
}

function onEnter(without: State, prompt: Prompt): Updated<State> {
  if (prompt.for === "search") return only(searching(without, prompt.text));
  // Only a denial needs no words.
  if (prompt.text.trim() === "" && prompt.for !== "deny") return only(without);
  return only(without, ...requestsOf(prompt));
}

const searching = (state: State, search: string): State =>
  mapPages(state, "home", (home) =>
    home.search === search ? home : { ...home, search, runs: FIRST, limit: RUNS_AT_ONCE, pane: "runs" },
  );

function requestsOf(prompt: Prompt): readonly Request[] {
  const words = prompt.text.trim();
  switch (prompt.for) {
    case "search":
      return [];
    case "deny":
      return [{ type: "answer", ask: prompt.ask, answer: "deny", comment: words === "" ? null : words }];
    case "reply":
      return [{ type: "answer", ask: prompt.ask, answer: "reply", comment: words }];
    case "message":
      return [{ type: "message", run: prompt.run, step: prompt.step, text: words }];
    case "cancel":
      return [{ type: "cancel", run: prompt.run }];
    case "retry":
      return [{ type: "retry", run: prompt.run }];
  }
}
