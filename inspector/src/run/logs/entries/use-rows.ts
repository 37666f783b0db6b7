import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { createHeights, type Heights } from "./heights.ts";
import { createPlace } from "./place.ts";

/** Pixels. */
const ESTIMATE = 56;
/** Rows that are drawn on either side of those in sight. */
const AROUND = 6;

export interface Rows {
  readonly frame: RefObject<HTMLDivElement | null>;
  /** Holds the rows that are drawn, and nothing else, in their order. */
  readonly block: RefObject<HTMLDivElement | null>;
  /** Rows to be drawn, both included. */
  readonly first: number;
  readonly last: number;
  /** Of the block, and of all rows. Pixels. */
  readonly top: number;
  readonly height: number;
  readonly onScroll: () => void;
  /** Home and End go there at once: a browser's own way is a movement that ends where rows on it turn out higher or lower. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The end stays in sight until one scrolls away from it. */
  readonly isFollowing: boolean;
  readonly follow: () => void;
  /** Brings a row into the middle, and keeps it there until somebody scrolls. */
  readonly show: (index: number) => void;
}

/** However many rows there are, those in sight are drawn; how high they are is known once they were. */
export function useRows(count: number): Rows {
  const frame = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const [heights] = useState(() => createHeights(ESTIMATE));
  heights.grow(count);
  const [place] = useState(() => createPlace(heights));
  const [isFollowing, setFollowing] = useState(true);
  const [[first, last], setRange] = useState<readonly [number, number]>([0, 0]);
  const [, setVersion] = useState(0);

  const look = useCallback((): void => {
    const { current: element } = frame;
    if (element === null) return;
    const [from, to] = rangeOf(element, heights);
    setRange((before) => (before[0] === from && before[1] === to ? before : [from, to]));
  }, [heights]);

  const heed = useCallback(
    (element: HTMLElement): boolean => {
      const follows = place.heed(element, isFollowing);
      setFollowing(follows);
      return follows;
    },
    [place, isFollowing],
  );

  const settle = useCallback((): void => {
    const { current: element } = frame;
    if (element === null) return;
    const top = heed(element) ? element.scrollHeight : place.top();
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    place.settled(element);
    look();
  }, [heed, place, look]);

  const measure = useCallback((): void => {
    if (block.current !== null && noteHeights(block.current, heights)) setVersion((version) => version + 1);
  }, [heights]);

  useDrawn(frame, block, measure, settle);

  return {
    frame,
    block,
    first,
    last: Math.min(last, count - 1),
    top: heights.topOf(first),
    height: heights.topOf(count),
    isFollowing,
    onScroll() {
      const { current: element } = frame;
      if (element === null) return;
      heed(element);
      look();
    },
    onKeyDown(event) {
      if (event.target !== frame.current || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === "Home") place.goTo(0, 0);
      else if (event.key !== "End") return;
      event.preventDefault();
      setFollowing(event.key === "End");
      setVersion((version) => version + 1);
    },
    follow: () => setFollowing(true),
    show(index) {
      const { current: element } = frame;
      if (element === null) return;
      place.goTo(index, -Math.floor(element.clientHeight / 2 - ESTIMATE / 2));
      setFollowing(false);
      setVersion((version) => version + 1);
    },
  };
}

type Frame = RefObject<HTMLDivElement | null>;

/** Whenever rows were drawn, or became higher or lower. */
function useDrawn(frame: Frame, block: Frame, measure: () => void, settle: () => void): void {
  // Before anything of it is seen: what was drawn is measured, drawn again where that moves something, and then brought into its place.
  useLayoutEffect(() => {
    measure();
    settle();
  });
  useEffect(() => {
    const sizes = new ResizeObserver(() => {
      measure();
      settle();
    });
    for (const { current } of [frame, block]) if (current !== null) sizes.observe(current);
    return () => sizes.disconnect();
  }, [frame, block, measure, settle]);
}

function rangeOf({ scrollTop, clientHeight }: HTMLElement, heights: Heights): readonly [number, number] {
  return [Math.max(0, heights.indexAt(scrollTop) - AROUND), heights.indexAt(scrollTop + clientHeight) + AROUND];
}

/** True when one of them is not as high as it was taken for. */
function noteHeights(block: HTMLElement, heights: Heights): boolean {
  let hasChanged = false;
  for (const row of block.children) {
    const index = Number(row.getAttribute("data-index"));
    const { height } = row.getBoundingClientRect();
    if (Math.abs(heights.topOf(index + 1) - heights.topOf(index) - height) < 0.5) continue;
    heights.measured(index, height);
    hasChanged = true;
  }
  return hasChanged;
}
