/** Whether an answer still fits: nothing was jumped to since it was asked for. */
type IsCurrent = () => boolean;

/** Asks for one thing at a time; a jump does not wait, and what was asked for before comes too late. */
export interface Turns {
  readonly alone: (work: (isCurrent: IsCurrent) => Promise<void>, kind?: "jump") => Promise<void>;
  /** Of the requests that are made now. */
  readonly signal: () => AbortSignal;
  readonly stop: () => void;
}

export function createTurns(tell: (error: Error) => void): Turns {
  let turn = 0;
  let isBusy = false;
  let requests = new AbortController();

  function begin(): void {
    requests.abort();
    requests = new AbortController();
    turn += 1;
    isBusy = false;
  }

  return {
    signal: () => requests.signal,
    stop: begin,
    async alone(work, kind) {
      if (kind === "jump") begin();
      else if (isBusy) return;
      isBusy = true;
      const mine = turn;
      try {
        await work(() => mine === turn);
      } catch (error) {
        // It is asked for again by whoever scrolls there again.
        if (mine === turn) tell(error instanceof Error ? error : new Error(String(error)));
      } finally {
        if (mine === turn) isBusy = false;
      }
    },
  };
}
