import type { Gen, RunId } from "../core/ids.ts";
import { isFinal, type RunState, type StepRecord } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { statesOf } from "./past.ts";

type Steps = RunState["steps"];

/**
 * The records of a run's steps at an entry, for a fork that goes on from there: sessions as they were then. One of which the agent told where it
 * stood is cut there, however long it has become; one that nobody has gone on with since, and nobody can, is whole. Of any other the fork knows no
 * session: its agent is handed what was said up to there.
 */
export function forkedSteps(store: Store, run: RunId, seq: number): Steps {
  const { steps, sessions, later } = past(store, run, seq);
  const isOver = isFinal(store.getSnapshot(run)?.status ?? "running");
  return Object.fromEntries(
    Object.entries(steps).map(([id, record]) => {
      const name = record.output["session"];
      const session = typeof name === "string" ? sessions.get(name) : undefined;
      if (session === undefined) return [id, record];
      const isWhole = isOver && !later.has(session.name);
      return [id, session.at !== null || isWhole ? standing(record, session) : ended(record, session)];
    }),
  );
}

/** As it was at the entry, whichever step had gone on with it last. */
interface Session {
  readonly name: string;
  /** Where it stood, in the agent's words; `null` where that is not known. */
  readonly at: string | null;
  /** The attempt that said the last in it. */
  readonly conversation: Gen;
}

interface Past {
  readonly steps: Steps;
  readonly sessions: ReadonlyMap<string, Session>;
  /** Sessions that somebody was at work in since, or still is. */
  readonly later: ReadonlySet<string>;
}

function past(store: Store, run: RunId, seq: number): Past {
  const sessions = new Map<string, Session>();
  const later = new Set<string>();
  let steps: Steps = {};
  for (const { snapshot, steps: now } of statesOf(store, run)) {
    if (snapshot.seq <= seq) {
      // In the order in which attempts ended. The records that a fork began with are of one moment, and agree.
      for (const [id, record] of Object.entries(now))
        if (record.conversation !== steps[id]?.conversation) note(sessions, record);
      steps = now;
    }
    if (snapshot.seq >= seq)
      for (const { params } of Object.values(snapshot.activities))
        if (typeof params["session"] === "string" && params["fork"] !== true) later.add(params["session"]);
  }
  return { steps, sessions, later };
}

function note(sessions: Map<string, Session>, { conversation, output: { session, sessionAt } }: StepRecord): void {
  if (typeof session !== "string" || conversation === undefined) return;
  sessions.set(session, { name: session, at: typeof sessionAt === "string" ? sessionAt : null, conversation });
}

function standing(record: StepRecord, { at, conversation }: Session): StepRecord {
  const { sessionAt: _, ...output } = record.output;
  return { ...record, conversation, output: at === null ? output : { ...output, sessionAt: at } };
}

function ended(record: StepRecord, { conversation }: Session): StepRecord {
  const { sessionAt: _, ...output } = record.output;
  return { ...record, conversation, output: { ...output, session: null } };
}
