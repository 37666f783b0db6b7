import { useCallback, useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";

interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 24;
const [SMALLEST, LARGEST] = [0.1, 3];
const within = (scale: number): number => Math.min(LARGEST, Math.max(SMALLEST, scale));

interface PanZoom {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly view: View;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/** A picture that is larger than its frame: dragged, and made larger with the wheel. It fits at first, and until somebody moves it. */
export function usePanZoom({ width, height }: Size): PanZoom {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ x: MARGIN, y: MARGIN, scale: 1 });
  const isMoved = useRef(false);
  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: View; isDragged: boolean } | null>(null);

  const fit = useCallback((): void => {
    isMoved.current = false;
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setView(fitted({ width, height }, box));
  }, [width, height]);

  const zoomAt = useCallback((factor: number, at: { x: number; y: number }): void => {
    isMoved.current = true;
    setView(({ x, y, scale }) => {
      const next = within(scale * factor);
      const by = next / scale;
      return { scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by };
    });
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (!isMoved.current) fit();
    });
    observer.observe(element);
    // React listens to wheels passively, and the window would scroll too.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomAt(Math.exp(-event.deltaY / 400), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
    };
  }, [fit, zoomAt]);

  const zoomBy = (factor: number): void => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) zoomAt(factor, { x: box.width / 2, y: box.height / 2 });
  };
  const letGo = (): void => void (drag.current = null);
  return {
    frame,
    view,
    zoomBy,
    fit,
    handlers: {
      onPointerDown(event) {
        drag.current = { x: event.clientX, y: event.clientY, from: view, isDragged: false };
      },
      onPointerMove(event) {
        const held = drag.current;
        if (held === null) return;
        const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
        if (!held.isDragged && Math.hypot(dx, dy) < 4) return;
        if (!held.isDragged) event.currentTarget.setPointerCapture(event.pointerId);
        held.isDragged = true;
        isMoved.current = true;
        setView({ ...held.from, x: held.from.x + dx, y: held.from.y + dy });
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  };
}

/** In the middle, no larger than it is. */
function fitted(picture: Size, frame: Size): View {
  const room = { width: frame.width - 2 * MARGIN, height: frame.height - 2 * MARGIN };
  const scale = within(Math.min(1, room.width / picture.width, room.height / picture.height));
  return {
    scale,
    x: (frame.width - picture.width * scale) / 2,
    y: Math.max(MARGIN / 2, (frame.height - picture.height * scale) / 2),
  };
}
