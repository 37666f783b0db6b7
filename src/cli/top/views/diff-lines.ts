import type { FileDiff } from "../../../core/entry.ts";
import type { Style } from "../../style.ts";
import { wrapped } from "../../text/width.ts";
import { plainLines } from "../plain.ts";

/** As agents tell it: any part may be unknown. */
export type DiffLike = Partial<FileDiff>;

interface Look {
  readonly width: number;
  readonly style: Style;
}

/** One file's change: the agent's own diff, or what was there and what comes. */
export function diffLines(
  { path = "", before = null, after = null, unified = null }: DiffLike,
  look: Look,
): readonly string[] {
  const { style } = look;
  const head = style.bold(plainLines(path).join(" "));
  if (unified !== null) return [head, ...plainLines(unified.trimEnd()).flatMap((line) => painted(line, look))];
  const lines = [...(before === null ? [] : linesOf("-", before)), ...(after === null ? [] : linesOf("+", after))];
  return [head, ...lines.flatMap((line) => painted(line, look))];
}

const linesOf = (sign: string, text: string): readonly string[] =>
  plainLines(text.replace(/\n$/, "")).map((line) => `${sign}${line}`);

function painted(line: string, { width, style }: Look): readonly string[] {
  const rows = wrapped(line, width);
  if (line.startsWith("+")) return rows.map(style.green);
  if (line.startsWith("-")) return rows.map(style.red);
  return line.startsWith("@@") ? rows.map(style.cyan) : rows;
}
