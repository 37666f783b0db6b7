import { PLAIN } from "../../style.ts";
import type { Key } from "../terminal/keys.ts";
import { askRows } from "../views/ask-rows.ts";
import type { Request, Updated } from "./actions.ts";
import { runPage } from "./open.ts";
import { promptFor } from "./prompt.ts";
import { scrolledBy } from "./scroll.ts";
import { bodyRows, closed, opened, withPage, type AskPage, type State } from "./state.ts";

const only = (state: State, ...requests: readonly Request[]): Updated<State> => ({ state, requests });

export function onAskKey(state: State, page: AskPage, key: Key): Updated<State> {
  const look = { width: state.size.columns - 1, style: PLAIN };
  const extent = { total: askRows(page.ask, look).length, height: bodyRows(state.size) };
  const scroll = scrolledBy(key, page.scroll, extent);
  if (scroll !== null) return only(withPage(state, { ...page, scroll }));
  if (key === "left" || key === "h") return only(closed(state));
  if (key === "o") return only(opened(state, runPage(page.ask.run)));
  return page.ask.kind === "question" ? onQuestionKey(state, page, key) : onApprovalKey(state, page, key);
}

function onApprovalKey(state: State, { ask }: AskPage, key: Key): Updated<State> {
  if (key === "a" || key === "y") return only(state, { type: "answer", ask, answer: "allow", comment: null });
  if (key === "d" || key === "n") return only({ ...state, prompt: promptFor({ for: "deny", ask }) });
  return only(state);
}

function onQuestionKey(state: State, { ask }: AskPage, key: Key): Updated<State> {
  const choice = typeof key === "string" && /^[1-9]$/.test(key) ? ask.choices[Number(key) - 1] : undefined;
  if (choice !== undefined) return only(state, { type: "answer", ask, answer: "reply", comment: choice });
  if (key === "a" || key === "enter") return only({ ...state, prompt: promptFor({ for: "reply", ask }) });
  return only(state);
}
