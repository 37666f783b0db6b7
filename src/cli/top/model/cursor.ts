import { strideOf } from "./strides.ts";

/** What is selected in a list: it stays with its entry while others come and go. */
export interface Cursor {
  /** `null`: whatever is first. */
  readonly key: string | null;
  /** Where it was last, for when it goes. */
  readonly index: number;
}

export const FIRST: Cursor = { key: null, index: 0 };

/** -1 in an empty list. */
export function indexIn({ key, index }: Cursor, keys: readonly string[]): number {
  if (key === null) return Math.min(0, keys.length - 1);
  const found = keys.indexOf(key);
  return found >= 0 ? found : Math.min(index, keys.length - 1);
}

export function cursorAt(keys: readonly string[], index: number): Cursor {
  const inside = Math.max(0, Math.min(index, keys.length - 1));
  return inside === 0 ? FIRST : { key: keys[inside] ?? null, index: inside };
}

/** Where a key leads from `index`, of `length` entries of which `height` are seen; `null` for a key that moves nothing. */
export function movedTo(
  key: unknown,
  index: number,
  { length, height }: { readonly length: number; readonly height: number },
): number | null {
  const stride = strideOf(key, height);
  return stride === null ? null : Math.max(0, Math.min(length - 1, index + stride));
}
