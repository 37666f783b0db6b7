import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { LogState, LogWindow } from "./log-window.ts";
import { rowAt } from "./row-at.ts";

/** Every row is as high, so that its place follows from its number. Pixels. */
export const ROW = 18;
const AROUND = 20;
/** Less than half of what the smallest window is high: reading on at one end must not bring the other one near. */
const NEAR = 600;

interface Scrolled {
  readonly log: LogWindow;
  readonly state: LogState;
  readonly isFollowing: boolean;
  readonly setFollowing: (isFollowing: boolean) => void;
}

export interface Scrolling {
  readonly frame: RefObject<HTMLDivElement | null>;
  /** The rows that are drawn. */
  readonly first: number;
  readonly last: number;
  /** Where the uppermost row that is seen begins. Bytes. */
  readonly top: number;
  readonly onScroll: () => void;
}

export const isAtEnd = ({ next, size }: LogState): boolean => next >= size;

/** Keeps the row that is looked at in its place while rows come and go above it. */
export function useScrolling({ log, state, isFollowing, setFollowing }: Scrolled): Scrolling {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const anchor = useRef<Anchor>({ offset: 0, within: 0, jumps: 0, rows: [] });

  const note = useCallback(
    (element: HTMLElement): void => {
      const { scrollTop, clientHeight } = element;
      const { rows } = log.state();
      const index = Math.min(Math.floor(scrollTop / ROW), Math.max(0, rows.length - 1));
      anchor.current.offset = rows[index]?.offset ?? 0;
      anchor.current.within = scrollTop - index * ROW;
      setView((before) =>
        before.top === scrollTop && before.height === clientHeight ? before : { top: scrollTop, height: clientHeight },
      );
      goOn(log, element);
    },
    [log],
  );

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || state.rows.length === 0) return;
    const hasJumped = anchor.current.jumps !== state.jumps;
    // That the log has grown elsewhere moves nothing here.
    if (!hasJumped && !isFollowing && anchor.current.rows === state.rows) return;
    anchor.current.jumps = state.jumps;
    anchor.current.rows = state.rows;
    element.scrollTop = placeOf(element, state, { isFollowing, hasJumped, ...anchor.current });
    if (hasJumped) element.querySelector("[data-found] mark")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    note(element);
  }, [state, isFollowing, note]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => note(element));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [note]);

  const { rows } = state;
  return {
    frame,
    first: Math.max(0, Math.floor(view.top / ROW) - AROUND),
    last: Math.ceil((view.top + view.height) / ROW) + AROUND,
    top: rows[Math.min(rows.length - 1, Math.floor(view.top / ROW))]?.offset ?? 0,
    onScroll() {
      const element = frame.current;
      if (element === null) return;
      const isDown = element.scrollHeight - element.scrollTop - element.clientHeight < ROW * 1.5;
      setFollowing(isDown && isAtEnd(log.state()));
      note(element);
    },
  };
}

interface Anchor {
  /** The uppermost row that is seen. Bytes. */
  offset: number;
  /** How much of it is not. Pixels. */
  within: number;
  jumps: number;
  rows: LogState["rows"];
}

interface Wanted {
  readonly isFollowing: boolean;
  readonly hasJumped: boolean;
  readonly offset: number;
  readonly within: number;
}

/** Where to scroll to. Pixels. */
function placeOf(element: HTMLElement, state: LogState, { isFollowing, hasJumped, offset, within }: Wanted): number {
  const { rows, target } = state;
  if ((isFollowing && isAtEnd(state)) || (hasJumped && target === null)) return element.scrollHeight;
  if (hasJumped && target !== null) return rowAt(rows, target) * ROW - element.clientHeight / 3;
  return rowAt(rows, offset) * ROW + within;
}

/** Reads on before somebody comes to an end of the window. */
function goOn(log: LogWindow, { scrollTop, scrollHeight, clientHeight }: HTMLElement): void {
  const { from, next, size } = log.state();
  if (scrollTop < NEAR && from > 0) void log.extend("before");
  else if (scrollHeight - scrollTop - clientHeight < NEAR && next < size) void log.extend("behind");
}
