import { shortId } from "../../../core/ids.ts";
import type { StepRecord, StepStatus } from "../../../core/run.ts";
import { counters } from "../../follow/step-note.ts";
import { statusPaint, SYMBOLS } from "../../report.ts";
import type { Style } from "../../style.ts";
import { durationText, elapsedText } from "../../text/durations.ts";
import { cut, fitted, padStart, wrapped } from "../../text/width.ts";
import { indexIn } from "../model/cursor.ts";
import { runItems, type RunItem } from "../model/run-items.ts";
import { firstRow } from "../model/scroll.ts";
import { RUN_PANES, type RunPage, type State } from "../model/state.ts";
import { oneLine, plainLines } from "../plain.ts";
import { detailsRows } from "./details-rows.ts";
import { eventRow } from "./event-text.ts";
import { askTitle } from "./ask-title.ts";
import { listLine, listWindow, scrollWindow, sides, tabs, withMark, type Look, type PageView } from "./view.ts";

const TITLES: Readonly<Record<RunPage["pane"], string>> = { steps: "Steps", events: "Events", details: "Details" };

export function runView(state: State, page: RunPage, look: Look): PageView {
  const right = tabs(
    RUN_PANES.map((pane) => TITLES[pane]),
    RUN_PANES.indexOf(page.pane),
    look.style,
  );
  const place = sides(headText(state, page, look), right, look.width);
  if (page.view === null) return { place, body: ["", look.style.dim(" Reading …")] };
  switch (page.pane) {
    case "steps":
      return { place, body: stepsBody(state, page, look) };
    case "events":
      return { place, body: eventsBody(page, look) };
    case "details": {
      const rows = detailsRows(page.view, { ...look, width: look.width - 1 });
      return { place, body: scrollWindow(rows, page.detailsScroll, look) };
    }
  }
}

function headText({ runs }: State, { run, view }: RunPage, { style, now }: Look): string {
  const row = view ?? runs.get(run) ?? null;
  if (row === null) return ` ${style.bold(shortId(run))}`;
  const { workflow, status, createdAt, endedAt } = row;
  const time = endedAt === null ? elapsedText(now - createdAt) : durationText(endedAt - createdAt);
  const head = ` ${style.bold(oneLine(workflow))} ${style.dim(shortId(run))}  ${statusPaint(status, style)(`${SYMBOLS[status]} ${status}`)} ${time}`;
  const spent = view?.spent ?? null;
  const usage = spent === null ? "" : `  ${style.dim(usedText(spent))}`;
  const branch = view?.workspace?.kind === "worktree" ? view.workspace.branch : null;
  return `${head}${usage}${branch === null ? "" : `  ${style.dim(oneLine(branch))}`}`;
}

function usedText({ tokens, cost, unknown }: NonNullable<NonNullable<RunPage["view"]>["spent"]>): string {
  const more = unknown.length > 0 ? "+" : "";
  return `${tokens.toLocaleString("en")}${more} tokens${cost > 0 ? ` $${cost.toFixed(2)}${more}` : ""}`;
}

function eventsBody({ events, eventsScroll }: RunPage, look: Look): readonly string[] {
  if (events.length === 0) return ["", look.style.dim(" No events.")];
  const extent = { total: events.length, height: look.height };
  const first = firstRow(eventsScroll, extent);
  const rows = events.slice(first, first + look.height).map((event) => ` ${eventRow(event, look.style)}`);
  return withMark(rows, first, { ...extent, look });
}

/** A run by itself, without anything selected in it: how it stands, why it failed, its steps. */
export function runRows(state: State, page: RunPage, look: Look): readonly string[] {
  const error = page.view?.error?.message ?? "";
  const why = error === "" ? [] : plainLines(error.trimEnd()).flatMap((line) => wrapped(line, look.width - 2));
  const items = runItems(state, page);
  const name = nameWidth(items, look);
  return [
    headText(state, page, look).trimStart(),
    ...why.slice(0, MOST_LINES).map((line) => look.style.red(`  ${line}`)),
    "",
    ...items.map((item) => itemText(item, name, look)),
  ].map((line) => cut(line, look.width));
}

function nameWidth(items: readonly RunItem[], { width }: Look): number {
  const longest = Math.max(8, ...items.map((item) => (item.is === "step" ? item.step.length : 0)));
  return Math.min(longest, Math.floor(width / 3), 28);
}

function stepsBody(state: State, page: RunPage, look: Look): readonly string[] {
  const items = runItems(state, page);
  if (items.length === 0) return ["", look.style.dim(" No steps yet.")];
  const selected = indexIn(
    page.steps,
    items.map(({ key }) => key),
  );
  const name = nameWidth(items, look);
  const groups = items.map((item, i) => {
    const line = listLine(itemText(item, name, look), i === selected, look);
    return i === selected ? [line].concat(moreOf(item, look)) : [line];
  });
  return listWindow(groups, selected, look.height);
}

function itemText(item: RunItem, name: number, look: Look): string {
  const { style, now } = look;
  switch (item.is) {
    case "ask": {
      const { expiresAt, kind, step } = item.ask;
      const left = expiresAt === null ? "" : style.dim(`  ${elapsedText(expiresAt - now)} left`);
      return `${style.yellow(kind === "question" ? "?" : "▲")} ${fitted(oneLine(step), name)}  ${style.bold(askTitle(item.ask))}${left}`;
    }
    case "step":
      return stepText(item, name, look);
    case "child": {
      const { row } = item;
      if (row === null) return `${style.dim("└")} ${shortId(item.run)}`;
      const time = row.endedAt === null ? elapsedText(now - row.createdAt) : durationText(row.endedAt - row.createdAt);
      const head = `${style.dim("└")} ${oneLine(row.workflow)} ${style.dim(shortId(row.run))}`;
      return `${head}  ${statusPaint(row.status, style)(`${SYMBOLS[row.status]} ${row.status}`)}  ${style.dim(time)}`;
    }
    case "message":
      return style.dim(
        `› message waits${item.step === null ? "" : ` for ${oneLine(item.step)}`}: ${oneLine(item.text)}`,
      );
    case "wait":
      return `${style.yellow("⏸")} ${fitted(oneLine(item.wait.what), name)}  ${waitText(item.wait, look)}`;
  }
}

type Step = Extract<RunItem, { is: "step" }>;

const TIME_WIDTH = 7;

function stepText({ step, record, waits }: Step, name: number, look: Look): string {
  const { style } = look;
  if (record === null) return style.dim(`· ${fitted(oneLine(step), name)}`);
  const [sign, paint] = signOf(record.status, style);
  const notes = [
    ...counters({ attempt: record.attempts, visit: record.visits }).map(style.dim),
    ...(record.status === "skipped" ? [style.dim("skipped")] : []),
    ...waits.map((wait) => waitText(wait, look)),
    ...(record.error === null || record.status === "running" ? [] : [style.red(oneLine(record.error.message))]),
  ];
  return `${paint(sign)} ${fitted(oneLine(step), name)}  ${style.dim(padStart(timeOf(record, look.now), TIME_WIDTH))}  ${notes.join("  ")}`;
}

function timeOf({ startedAt, endedAt, status }: StepRecord, now: number): string {
  if (startedAt === null || status === "skipped") return "";
  return endedAt === null ? elapsedText(now - startedAt) : durationText(endedAt - startedAt);
}

function signOf(
  status: StepStatus,
  { green, red, yellow, cyan, dim }: Style,
): readonly [string, (text: string) => string] {
  switch (status) {
    case "succeeded":
      return ["✓", green];
    case "skipped":
      return ["↷", dim];
    case "running":
      return ["●", cyan];
    case "waiting":
      return ["⏸", yellow];
    case "interrupted":
      return ["!", yellow];
    case "failed":
    case "canceled":
    case "timed_out":
      return ["✗", red];
  }
}

function waitText({ message, dueAt }: Extract<RunItem, { is: "wait" }>["wait"], { style, now }: Look): string {
  const what = message === "the next attempt" ? "again" : `waits for ${oneLine(message)}`;
  return style.yellow(dueAt === null ? what : `${what} in ${elapsedText(dueAt - now)}`);
}

const MOST_LINES = 6;

/** What has no room in the line of what is selected. */
function moreOf(item: RunItem, { style, width }: Look): readonly string[] {
  const text = item.is === "step" ? (item.record?.error?.message ?? "") : item.is === "message" ? item.text : "";
  if (text === "" || (text.length < width / 2 && !text.includes("\n"))) return [];
  const lines = plainLines(text.trimEnd()).flatMap((line) => wrapped(line, width - 6));
  const shown = lines.slice(0, MOST_LINES).map((line) => style.dim(cut(`   │ ${line}`, width)));
  return lines.length > MOST_LINES ? [...shown, style.dim("   │ …")] : shown;
}
