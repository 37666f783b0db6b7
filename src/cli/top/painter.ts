import type { Style } from "../style.ts";
import { counts } from "./model/counts.ts";
import type { State } from "./model/state.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { frameOf } from "./views/frame.ts";

interface PainterOptions {
  readonly terminal: Terminal;
  readonly style: Style;
  readonly state: () => State;
  readonly onFault: (error: unknown) => void;
}

/** Paints what the state says, soon, and again where time alone changes it. */
export interface Painter {
  ask(): void;
  close(): void;
}

/** So that a key is seen at once, and a flood of events is not. */
const FRAME_MS = 66;
const SECOND = 1_000;

export function createPainter({ terminal, style, state, onFault }: PainterOptions): Painter {
  let paintedAt = 0;
  let soon: NodeJS.Timeout | null = null;
  let tick: NodeJS.Timeout | null = null;

  const paint = (): void => {
    soon = null;
    // A slow terminal asks again when it has taken what there is.
    if (terminal.isBusy()) return;
    paintedAt = performance.now();
    try {
      const now = Date.now();
      const { lines, caret } = frameOf(state(), { style, now });
      terminal.screen.paint(lines, state().size.columns, caret);
      planTick(now);
    } catch (error) {
      onFault(error);
    }
  };
  const ask = (): void => {
    soon ??= setTimeout(paint, Math.max(0, paintedAt + FRAME_MS - performance.now()));
  };
  /** Where nothing counts, nothing wakes. */
  const planTick = (now: number): void => {
    if (tick !== null) clearTimeout(tick);
    tick = counts(state()) ? setTimeout(ask, SECOND - (now % SECOND)) : null;
  };
  return {
    ask,
    close() {
      for (const timer of [soon, tick]) if (timer !== null) clearTimeout(timer);
    },
  };
}
