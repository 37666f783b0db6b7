import type { RunId } from "../core/ids.ts";
import { type Going, isFinal, type RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { goingOn } from "../machines/sessions.ts";
import { statesOf } from "./past.ts";

type Steps = RunState["steps"];

/**
 * The records of a run's steps at an entry, for a fork that goes on from there: with sessions as they were then. One of which the agent told where it
 * stood is cut there, however long it has become; one that nobody has gone on with since, and nobody can, is whole. Of any other the fork knows no
 * session: its agent is handed what was said up to there.
 */
export function forkedSteps(store: Store, run: RunId, seq: number): Steps {
  const { steps, sessions, later } = past(store, run, seq);
  const isOver = isFinal(store.getSnapshot(run)?.status ?? "running");
  return Object.fromEntries(
    Object.entries(steps).map(([id, record]) => {
      const left = goingOn(record);
      if (left === null || left.session === null) return [id, record];
      const going = sessions.get(left.session) ?? left;
      const isWhole = isOver && !later.has(left.session);
      // Where nothing was said yet there is nothing to copy, and the session itself is the other run's.
      const isKept = going.conversation !== null && (going.at !== null || isWhole);
      return [id, { ...record, going: isKept ? going : { ...going, session: null } }];
    }),
  );
}

interface Past {
  readonly steps: Steps;
  /** By name, as they were at the entry, whichever step had gone on with them last. */
  readonly sessions: ReadonlyMap<string, Going>;
  /** Sessions that somebody was at work in since, or still is. */
  readonly later: ReadonlySet<string>;
}

function past(store: Store, run: RunId, seq: number): Past {
  const sessions = new Map<string, Going>();
  const later = new Set<string>();
  let steps: Steps = {};
  for (const { snapshot, steps: now } of statesOf(store, run)) {
    if (snapshot.seq <= seq) {
      // In the order in which attempts ended. What a fork began with is of one moment, and agrees.
      for (const [id, record] of Object.entries(now)) {
        const going = goingOn(record);
        if (going !== null && going.session !== null && hasGoneOn(going, goingOn(steps[id])))
          sessions.set(going.session, going);
      }
      steps = now;
    }
    if (snapshot.seq >= seq)
      for (const { params } of Object.values(snapshot.activities))
        if (typeof params["session"] === "string" && params["fork"] !== true) later.add(params["session"]);
  }
  return { steps, sessions, later };
}

const hasGoneOn = (now: Going, before: Going | null): boolean =>
  now.session !== before?.session || now.conversation !== before.conversation;
