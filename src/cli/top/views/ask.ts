import { elapsedText } from "../../text/durations.ts";
import { nameOfRun } from "../model/runs.ts";
import type { AskPage, State } from "../model/state.ts";
import { oneLine } from "../plain.ts";
import { askRows } from "./ask-rows.ts";
import { scrollWindow, sides, type Look, type PageView } from "./view.ts";

const KINDS = { approval: "Approval", tool: "Leave to use a tool", question: "Question" } as const;

export function askView(state: State, { ask, scroll }: AskPage, look: Look): PageView {
  const { style, now, width } = look;
  const tool = ask.tool === null ? "" : `  ${style.bold(ask.tool)}`;
  const risk = ask.risk === null ? "" : `  ${(ask.risk === "high" ? style.red : style.yellow)(`${ask.risk} risk`)}`;
  const left = ` ${style.yellow(KINDS[ask.kind])}${tool}${risk}  ${style.dim(`${oneLine(ask.step)} of ${oneLine(nameOfRun(state, ask.run))}`)}`;
  const right = ask.expiresAt === null ? "" : style.yellow(`${elapsedText(ask.expiresAt - now)} left`);
  const rows = askRows(ask, { ...look, width: width - 1 }).map((row) => ` ${row}`);
  return { place: sides(left, right, width), body: scrollWindow(rows, scroll, look) };
}
