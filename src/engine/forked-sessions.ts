import type { RunId } from "../core/ids.ts";
import type { Going, RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { goingOn } from "../machines/sessions.ts";
import { statesOf } from "./past.ts";

type Steps = RunState["steps"];

/**
 * The records of a run's steps at an entry, for a fork that goes on from there: with sessions as they were then. One of which the agent told where it
 * stood is cut there, however long it has become. Of any other the fork knows no session: its agent is handed what was said up to there. No
 * whole copies: an agent may have gone on in it, and one that only makes such copies (OpenCode by ACP) works on in the other run's worktree.
 */
export function forkedSteps(store: Store, run: RunId, seq: number): Steps {
  const { steps, sessions } = past(store, run, seq);
  return Object.fromEntries(
    Object.entries(steps).map(([id, record]) => {
      const left = goingOn(record);
      if (left === null || left.session === null) return [id, record];
      const going = sessions.get(left.session) ?? left;
      // Where nothing was said yet there is nothing to copy, and the session itself is the other run's.
      const isKept = going.conversation !== null && going.at !== null;
      return [id, { ...record, going: isKept ? going : { ...going, session: null } }];
    }),
  );
}

interface Past {
  readonly steps: Steps;
  /** By name, as they were at the entry, whichever step had gone on with them last. */
  readonly sessions: ReadonlyMap<string, Going>;
}

function past(store: Store, run: RunId, seq: number): Past {
  const sessions = new Map<string, Going>();
  let steps: Steps = {};
  for (const { snapshot, steps: now } of statesOf(store, run)) {
    if (snapshot.seq > seq) break;
    // In the order in which attempts ended. What a fork began with is of one moment, and agrees.
    for (const [id, record] of Object.entries(now)) {
      const going = goingOn(record);
      if (going !== null && going.session !== null && hasGoneOn(going, goingOn(steps[id])))
        sessions.set(going.session, going);
    }
    steps = now;
  }
  return { steps, sessions };
}

const hasGoneOn = (now: Going, before: Going | null): boolean =>
  now.session !== before?.session || now.conversation !== before.conversation;
