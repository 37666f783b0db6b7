import type { Entry, ToolStatus } from "../../../core/entry.ts";
import { entryLine } from "../../entry-text.ts";
import type { Style } from "../../style.ts";
import { wrapped } from "../../text/width.ts";
import type { Chunk } from "../model/raw-log.ts";
import type { LogPage } from "../model/state.ts";
import { plainLines } from "../plain.ts";
import { diffLines, type DiffLike } from "./diff-lines.ts";

/** Rows that a log takes on a screen. Entries and chunks never change: what was made of one is kept as long as it lives. */
export interface LogRows {
  readonly total: number;
  /** Some of them, from `from` on. */
  slice(from: number, count: number): readonly string[];
}

interface Look {
  readonly width: number;
  readonly style: Style;
}

export function logRows(page: LogPage, look: Look): LogRows {
  const blocks = page.form === "raw" ? rawBlocks(page, look) : entryBlocks(page, look);
  return {
    total: blocks.reduce((sum, rows) => sum + rows.length, 0),
    slice: (from, count) => sliced(blocks, from, count),
  };
}

type Rows = readonly string[];

function sliced(blocks: readonly Rows[], from: number, count: number): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (const rows of blocks) {
    const end = start + rows.length;
    if (end > from && start < from + count)
      found.push(...rows.slice(Math.max(0, from - start), Math.max(0, from + count - start)));
    if (end >= from + count) break;
    start = end;
  }
  return found;
}

interface Kept {
  readonly width: number;
  readonly isDetailed: boolean;
  readonly rows: Rows;
}

/** Apart by style: their number is asked for without colours. */
const kept = new WeakMap<Style, WeakMap<object, Kept>>();

function keptFor(style: Style): WeakMap<object, Kept> {
  const found = kept.get(style) ?? new WeakMap<object, Kept>();
  kept.set(style, found);
  return found;
}

function rowsOf(block: object, look: Look & { readonly isDetailed: boolean }, make: () => Rows): Rows {
  const { width, isDetailed } = look;
  const mine = keptFor(look.style);
  const known = mine.get(block);
  if (known?.width === width && known.isDetailed === isDetailed) return known.rows;
  const rows = make();
  mine.set(block, { width, isDetailed, rows });
  return rows;
}

const rawBlocks = ({ raw }: LogPage, look: Look): readonly Rows[] =>
  (raw?.chunks ?? []).map((chunk) => rowsOf(chunk, { ...look, isDetailed: false }, () => chunkRows(chunk, look)));

/** A line end at the very end of a log begins no line. */
function chunkRows({ text }: Chunk, { width }: Look): Rows {
  const lines = plainLines(lastPaint(text.endsWith("\n") ? text.slice(0, -1) : text));
  return lines.flatMap((line) => wrapped(line, width));
}

/** Progress bars paint over their line: what they have painted last is shown. */
const lastPaint = (text: string): string => text.replaceAll(/[^\n]*\r(?!\n)(?=[^\n])/g, "");

function entryBlocks(page: LogPage, look: Look): readonly Rows[] {
  const { entries, forgotten, isDetailed } = page;
  const head = forgotten === 0 ? [] : [[look.style.dim(`… ${forgotten} earlier entries: r shows the raw log`)]];
  return [
    ...head,
    ...entries.map((entry) => rowsOf(entry, { ...look, isDetailed }, () => entryRows(entry, look, isDetailed))),
  ];
}

/** Characters of one text; the raw log has the rest. */
const LONGEST = 20_000;
const DETAIL_ROWS = 40;

const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n… and ${text.length - LONGEST} more characters`;

function entryRows(entry: Entry, { width, style }: Look, isDetailed: boolean): Rows {
  const inside = Math.max(1, width - 2);
  const rows = (text: string, lead: string): string[] => {
    const lines = plainLines(shortened(text.trim()));
    return lines.flatMap((line) => wrapped(line, inside)).map((line, i) => (i === 0 ? lead : "  ") + line);
  };
  switch (entry.type) {
    case "assistant":
      return ["", ...rows(entry.text, "  ")];
    case "thinking":
      return rows(entry.text, "  ").map(style.dim);
    case "user":
      return ["", ...rows(entry.text, "› ").map(style.cyan)];
    case "tool":
      return toolRows(entry, { width, style }, isDetailed);
    case "error":
      return rows(entryLine(entry), "").map(style.red);
    case "retry":
    case "question":
      return rows(entryLine(entry), "").map(style.yellow);
    case "plan":
    case "usage":
    case "system":
      return rows(entryLine(entry), "  ").map(style.dim);
  }
}

const PAINTS: Readonly<Record<ToolStatus, keyof Omit<Style, "isColored">>> = {
  created: "dim",
  running: "cyan",
  awaiting_approval: "yellow",
  succeeded: "green",
  failed: "red",
  denied: "red",
  timed_out: "red",
  canceled: "dim",
};

type Tool = Extract<Entry, { type: "tool" }>;

function toolRows(tool: Tool, { width, style }: Look, isDetailed: boolean): Rows {
  const text = plainLines(entryLine(tool)).join(" ");
  if (text === "") return [];
  const [first = "", ...others] = wrapped(text, width);
  const sign = first.slice(0, 1);
  const head = [style[PAINTS[tool.status]](sign) + first.slice(1), ...others];
  return isDetailed ? [...head, ...toolDetails(tool, { width, style })] : head;
}

function toolDetails({ diffs, output }: Tool, { width, style }: Look): Rows {
  const inside = Math.max(1, width - 4);
  const changes = diffs.flatMap((diff) => diffLines(diff as DiffLike, { width: inside, style }));
  const words = output === null ? [] : plainLines(shortened(output.trimEnd()));
  const told = words.flatMap((line) => wrapped(line, inside)).map(style.dim);
  const all = [...changes, ...told];
  const more = all.length - DETAIL_ROWS;
  return [...all.slice(0, DETAIL_ROWS), ...(more > 0 ? [style.dim(`… ${more} more lines`)] : [])].map(
    (line) => `    ${line}`,
  );
}
