import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useGestures, type Gestures } from "./gestures.ts";
import {
  broughtIn,
  isIn,
  isReadable,
  opening,
  whole,
  zoomed,
  type Box,
  type Point,
  type Size,
  type View,
} from "./view.ts";

interface PanZoom {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly view: View;
  readonly zoomBy: (factor: number) => void;
  /** All of it, though nothing may be read then. */
  readonly fit: () => void;
  /** Back to what is at work, and from then on along with it. */
  readonly follow: () => void;
  /** It cannot be read as a whole. */
  readonly isLarge: boolean;
  /** Moves the picture as little as shows this part of it. */
  readonly show: (part: Box) => void;
  readonly gestures: Gestures;
}

/** What is looked at: what is at work, as it goes on; all of it; or what somebody has moved to. */
type Mode = "follows" | "whole" | "moved";

/** A picture that may be larger than its frame. At first `focus` is in sight where it cannot be read as a whole, and stays so until somebody moves it. */
export function usePanZoom(picture: Size, focus: Box | null): PanZoom {
  const { frame, view, isLarge, look, follow } = useView(picture, focus);
  const move = (next: (now: View, frame: Size) => View): void => look("moved", next);
  const zoomAt = (factor: number, at: Point): void =>
    move((now, box) => zoomed(now, factor, at, whole(picture, box).scale));
  useWheel(frame, zoomAt);
  return {
    frame,
    view,
    isLarge,
    follow,
    fit: () => look("whole", (_, box) => whole(picture, box)),
    zoomBy: (factor) =>
      move((now, box) => zoomed(now, factor, { x: box.width / 2, y: box.height / 2 }, whole(picture, box).scale)),
    show: (part) => move((now, box) => broughtIn(now, part, box)),
    gestures: useGestures({
      panBy: (by) => move((now) => ({ ...now, x: now.x + by.x, y: now.y + by.y })),
      zoomAt,
    }),
  };
}

function useView({ width, height }: Size, focus: Box | null) {
  const frame = useRef<HTMLDivElement>(null);
  const mode = useRef<Mode>("follows");
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const [isLarge, setLarge] = useState(false);
  const look = useCallback((as: Mode, next: (now: View, frame: Size) => View): void => {
    mode.current = as;
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setView((now) => next(now, box));
  }, []);
  const place = useCallback((): void => {
    const picture = { width, height };
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setLarge(!isReadable(picture, box));
    if (mode.current === "whole") look("whole", (_, room) => whole(picture, room));
    if (mode.current === "follows") look("follows", (_, room) => opening(picture, room, focus));
  }, [width, height, focus, look]);
  const latest = useRef(place);
  // Before the first frame is drawn: nothing jumps into its place.
  useLayoutEffect(() => {
    latest.current = place;
  }, [place]);
  useLayoutEffect(() => latest.current(), [width, height]);
  useLayoutEffect(() => {
    if (mode.current !== "follows" || focus === null) return;
    look("follows", (now, room) => (isIn(now, focus, room) ? now : opening({ width, height }, room, focus)));
  }, [focus, width, height, look]);
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const follow = (): void => {
    mode.current = "follows";
    place();
  };
  return { frame, view, isLarge, look, follow };
}

/** React listens to wheels passively, and the window would scroll too. */
function useWheel(frame: RefObject<HTMLDivElement | null>, zoomAt: (factor: number, at: Point) => void): void {
  const latest = useRef(zoomAt);
  useLayoutEffect(() => {
    latest.current = zoomAt;
  });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      latest.current(Math.exp(-event.deltaY / 400), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [frame]);
}
