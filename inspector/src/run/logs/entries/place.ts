import type { Heights } from "./heights.ts";

/** The row that stays where it is seen while others around it turn out higher or lower. */
export interface Place {
  /**
   * Takes up where somebody has scrolled to, which may be seen before the event that tells it. Gives whether the end is to stay in sight:
   * it does until one scrolls up from it.
   */
  readonly heed: (frame: HTMLElement, isFollowing: boolean) => boolean;
  /** `within`: from the row's upper edge to that of the frame. Pixels. */
  readonly goTo: (index: number, within: number) => void;
  /** Where the frame has to be scrolled to. Pixels. */
  readonly top: () => number;
  /** The page itself has scrolled: that was nobody's wish. */
  readonly settled: (frame: HTMLElement) => void;
}

/** Pixels. */
const NEAR_END = 40;

export function createPlace(heights: Heights): Place {
  let anchor = { index: 0, within: 0 };
  let own = 0;
  return {
    heed(frame, isFollowing) {
      const { scrollTop } = frame;
      if (Math.abs(scrollTop - own) < 1) return isFollowing;
      const isDown = scrollTop > own;
      const index = heights.indexAt(scrollTop);
      anchor = { index, within: scrollTop - heights.topOf(index) };
      own = scrollTop;
      return isAtEnd(frame) || (isFollowing && isDown);
    },
    goTo: (index, within) => void (anchor = { index, within }),
    top: () => heights.topOf(anchor.index) + anchor.within,
    settled: ({ scrollTop }) => void (own = scrollTop),
  };
}

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < NEAR_END;
