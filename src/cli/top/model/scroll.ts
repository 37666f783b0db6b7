import { strideOf } from "./strides.ts";

/** Where somebody reads in a long text: so many rows from its beginning, or from its end. From the end, 0 follows what is added. */
export interface Scroll {
  readonly from: "top" | "bottom";
  readonly rows: number;
}

export const AT_TOP: Scroll = { from: "top", rows: 0 };
export const AT_END: Scroll = { from: "bottom", rows: 0 };

interface Extent {
  /** Rows that there are. */
  readonly total: number;
  /** Rows that are seen. */
  readonly height: number;
}

/** The first row that is seen. */
export function firstRow({ from, rows }: Scroll, { total, height }: Extent): number {
  const last = Math.max(0, total - height);
  const inside = Math.min(rows, last);
  return from === "top" ? inside : last - inside;
}

/** `null` for a key that scrolls nothing. */
export function scrolledBy(key: unknown, scroll: Scroll, extent: Extent): Scroll | null {
  const stride = strideOf(key === " " ? "pagedown" : key, extent.height);
  if (stride === null) return null;
  const last = Math.max(0, extent.total - extent.height);
  const first = Math.max(0, Math.min(last, firstRow(scroll, extent) + stride));
  return { from: scroll.from, rows: scroll.from === "top" ? first : last - first };
}

/** Rows were added behind: what is read stays where it is, unless the end is followed. */
export const staying = (scroll: Scroll, added: number): Scroll =>
  scroll.from === "top" || scroll.rows === 0 ? scroll : { from: "bottom", rows: Math.max(1, scroll.rows + added) };
