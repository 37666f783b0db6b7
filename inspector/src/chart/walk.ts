import type { LaidState } from "./shape.ts";

type Step = (states: readonly LaidState[], at: number) => LaidState | undefined;

interface Offset {
  readonly dx: number;
  readonly dy: number;
}

/** Sideways counts double, so that a key goes where it points. `null`: it lies elsewhere. */
const AHEAD: Readonly<Record<string, (to: Offset) => readonly [along: number, aside: number]>> = {
  ArrowUp: ({ dx, dy }) => [-dy, dx],
  ArrowDown: ({ dx, dy }) => [dy, dx],
  ArrowLeft: ({ dx, dy }) => [-dx, dy],
  ArrowRight: ({ dx, dy }) => [dx, dy],
};

/** In the order of the file each of them is come to, wherever it lies. */
const IN_ORDER: Readonly<Record<string, Step>> = {
  Home: (states) => states[0],
  End: (states) => states.at(-1),
  PageUp: (states, at) => states[at - 1],
  PageDown: (states, at) => states[at + 1],
};

/** The state that a key leads to from another; `null` where it leads nowhere. */
export function stateBeside(states: readonly LaidState[], from: string, key: string): LaidState | null {
  const at = states.findIndex(({ path }) => path === from);
  const here = states[at];
  if (here === undefined) return null;
  const inOrder = IN_ORDER[key];
  if (inOrder !== undefined) return inOrder(states, at) ?? null;
  const ahead = AHEAD[key];
  return ahead === undefined ? null : nearest(states, here, ahead);
}

function nearest(
  states: readonly LaidState[],
  here: LaidState,
  ahead: (to: Offset) => readonly [along: number, aside: number],
): LaidState | null {
  let best: LaidState | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const state of states) {
    const [along, aside] = ahead({ dx: state.x - here.x, dy: state.y - here.y });
    if (state === here || along <= 0 || along < Math.abs(aside) / 2) continue;
    const cost = along + 2 * Math.abs(aside);
    if (cost < least) [best, least] = [state, cost];
  }
  return best;
}

export const isWalk = (key: string): boolean => key in AHEAD || key in IN_ORDER;
