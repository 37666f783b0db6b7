import { Scalar } from "yaml";
import type { Source } from "./source.ts";

const isBlank = (char: string | undefined): boolean => char === " " || char === "\n" || char === "\t" || char === "\r";

/**
 * Where each UTF-16 unit of a scalar's value stands in the text; one more entry for its end. Exact for everything but
 * the white space that folding and indentation change: YAML keeps every other character, in order, as it is or escaped.
 */
export function scalarOffsets(source: Source, node: Scalar): readonly number[] {
  const value = String(node.value);
  const [start, end] = node.range ?? [0, 0];
  let at = contentStart(source, node, start);
  const offsets: number[] = [];
  for (let i = 0; i < value.length; i++) {
    if (node.type === Scalar.QUOTE_DOUBLE) at = skipContinuations(source.text, at);
    if (!isBlank(value[i])) while (at < end && isBlank(source.text[at])) at++;
    offsets.push(Math.min(at, end));
    at += unitLength(source.text, at, { value, i, node });
  }
  offsets.push(Math.min(at, end));
  return offsets;
}

function contentStart(source: Source, node: Scalar, start: number): number {
  if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) return start + 1;
  if (node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED) return start;
  const header = source.text.indexOf("\n", start);
  if (header === -1) return start;
  return header + 1 + indentOf(source.text.slice(header + 1), String(node.value));
}

/** The first line's own indentation: it is no part of the value. */
function indentOf(text: string, value: string): number {
  const spaces = /^ */.exec(text)?.[0].length ?? 0;
  const own = /^ */.exec(value)?.[0].length ?? 0;
  return Math.max(0, spaces - own);
}

function skipContinuations(text: string, from: number): number {
  let at = from;
  for (
    let match = CONTINUATION.exec(text.slice(at, at + 3));
    match;
    match = CONTINUATION.exec(text.slice(at, at + 3))
  ) {
    at += match[0].length;
    while (text[at] === " " || text[at] === "\t") at++;
  }
  return at;
}

const CONTINUATION = /^\\\r?\n/;

interface Unit {
  readonly value: string;
  readonly i: number;
  readonly node: Scalar;
}

/** How many characters of the text make the value's unit `i`. */
function unitLength(text: string, at: number, { value, i, node }: Unit): number {
  const escape = node.type === Scalar.QUOTE_DOUBLE && text[at] === "\\";
  if (escape) return escapeLength(text, at, { value, i, node });
  if (node.type === Scalar.QUOTE_SINGLE && text[at] === "'") return 2;
  if (!isBlank(value[i])) return 1;
  return text[at] === value[i] || (value[i] === " " && isBlank(text[at])) ? 1 : 0;
}

function escapeLength(text: string, at: number, { value, i }: Unit): number {
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? ""];
  if (digits === undefined) return 2;
  const isFirstOfPair = digits === 8 && (value.codePointAt(i) ?? 0) > 0xff_ff;
  // The second half of a pair follows from the same escape: it takes what is left of it.
  return isFirstOfPair ? 0 : 2 + digits;
}
