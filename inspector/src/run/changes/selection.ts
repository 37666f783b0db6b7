import { useState } from "react";
import type { DiffLine } from "../../diff/lines.ts";
import type { Row } from "./rows.ts";

export type Side = "before" | "after" | "both";
type LinesRow = Extract<Row, { type: "lines" }>;

/** From where to where lines are chosen, by the keys of their rows. */
interface Selection {
  readonly anchor: string;
  readonly head: string;
  readonly side: Side;
}

export interface Selecting {
  /** The rows that are chosen: the first and last place. */
  readonly range: readonly [number, number] | null;
  readonly choose: (key: string, side: Side, isExtending: boolean) => void;
  readonly clear: () => void;
  readonly lines: readonly DiffLine[];
  readonly path: string | null;
  /** Where the keyboard is; -1 for nowhere. */
  readonly at: number;
}

/** Lines of one file that are chosen, by the mouse or by keys. */
export function useSelection(rows: readonly Row[]): Selecting {
  const [selection, setSelection] = useState<Selection | null>(null);
  const placeOf = (key: string): number => rows.findIndex((row) => row.key === key);
  const [anchor, head] = selection === null ? [-1, -1] : [placeOf(selection.anchor), placeOf(selection.head)];
  const isThere = anchor !== -1 && head !== -1;
  const range = isThere ? ([Math.min(anchor, head), Math.max(anchor, head)] as const) : null;
  const chosen = range === null ? [] : rows.slice(range[0], range[1] + 1).filter((row) => row.type === "lines");
  return {
    range,
    at: isThere ? head : -1,
    path: chosen[0]?.path ?? null,
    lines: chosen.flatMap((row) => linesOf(row, selection?.side ?? "both")),
    clear: () => setSelection(null),
    choose: (key, side, isExtending) =>
      setSelection((before) => {
        const isSame = before !== null && rows[placeOf(before.anchor)]?.path === rows[placeOf(key)]?.path;
        return isExtending && isSame ? { ...before, head: key } : { anchor: key, head: key, side };
      }),
  };
}

function linesOf({ before, after }: LinesRow, side: Side): readonly DiffLine[] {
  const wanted = side === "before" ? [before] : side === "after" ? [after] : [...new Set([before, after])];
  return wanted.filter((line) => line !== null);
}

/** The next row of lines in a direction, from a place on; -1 when there is none. */
export function nextLines(rows: readonly Row[], from: number, by: 1 | -1): number {
  for (let at = from + by; at >= 0 && at < rows.length; at += by) if (rows[at]?.type === "lines") return at;
  return -1;
}
