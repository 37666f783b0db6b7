import { mapTexts } from "../core/json.ts";

/** Characters of JSON that one answer may have: an agent reads all of it. */
const MOST = 48_000;
/** Texts longer than these are cut, the first length that makes the whole fit. Characters. */
const LENGTHS = [8_000, 2_000, 500, 120];

export interface Fitted<T> {
  readonly value: T;
  /** Texts were cut; each says by how much. */
  readonly isShortened: boolean;
}

/** Cuts long texts, so that the whole is short enough to be read by an agent. */
export function fitted<T>(value: T, most: number = MOST): Fitted<T> {
  if (sizeOf(value) <= most) return { value, isShortened: false };
  for (const length of LENGTHS) {
    const shorter = mapTexts(value, (text) => cutText(text, length));
    if (sizeOf(shorter) <= most || length === LENGTHS.at(-1)) return { value: shorter, isShortened: true };
  }
  return { value, isShortened: false };
}

/** As many of the first items as fit, at least one. */
export function firstThatFit<T>(items: readonly T[], most: number = MOST): readonly T[] {
  let size = 0;
  const end = items.findIndex((item) => (size += sizeOf(item)) > most);
  return end === -1 ? items : items.slice(0, Math.max(1, end));
}

const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

const cutText = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`;
