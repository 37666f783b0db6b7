import { useRef } from "react";

/** How long a card that was moved takes no second move, where it stays: a run that is started again does. Milliseconds. */
const STILL_MS = 1_500;

interface Placed {
  readonly run: string;
  readonly column: string;
}

export interface UnderWay {
  /** Whether it may be moved: not while a move of it is on its way, until it has come to another column. */
  readonly begin: (card: Placed) => boolean;
  /** It was answered; one that was refused may be moved at once. */
  readonly end: (card: Placed, isDone: boolean) => void;
}

/** The moves that are on their way: a second drag of the same card would do the same twice. */
export function useUnderWay(): UnderWay {
  const moves = useRef(new Map<string, string>());
  return {
    begin({ run, column }) {
      if (moves.current.get(run) === column) return false;
      moves.current.set(run, column);
      return true;
    },
    end({ run, column }, isDone) {
      const forget = (): void => {
        if (moves.current.get(run) === column) moves.current.delete(run);
      };
      if (isDone) window.setTimeout(forget, STILL_MS);
      else forget();
    },
  };
}
