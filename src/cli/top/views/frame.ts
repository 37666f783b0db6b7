import { cut, textWidth } from "../../text/width.ts";
import { pageOf, type Link, type Notice, type State } from "../model/state.ts";
import { oneLine } from "../plain.ts";
import type { Caret } from "../terminal/screen.ts";
import { askView } from "./ask.ts";
import { helpRows } from "./help.ts";
import { homeView } from "./home.ts";
import { keysLine } from "./key-lines.ts";
import { logView } from "./log.ts";
import { promptLine } from "./prompt.ts";
import { runView } from "./run.ts";
import { scrollWindow, sides, type Look, type PageView } from "./view.ts";

export interface Frame {
  /** As many as the terminal has. */
  readonly lines: readonly string[];
  readonly caret: Caret | null;
}

const LEAST = { columns: 30, rows: 8 };

/** The whole screen. `now`: milliseconds since 1970. */
export function frameOf(state: State, { style, now }: Pick<Look, "style" | "now">): Frame {
  const { columns, rows } = state.size;
  if (columns < LEAST.columns || rows < LEAST.rows) return tooSmall(state);
  const look = { style, now, width: columns, height: rows - 5 };
  const { place, body } = pageView(state, look);
  const shown = state.help === null ? body : scrollWindow(helpRows(look), state.help, look);
  const prompt = state.prompt === null ? null : promptLine(state.prompt, state, look);
  const lines = [
    titleLine(state, look),
    place,
    style.dim("─".repeat(columns)),
    ...Array.from({ length: look.height }, (_, i) => cut(shown[i] ?? "", columns)),
    prompt?.line ?? noticeLine(state.notice, look),
    keysLine(state, look),
  ];
  return { lines, caret: prompt === null || prompt.column === null ? null : { row: rows - 2, column: prompt.column } };
}

function tooSmall({ size: { columns, rows } }: State): Frame {
  const words = [`Too small: drover top needs ${LEAST.columns}x${LEAST.rows}.`, "q quits"];
  return { lines: Array.from({ length: rows }, (_, i) => cut(words[i] ?? "", columns)), caret: null };
}

function pageView(state: State, look: Look): PageView {
  const page = pageOf(state);
  switch (page.is) {
    case "home":
      return homeView(state, page, look);
    case "run":
      return runView(state, page, look);
    case "log":
      return logView(state, page, look);
    case "ask":
      return askView(state, page, look);
  }
}

function titleLine(state: State, { style, width }: Look): string {
  const runs = [...state.runs.values()];
  const count = (status: string, sign: string, paint: (text: string) => string): readonly string[] => {
    const found = runs.filter((row) => row.status === status).length;
    return found === 0 ? [] : [paint(`${sign} ${found} ${status}`)];
  };
  const asks = state.asks.length;
  const counts = [
    ...count("running", "●", style.cyan),
    ...count("waiting", "⏸", style.yellow),
    ...(asks === 0 ? [] : [style.bold(style.yellow(asks === 1 ? "▲ 1 needs you" : `▲ ${asks} need you`))]),
  ];
  const link = linkText(state.link);
  const right = link === null ? counts.join("  ") : style.red(link);
  const name = ` ${style.bold("drover top")}  ${style.dim(oneLine(state.project))}`;
  return sides(name, right, width);
}

function linkText({ is, why }: Link): string | null {
  switch (is) {
    case "up":
      return null;
    case "starting":
      return "The daemon was gone: starting it again …";
    case "stopped":
      return "The daemon was stopped: S starts it";
    case "lost":
      return why === null ? "The daemon has gone: trying again …" : oneLine(why);
  }
}

function noticeLine(notice: Notice | null, { style, width }: Look): string {
  if (notice === null) return "";
  const paint = notice.kind === "failed" ? style.red : notice.kind === "done" ? style.green : style.dim;
  const text = oneLine(notice.text);
  return paint(textWidth(text) < width ? ` ${text}` : ` ${cut(text, width - 1)}`);
}
