/** A line of a file before, after, or of both. Numbers are from 1; `null` on the side where it is not. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
  /** It ends the file, without a line feed. */
  readonly isUnended?: boolean;
}

/** Lines that change, with a few around them. */
export interface Hunk {
  /** The first line's number on either side, as git counts: 0 where that side has none. */
  readonly before: number;
  readonly after: number;
  /** What git takes for the place: a function, a heading. */
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

/** Neither what moves a cursor nor what turns the direction of writing can hide a part of a line. */
// oxlint-disable-next-line eslint/no-control-regex
const HIDING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/** A text of somebody else's as it may be shown: what could not be seen is seen. */
export const visible = (text: string): string =>
  text.replaceAll(HIDING, (sign) => `‹${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`);
