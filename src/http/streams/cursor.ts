import { DroverError } from "../../core/errors.ts";

/** A place in the log of all events: behind event `index` of the commit at `position`; behind all of it for `Infinity`. */
export interface Cursor {
  readonly position: number;
  readonly index: number;
}

/** True for a place behind another. */
export const afterFrame = (a: Cursor, b: Cursor): boolean =>
  a.position > b.position || (a.position === b.position && a.index > b.index);

export const cursorText = ({ position, index }: Cursor): string =>
  index === Infinity ? String(position) : `${position}-${index}`;

/** Throws `request.invalid` for what is no cursor. */
export function parseCursor(text: string): Cursor {
  const [, position, index] = /^(\d{1,15})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  if (position === undefined)
    throw new DroverError("request.invalid", "Cannot go on after that cursor: it is none that this daemon gave out.");
  return { position: Number(position), index: index === undefined ? Infinity : Number(index) };
}
