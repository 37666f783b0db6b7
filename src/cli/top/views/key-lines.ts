import { isFinal } from "../../../core/run.ts";
import { textWidth } from "../../text/width.ts";
import { isLongHelp } from "../model/help.ts";
import { isOfAgent } from "../model/log.ts";
import { isConfirmation } from "../model/prompt.ts";
import type { LogPage, Page, RunPage, State } from "../model/state.ts";
import type { Look } from "./view.ts";

/** What a key does, by the key. */
type Hints = Readonly<Record<string, string>>;
type Hint = readonly [key: string, what: string];

/** What can be pressed now; the last two always have room. */
export function keysLine(state: State, { style, width }: Look): string {
  const hints = Object.entries(hintsFor(state));
  const always: readonly Hint[] =
    state.prompt === null && state.help === null
      ? [
          ["?", "help"],
          ["q", "quit"],
        ]
      : [];
  const text = ([key, what]: Hint): string => `${style.bold(key)} ${style.dim(what)}`;
  const widthOf = ([key, what]: Hint): number => textWidth(key) + textWidth(what) + 3;
  let room = width - 1 - always.reduce((sum, hint) => sum + widthOf(hint), 0);
  const shown = hints.filter((hint) => (room -= widthOf(hint)) >= 0);
  return ` ${[...shown, ...always].map(text).join("  ")}`;
}

const CONFIRM: Hints = { y: "yes", Esc: "no" };
const TYPE: Hints = { Enter: "send", Esc: "leave it" };
const SEARCH: Hints = { Enter: "keep", Esc: "show all" };
const RUNS: Hints = {
  Enter: "open",
  Tab: "needs you",
  "/": "search",
  f: "filter",
  c: "cancel",
  R: "retry",
  Space: "children",
};
const ASKS: Hints = { Enter: "look", o: "run", Tab: "runs" };
const APPROVAL: Hints = { a: "allow", d: "deny, with a reason", o: "run", Esc: "back" };
const QUESTION: Hints = { a: "answer", o: "run", Esc: "back" };
const CHOICES: Hints = { "1-9": "choose", ...QUESTION };

function hintsFor({ prompt, help, link, pages, size }: State): Hints {
  if (prompt !== null) return isConfirmation(prompt) ? CONFIRM : prompt.for === "search" ? SEARCH : TYPE;
  if (help !== null) return isLongHelp(size) ? { "↑ ↓": "more", "any other key": "back" } : { "any key": "back" };
  const page = pages.at(-1) ?? pages[0];
  return { ...(link.is === "stopped" && { S: "start the daemon" }), ...pageHints(page) };
}

function pageHints(page: Page): Hints {
  switch (page.is) {
    case "home":
      return page.pane === "runs" ? RUNS : ASKS;
    case "run":
      return runHints(page);
    case "log":
      return logHints(page);
    case "ask":
      if (page.ask.kind !== "question") return APPROVAL;
      return page.ask.choices.length > 0 ? CHOICES : QUESTION;
  }
}

function logHints(page: LogPage): Hints {
  const isRaw = page.form === "raw";
  return {
    f: "follow",
    "g G": "ends",
    ...(isRaw ? { e: page.stream === "stdout" ? "stderr" : "stdout" } : { x: page.isDetailed ? "shorter" : "details" }),
    ...(isOfAgent(page) && { r: isRaw ? "entries" : "raw" }),
    ...(isOfAgent(page) && !page.isEnded && { m: "message" }),
    ...((page.attempts?.length ?? 0) > 1 && { "[ ]": "attempts" }),
    Esc: "back",
  };
}

function runHints({ view, pane }: RunPage): Hints {
  const isOver = view !== null && isFinal(view.status);
  return {
    ...(pane === "steps" && { Enter: "log" }),
    ...(view !== null && view.asks.length > 0 && { a: "answer" }),
    Tab: pane === "steps" ? "events" : pane === "events" ? "details" : "steps",
    ...(isOver ? { R: "retry" } : { m: "message", c: "cancel" }),
    Esc: "back",
  };
}
