import type { AgentConversation } from "../../core/agent.ts";
import { reachedBy, refusedBy, type Spent, spentOn } from "../../core/limits.ts";
import type { Wire } from "./wire.ts";

/** What one conversation uses, within what is left to it. Where nothing is limited everything may be used. */
export interface Spending<State> {
  /** Why the agent is not given its work at all; `null` where it is. */
  refused(state: State): string | null;
  /** Takes in what a line of the agent may have told. */
  heard(state: State, line: string): void;
  /** The limit that is reached; `null` for none. An agent whose turn is over has done its work; what it used counts for the next one. */
  reached(state: State): string | null;
  /** A message is a turn, and has to wait for another attempt when none is left. */
  mayBeTold(state: State): boolean;
  /** It is about to be given one more turn. */
  giveTurn(state: State): void;
}

/** Lines that may tell what was used. */
const TELLS_USAGE = /usage|token|cost/i;

export function createSpending<State>(
  wire: Wire<State>,
  { request: { profile }, meter, priced }: AgentConversation,
): Spending<State> {
  let used: Spent = spentOn(null, 0);
  const note = (next: Spent): void => {
    used = next;
    meter?.used(next);
  };
  const reading = (state: State): Spent => {
    const { usage, turns = 1 } = wire.reading(state, false, profile);
    return spentOn(usage === null ? null : (priced?.(usage) ?? usage), turns);
  };
  return {
    refused(state) {
      if (meter === undefined) return null;
      const before = reading(state);
      const left = before.turns > 0 ? null : meter.left();
      const why = left === null ? null : refusedBy(left);
      // The turn is its own from here on: others that begin at the same moment must not have it too.
      if (why === null) note({ ...before, turns: Math.max(1, before.turns) });
      return why === null ? null : `was not given its work: ${why}`;
    },
    heard(state, line) {
      if (meter !== undefined && TELLS_USAGE.test(line)) note(reading(state));
    },
    reached(state) {
      const left = meter?.left() ?? null;
      return left === null || wire.isOver(state, profile) ? null : reachedBy(left, used);
    },
    mayBeTold: (state) => wire.messagesSaid(state).length + 1 < (meter?.left()?.turns?.left ?? Infinity),
    giveTurn(state) {
      if (meter !== undefined) note({ ...used, turns: wire.messagesSaid(state).length + 2 });
    },
  };
}
