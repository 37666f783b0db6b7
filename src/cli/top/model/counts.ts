import { isFinal } from "../../../core/run.ts";
import { pageOf, type State } from "./state.ts";

/** Whether something on the screen changes with time alone: how long a run takes, or how long somebody is waited for. */
export function counts(state: State): boolean {
  const page = pageOf(state);
  switch (page.is) {
    case "home":
      return page.pane === "asks"
        ? state.asks.length > 0
        : [...state.runs.values()].some(({ endedAt }) => endedAt === null);
    case "run":
      return page.view !== null && !isFinal(page.view.status);
    case "ask":
      return page.ask.expiresAt !== null;
    case "log":
      return false;
  }
}
