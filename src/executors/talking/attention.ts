interface Heard {
  readonly line: string | null;
}

/**
 * Listens to the agent and to its run at once. News may be one promise for a long time: to race with it for each line would leave
 * every line hanging there.
 */
export function createAttention(hear: () => Promise<string | null>, news: () => Promise<void>) {
  const state = { isListening: false, isHearing: false, hasNews: false, fault: null as Error | null };
  let heard: Heard | null = null;
  let wake = (): void => undefined;

  function takeHeard(): Heard | null {
    const taken = heard;
    heard = null;
    return taken;
  }
  function startHearing(): void {
    if (state.isHearing) return;
    state.isHearing = true;
    const settle = (change: () => void) => {
      state.isHearing = false;
      change();
      wake();
    };
    hear().then(
      (line) => settle(() => (heard = { line })),
      (fault: unknown) => settle(() => (state.fault = fault instanceof Error ? fault : new Error(String(fault)))),
    );
  }

  return {
    /** To be called before it is looked at what the run wants: news from then on are not missed. */
    listen(): void {
      if (state.isListening) return;
      state.isListening = true;
      void news().then(() => {
        state.isListening = false;
        state.hasNews = true;
        wake();
      });
    },
    /** The next line, `null` for the end; `undefined` when there is news of the run. */
    async next(): Promise<string | null | undefined> {
      const known = takeHeard();
      if (known !== null) return known.line;
      startHearing();
      if (!state.hasNews && heard === null && state.fault === null)
        await new Promise<void>((resolve) => (wake = resolve));
      if (state.fault !== null) throw state.fault;
      const taken = takeHeard();
      if (taken !== null) return taken.line;
      state.hasNews = false;
      return undefined;
    },
  };
}
