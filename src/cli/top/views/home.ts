import type { AskView } from "../../../control/describe-asks.ts";
import { shortId } from "../../../core/ids.ts";
import { statusPaint, SYMBOLS } from "../../report.ts";
import { clockText, durationText, elapsedText } from "../../text/durations.ts";
import { fitted, padStart } from "../../text/width.ts";
import { listColumns } from "../model/beside.ts";
import { indexIn } from "../model/cursor.ts";
import { listedRuns, nameOfRun, type ListedRun } from "../model/runs.ts";
import type { Home, State } from "../model/state.ts";
import { oneLine } from "../plain.ts";
import { askTitle } from "./ask-title.ts";
import { runRows } from "./run.ts";
import { listLine, listWindow, sides, tabs, type Look, type PageView } from "./view.ts";

export function homeView(state: State, page: Home, look: Look): PageView {
  const { style, width } = look;
  const asks = state.asks.length === 0 ? "Needs you" : `Needs you (${state.asks.length})`;
  const search = page.search === "" ? [] : [`“${oneLine(page.search)}”`];
  const only = [...(page.filter === "all" ? [] : [page.filter]), ...search].join(" · ");
  const right = page.pane === "runs" && only !== "" ? style.yellow(`only ${only}`) : "";
  const place = sides(tabs(["Runs", asks], page.pane === "runs" ? 0 : 1, style), right, width);
  return { place, body: page.pane === "runs" ? runsBeside(state, page, look) : asksBody(state, page, look) };
}

/** Where there is room, the selected run stands at the right of the list. */
function runsBeside(state: State, page: Home, look: Look): readonly string[] {
  if (page.beside === null) return runsBody(state, page, look);
  const columns = listColumns(look.width);
  const list = runsBody(state, page, { ...look, width: columns });
  const run = runRows(state, page.beside, { ...look, width: look.width - columns - 3 });
  const bar = look.style.dim("│");
  return Array.from({ length: look.height }, (_, i) => `${fitted(list[i] ?? "", columns)} ${bar} ${run[i] ?? ""}`);
}

const NO_RUNS = ["", " No runs yet. Start one in another terminal:", "", "   drover run <workflow>"];

function runsBody(state: State, page: Home, look: Look): readonly string[] {
  const listed = listedRuns(state);
  if (listed.length === 0)
    return page.search === "" && page.filter === "all" ? NO_RUNS : ["", " No such runs. Esc shows all of them."];
  const columns = columnsFor(listed, look.width);
  const selected = indexIn(
    page.runs,
    listed.map(({ row }) => row.run),
  );
  const lines = listed.map((one, i) => [listLine(runText(one, columns, look), i === selected, look)]);
  return [titles(columns, look), ...listWindow(lines, selected, look.height - 1)];
}

interface Columns {
  readonly name: number;
  /** When it started is told where there is room. */
  readonly hasStart: boolean;
}

function columnsFor(listed: readonly ListedRun[], width: number): Columns {
  const longest = Math.max(...listed.map(({ row, depth }) => row.workflow.length + 2 * depth + 2));
  const most = width < 80 ? 16 : Math.floor(width / 3);
  return { name: Math.max(10, Math.min(most, longest)), hasStart: width >= 100 };
}

const TIME_WIDTH = 7;
const STATUS_WIDTH = 9;

function titles({ name, hasStart }: Columns, { style, width }: Look): string {
  const start = hasStart ? `${fitted("STARTED", 8)}  ` : "";
  const line = `    ${fitted("WORKFLOW", name)}  ${fitted("RUN", 6)}  ${fitted("STATUS", STATUS_WIDTH)}  ${start}${padStart("TOOK", TIME_WIDTH)}  NOW`;
  return style.dim(fitted(line, width));
}

function runText({ row, depth, children, isFolded, needs }: ListedRun, columns: Columns, { style, now }: Look): string {
  const paint = statusPaint(row.status, style);
  const branch = children > 0 ? (isFolded ? "▸ " : "▾ ") : depth > 0 ? "└ " : "";
  const name = "  ".repeat(Math.max(0, depth - (children > 0 ? 0 : 1))) + branch + oneLine(row.workflow);
  const time = row.endedAt === null ? elapsedText(now - row.createdAt) : durationText(row.endedAt - row.createdAt);
  const start = columns.hasStart ? `${style.dim(startText(row.createdAt, now))}  ` : "";
  const need = needs > 0 ? style.yellow("▲") : " ";
  const doing = (row.doing ?? []).map(oneLine).join(", ");
  const folded = isFolded && children > 0 ? style.dim(children === 1 ? "1 child run" : `${children} child runs`) : "";
  const about = [doing, folded].filter((text) => text !== "").join("  ");
  return `${need}${paint(SYMBOLS[row.status])} ${fitted(name, columns.name)}  ${style.dim(shortId(row.run))}  ${paint(fitted(row.status, STATUS_WIDTH))}  ${start}${padStart(time, TIME_WIDTH)}  ${about}`;
}

const DAY_MS = 86_400_000;

/** The time of today, or the day before. */
function startText(at: number, now: number): string {
  if (now - at < DAY_MS) return clockText(at);
  const date = new Date(at);
  return fitted(date.toLocaleDateString("en", { day: "numeric", month: "short" }), 8);
}

const NO_ASKS = ["", " Nobody is asked anything now."];

function asksBody(state: State, page: Home, look: Look): readonly string[] {
  const { asks } = state;
  if (asks.length === 0) return NO_ASKS;
  const selected = indexIn(
    page.asks,
    asks.map(({ id }) => id),
  );
  const name = Math.min(28, Math.max(...asks.map((ask) => nameOfRun(state, ask.run).length)));
  const step = Math.min(16, Math.max(...asks.map((ask) => ask.step.length), 4));
  const lines = asks.map((ask, i) => [listLine(askText(state, ask, { name, step, look }), i === selected, look)]);
  const head = look.style.dim(
    fitted(`   ${fitted("RUN", name)}  ${fitted("STEP", step)}  ${padStart("FOR", TIME_WIDTH)}  WHAT`, look.width),
  );
  return [head, ...listWindow(lines, selected, look.height - 1)];
}

interface AskColumns {
  readonly name: number;
  readonly step: number;
  readonly look: Look;
}

function askText(state: State, ask: AskView, { name, step, look: { style, now } }: AskColumns): string {
  const sign = ask.kind === "question" ? "?" : "▲";
  return `${style.yellow(sign)} ${fitted(oneLine(nameOfRun(state, ask.run)), name)}  ${fitted(oneLine(ask.step), step)}  ${padStart(elapsedText(now - ask.askedAt), TIME_WIDTH)}  ${askTitle(ask)}`;
}
