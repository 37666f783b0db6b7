import { useRef, type PointerEvent } from "react";
import type { Point } from "./view.ts";

interface Moving {
  readonly panBy: (by: Point) => void;
  /** About a point of the element. */
  readonly zoomAt: (factor: number, at: Point) => void;
}

export interface Gestures {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/** Less is a click by an unsteady hand. Pixels. */
const LEAST_DRAG = 4;

const pointOf = ({ clientX: x, clientY: y }: PointerEvent): Point => ({ x, y });
const between = (from: Point, to: Point): Point => ({ x: to.x - from.x, y: to.y - from.y });
const distance = (from: Point, to: Point): number => Math.hypot(to.x - from.x, to.y - from.y);
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** One pointer drags; two fingers drag, and make larger and smaller. What is captured clicks nothing below it. */
export function useGestures({ panBy, zoomAt }: Moving): Gestures {
  const pointers = useRef(new Map<number, Point>());
  const isDragged = useRef(false);
  const letGo = ({ pointerId }: PointerEvent): void => void pointers.current.delete(pointerId);
  return {
    onPointerDown(event) {
      if (event.isPrimary) {
        pointers.current.clear();
        isDragged.current = false;
      }
      pointers.current.set(event.pointerId, pointOf(event));
    },
    onPointerMove(event) {
      const before = pointers.current.get(event.pointerId);
      if (before === undefined) return;
      const now = pointOf(event);
      if (!isDragged.current) {
        if (distance(before, now) < LEAST_DRAG) return;
        isDragged.current = true;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, now);
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) return panBy(between(before, now));
      const { left, top } = event.currentTarget.getBoundingClientRect();
      const at = middle(now, other);
      panBy(between(middle(before, other), at));
      zoomAt(distance(now, other) / Math.max(1, distance(before, other)), { x: at.x - left, y: at.y - top });
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
  };
}
