import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** How long a card stands where it is before a click on it is taken for one that is meant for it. Milliseconds. */
const STEADY_MS = 500;

/** Whether a card has stood in its place for a while: one that has just come, or come up, lies under a pointer that aimed at another. */
export function useSteady(card: RefObject<HTMLElement | null>): boolean {
  const [moved, setMoved] = useState(0);
  const [steady, setSteady] = useState(-1);
  const place = useRef<number | null>(null);
  const look = useRef((): void => {
    const top = card.current?.offsetTop ?? null;
    if (top === place.current) return;
    // The first look is when it comes, which it begins with.
    if (place.current !== null) setMoved((count) => count + 1);
    place.current = top;
  });
  useLayoutEffect(() => look.current());
  useEffect(() => {
    const sizes = new ResizeObserver(() => look.current());
    const list = card.current?.parentElement;
    for (const one of [list, list?.closest("main")]) if (one != null) sizes.observe(one);
    return () => sizes.disconnect();
  }, [card]);
  useEffect(() => {
    const timer = window.setTimeout(() => setSteady(moved), STEADY_MS);
    return () => window.clearTimeout(timer);
  }, [moved]);
  return steady === moved;
}
