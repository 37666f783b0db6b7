/** What of a picture is seen: where its upper left corner lies in the frame, and how large it is drawn. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Box = Point & Size;

const MARGIN = 24;
const LARGEST = 3;
/** Below, words cannot be read any more; and below that, nothing can be told from anything else. */
const [READABLE, RECOGNIZABLE] = [0.4, 0.25];
/** How large a part is drawn of a picture that cannot be read as a whole. */
const NEAR = 0.85;

const bounded = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const scaleToFit = (picture: Size, frame: Size): number =>
  Math.min(1, (frame.width - 2 * MARGIN) / picture.width, (frame.height - 2 * MARGIN) / picture.height);
const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** All of it in the middle of the frame, however small, and no larger than it is. */
export function whole(picture: Size, frame: Size): View {
  const scale = Math.max(0.01, scaleToFit(picture, frame));
  return {
    scale,
    x: (frame.width - picture.width * scale) / 2,
    y: Math.max(MARGIN / 2, (frame.height - picture.height * scale) / 2),
  };
}

export const isReadable = (picture: Size, frame: Size): boolean => scaleToFit(picture, frame) >= READABLE;

/** What is shown until somebody moves it: all of it where that can be read, or else `focus`, or how it begins. */
export function opening(picture: Size, frame: Size, focus: Box | null): View {
  if (scaleToFit(picture, frame) >= (focus === null ? RECOGNIZABLE : READABLE)) return whole(picture, frame);
  if (focus !== null) return around(focus, picture, frame);
  const scale = bounded((frame.width - 2 * MARGIN) / picture.width, READABLE, NEAR);
  return { scale, x: Math.max(MARGIN, (frame.width - picture.width * scale) / 2), y: MARGIN };
}

/** A part in the middle, near enough to be read; no empty room beside a picture that has more to show. */
function around(part: Box, picture: Size, frame: Size): View {
  const scale = bounded(scaleToFit(part, frame), READABLE, NEAR);
  const { x, y } = middleOf(part);
  const place = (middle: number, length: number, room: number): number =>
    length * scale <= room - 2 * MARGIN
      ? (room - length * scale) / 2
      : bounded(room / 2 - middle * scale, room - MARGIN - length * scale, MARGIN);
  return { scale, x: place(x, picture.width, frame.width), y: place(y, picture.height, frame.height) };
}

/** Larger or smaller about a point of the frame, which stays where it is. */
export function zoomed({ x, y, scale }: View, factor: number, at: Point, smallest: number): View {
  const next = bounded(scale * factor, Math.min(scale, smallest), LARGEST);
  const by = next / scale;
  return { scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by };
}

/** Moved as little as shows a part; the view itself where it is seen already. */
export function broughtIn(view: View, part: Box, frame: Size): View {
  const by = (from: number, length: number, room: number): number => {
    const most = room - MARGIN - length;
    return from < MARGIN || most < MARGIN ? MARGIN - from : Math.min(0, most - from);
  };
  const dx = by(view.x + part.x * view.scale, part.width * view.scale, frame.width);
  const dy = by(view.y + part.y * view.scale, part.height * view.scale, frame.height);
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

export const isIn = (view: View, part: Box, frame: Size): boolean => broughtIn(view, part, frame) === view;

/** The box around all of them; `null` for none. */
export function boxAround(parts: readonly Box[]): Box | null {
  if (parts.length === 0) return null;
  const x = Math.min(...parts.map((part) => part.x));
  const y = Math.min(...parts.map((part) => part.y));
  return {
    x,
    y,
    width: Math.max(...parts.map((part) => part.x + part.width)) - x,
    height: Math.max(...parts.map((part) => part.y + part.height)) - y,
  };
}
