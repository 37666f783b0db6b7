import type { Style } from "../../style.ts";
import { cut, fitted, padded, textWidth } from "../../text/width.ts";
import { firstRow, type Scroll } from "../model/scroll.ts";

/** What a view has beside the state. */
export interface Look {
  readonly style: Style;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Columns. */
  readonly width: number;
  /** Rows of the body. */
  readonly height: number;
}

export interface PageView {
  /** Where one is: the second line. */
  readonly place: string;
  /** At most `height` lines. */
  readonly body: readonly string[];
}

/** One text at the left, one at the right; the left one is cut. */
export function sides(left: string, right: string, width: number): string {
  const room = width - textWidth(right) - 1;
  if (right === "" || room < 8) return cut(right === "" ? left : right, width);
  return `${fitted(left, room - 1)} ${right} `;
}

/** Titles side by side, the one in front standing out. */
export const tabs = (titles: readonly string[], front: number, style: Style): string =>
  titles.map((title, i) => (i === front ? style.inverse(` ${title} `) : style.dim(` ${title} `))).join(" ");

/** Without colours the mark tells what is selected. */
export function listLine(text: string, isSelected: boolean, { style, width }: Look): string {
  return isSelected ? style.inverse(fitted(`›${text}`, width)) : cut(` ${text}`, width);
}

/** As many groups of lines as there is room for, the selected one among them, in the middle where that is possible. */
export function listWindow(
  groups: readonly (readonly string[])[],
  selected: number,
  height: number,
): readonly string[] {
  const lines = groups.flat();
  const before = groups.slice(0, Math.max(0, selected)).reduce((sum, group) => sum + group.length, 0);
  const own = groups[selected]?.length ?? 1;
  const middle = before - Math.floor((height - own) / 2);
  const from = Math.max(0, Math.min(middle, lines.length - height));
  return lines.slice(from, from + height);
}

/** A part of a long text, with a mark at the right that tells where it is. */
export function scrollWindow(rows: readonly string[], scroll: Scroll, look: Look): readonly string[] {
  const extent = { total: rows.length, height: look.height };
  const first = firstRow(scroll, extent);
  return withMark(rows.slice(first, first + look.height), first, { ...extent, look });
}

interface Marked {
  readonly total: number;
  readonly height: number;
  readonly look: Look;
}

export function withMark(rows: readonly string[], first: number, { total, height, look }: Marked): readonly string[] {
  if (total <= height) return rows;
  const at = Math.round((first / (total - height)) * (height - 1));
  const width = look.width - 1;
  return Array.from({ length: height }, (_, i) => {
    const line = padded(cut(rows[i] ?? "", width), width);
    return line + look.style.dim(i === at ? "●" : "│");
  });
}
