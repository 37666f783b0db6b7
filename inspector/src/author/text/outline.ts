import { readFlow, unquoted, within } from "./flow.ts";

export type Path = readonly (string | number)[];

/** A key of the file. */
export interface Entry {
  /** With its own name at the end. */
  readonly path: Path;
  readonly from: number;
  readonly to: number;
  /** What stands behind the colon on its line, without quotes. */
  readonly value: string;
}

/** Where something is about to be written. */
export interface Place {
  /** Of the map or list that it goes into, or of the value that is written. */
  readonly path: Path;
  /** `key`: a key or an item may begin here; `value`: behind a colon, or within a list in brackets; `text`: in a block of text. */
  readonly kind: "key" | "value" | "text";
  /** Where the word before the cursor begins. */
  readonly from: number;
}

interface Mark {
  readonly column: number;
  readonly kind: "item" | "key";
  readonly name: string;
  readonly index: number;
}

/** A text that is being written is hardly ever YAML: this reads what can be read of it, line by line. */
interface Reading {
  readonly text: string;
  /** Where the present line stands, outer marks first. */
  readonly stack: Mark[];
  readonly entries: Entry[];
  /** Lines that lie deeper than this column are a block of text. */
  block: number | null;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
}

/** Every key of the text with its path. */
export function outlineOf(text: string): readonly Entry[] {
  const reading: Reading = { text, stack: [], entries: [], block: null };
  for (let at = 0; at < text.length;) at = readLine(reading, lineAt(text, at), text.length).next;
  return reading.entries;
}

/** What can be written where the cursor is. */
export function placeAt(text: string, cursor: number): Place {
  const reading: Reading = { text, stack: [], entries: [], block: null };
  const start = text.lastIndexOf("\n", cursor - 1) + 1;
  for (let at = 0; at < start;) {
    const { next, flow } = readLine(reading, lineAt(text, at), cursor);
    // Brackets that were opened on a line before.
    if (flow !== null) return placeInFlow(reading, flow, cursor);
    at = next;
  }
  return placeOnLine(reading, lineAt(text, start), cursor);
}

function lineAt(text: string, start: number): Line {
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end < 0 ? text.length : end);
  return { start, text: line, indent: /^ */.exec(line)?.[0].length ?? 0 };
}

/** `flow`: where brackets begin that are still open at `end`. */
interface LineRead {
  readonly next: number;
  readonly flow: number | null;
}

function readLine(reading: Reading, line: Line, end: number): LineRead {
  const next = line.start + line.text.length + 1;
  if (isBlank(line) || isInBlock(reading, line)) return { next, flow: null };
  reading.block = null;
  const value = readMarks(reading, line);
  const rest = line.text.slice(value);
  if (/^[|>][-+\d]*\s*(#.*)?$/.test(rest)) reading.block = reading.stack.at(-1)?.column ?? line.indent;
  if (!/^[{[]/.test(rest)) return { next, flow: null };
  const from = line.start + value;
  const flow = readFlow(reading.text, pathOf(reading.stack), from, end);
  reading.entries.push(...flow.entries);
  return flow.levels.length > 0 ? { next: end, flow: from } : { next: nextLine(reading.text, flow.end), flow: null };
}

const nextLine = (text: string, at: number): number => at + lineAt(text, at).text.length + 1;

const isBlank = ({ text }: Line): boolean => /^\s*(#.*)?$/.test(text) || /^(---|\.\.\.)\s*$/.test(text);

const isInBlock = ({ block }: Reading, { indent }: Line): boolean => block !== null && indent > block;

const KEY = /^([\w.-]+|"[^"]*"|'[^']*')\s*:(?:\s+|$)/;

/** Takes the dashes and the key of a line; gives the column of what stands behind them. */
function readMarks(reading: Reading, { start, text, indent }: Line): number {
  const { stack, entries } = reading;
  let column = indent;
  for (
    let dash = /^-(?:\s+|$)/.exec(text.slice(column));
    dash !== null;
    dash = /^-(?:\s+|$)/.exec(text.slice(column))
  ) {
    push(stack, { column, kind: "item", name: "" });
    column += dash[0].length;
  }
  const key = KEY.exec(text.slice(column));
  if (key === null) return column;
  const name = unquoted(key[1] ?? "");
  push(stack, { column, kind: "key", name });
  const behind = column + key[0].length;
  const value = unquoted(
    text
      .slice(behind)
      .replace(/(^|\s)#.*$/, "")
      .trim(),
  );
  entries.push({ path: pathOf(stack), from: start + column, to: start + column + (key[1] ?? "").length, value });
  return behind;
}

function push(stack: Mark[], mark: Omit<Mark, "index">): void {
  const before = leave(stack, mark.column, mark.kind);
  stack.push({ ...mark, index: before?.kind === "item" ? before.index + 1 : 0 });
}

/** Takes away what a mark at that column ends, and gives the one that it follows. A list may stand at the column of its key. */
function leave(stack: Mark[], column: number, kind: Mark["kind"]): Mark | undefined {
  let left: Mark | undefined;
  for (let top = stack.at(-1); top !== undefined && ends(top, column, kind); top = stack.at(-1)) left = stack.pop();
  return left?.column === column ? left : undefined;
}

const ends = (top: Mark, column: number, kind: Mark["kind"]): boolean =>
  top.column > column || (top.column === column && !(top.kind === "key" && kind === "item"));

const pathOf = (stack: readonly Mark[]): Path => stack.map(({ kind, name, index }) => (kind === "item" ? index : name));

function placeInFlow({ text, stack }: Reading, start: number, cursor: number): Place {
  const path = pathOf(stack);
  const { levels } = readFlow(text, path, start, cursor);
  const top = levels.at(-1);
  const kind = top?.kind === "map" && top.key === null ? "key" : "value";
  return { path: [...path, ...within(levels)], kind, from: wordStart(text, cursor) };
}

function placeOnLine(reading: Reading, line: Line, cursor: number): Place {
  const { text, stack } = reading;
  const from = wordStart(text, cursor);
  if (isInBlock(reading, line)) return { path: pathOf(stack), kind: "text", from };
  const written: Line = { ...line, text: text.slice(line.start, cursor) };
  const behind = readMarks(reading, { ...written, indent: Math.min(written.indent, written.text.length) });
  const rest = written.text.slice(behind);
  if (/^[{[]/.test(rest)) {
    const place = placeInFlow(reading, line.start + behind, cursor);
    return place;
  }
  if (/:\s+$/.test(written.text.slice(0, behind))) return { path: pathOf(stack), kind: "value", from };
  leave(stack, behind, "key");
  return { path: pathOf(stack), kind: "key", from };
}

const LONGEST_WORD = 200;

const wordStart = (text: string, cursor: number): number =>
  cursor - (/[\w.-]*$/.exec(text.slice(Math.max(0, cursor - LONGEST_WORD), cursor))?.[0].length ?? 0);
