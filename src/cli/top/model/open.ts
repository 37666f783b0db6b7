import type { AskView } from "../../../control/describe-asks.ts";
import type { RunId } from "../../../core/ids.ts";
import { FIRST } from "./cursor.ts";
import { NOTHING_READ } from "./log.ts";
import { AT_END, AT_TOP } from "./scroll.ts";
import type { AskPage, LogPage, RunPage } from "./state.ts";

export const runPage = (run: RunId): RunPage => ({
  is: "run",
  run,
  pane: "steps",
  view: null,
  order: [],
  steps: FIRST,
  events: [],
  eventsUpTo: 0,
  eventsScroll: AT_END,
  detailsScroll: AT_TOP,
});

export const logPage = (run: RunId, step: string): LogPage => ({
  is: "log",
  run,
  step,
  attempts: null,
  gen: null,
  form: "entries",
  stream: "stdout",
  isDetailed: false,
  ...NOTHING_READ,
});

export const askPage = (ask: AskView): AskPage => ({ is: "ask", ask, scroll: AT_TOP });
