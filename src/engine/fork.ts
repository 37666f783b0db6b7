import type { Message } from "../core/ask.ts";
import { DroverError } from "../core/errors.ts";
import { type RunId, shortId } from "../core/ids.ts";
import type { ForkedState, Input } from "../core/input.ts";
import { NOTHING_SPENT, type Spent, together } from "../core/limits.ts";
import { type ForkedFiles, type Frozen, isFinal, type RunState, type Snapshot } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { OPENING, type Program } from "../machines/program.ts";
import { forkedSteps } from "./forked-sessions.ts";
import { stateAt, type PastState } from "./past.ts";
import type { Programs } from "./programs.ts";

type ForkInput = Extract<Input, { type: "fork" }>;

export interface ForkRun {
  /** The new one's id. Forking into a run that exists changes nothing. */
  readonly run: RunId;
  readonly from: RunId;
  readonly seq: number;
  readonly files: ForkedFiles;
  /** Where its branch begins, and a commit with its files; `null` for a run without a worktree. */
  readonly commits: ForkInput["files"];
}

/** Why a run cannot be forked at a state of it; `null` when it can. */
export function whyNotForked({ status, isEnding, frozen }: Snapshot): string | null {
  if (isFinal(status)) return `it has ended as ${status} there`;
  if (isEnding) return "it is ending there";
  return frozen === undefined ? null : "its own workspace is not open there yet";
}

/** Whether its workspace is being opened, for the first time: a fork opens one as any new run does. */
export const isOpening = ({ activities }: Snapshot): boolean => OPENING in activities;

/** All that a fork begins with. Throws `run.unknown`, `journal.unknown`, `definition.missing`, and `run.final` for an entry that has nothing to go on with. */
export function forkInput(store: Store, programs: Programs, { run, from, seq, files, commits }: ForkRun): ForkInput {
  const past = stateAt(store, from, seq);
  const { snapshot } = past.state;
  const why = whyNotForked(snapshot);
  if (why !== null)
    throw new DroverError(
      "run.final",
      `Cannot fork run "${shortId(from)}" at entry ${seq}: ${why}. Name an earlier one.`,
    );
  const { definition, inputs, allowance, spent = NOTHING_SPENT, forkedFrom } = snapshot;
  const all = together(spent, forkedFrom?.spent ?? NOTHING_SPENT);
  return {
    type: "fork",
    run,
    definition,
    inputs,
    from: { run: from, seq, files, ...(isNothing(all) ? {} : { spent: all }) },
    state: forkedState(past, programs.get(definition), forkedSteps(store, from, seq)),
    files: commits,
    ...(allowance === undefined ? {} : { allowance }),
  };
}

const isNothing = ({ turns, tokens, cost, unknown }: Spent): boolean =>
  turns === 0 && tokens === 0 && cost === 0 && unknown.length === 0;

function forkedState({ state, at }: PastState, program: Program, steps: RunState["steps"]): ForkedState {
  const { value, history, context, verdict, error, reason, workspace, messages = [] } = state.snapshot;
  const waiting = messages.map(untaken);
  return {
    value,
    history,
    context,
    verdict,
    error,
    ...(reason === undefined ? {} : { reason }),
    workspace,
    ...(waiting.length === 0 ? {} : { messages: waiting }),
    steps,
    frozen: freeze(state.snapshot, at, program),
  };
}

/** What an attempt had taken is for the one that begins in its place. */
const untaken = (message: Message): Message => ({ ...message, takenBy: null });

/** An attempt begins anew, with all of its time; what it asked and whoever decided on that is gone with it. */
function freeze({ activities, timers }: Snapshot, at: number, { plans }: Program): Frozen {
  const isWait = (activity: string): boolean => plans.get(activity)?.isWait === true;
  return {
    activities: Object.values(activities).flatMap(({ id, attempt, approves }) =>
      approves === undefined ? [{ id, attempt }] : [],
    ),
    timers: Object.values(timers).flatMap(({ id, kind, fires, dueAt }) =>
      fires.type === "event" || (fires.type !== "expired" && isWait(fires.activity))
        ? [{ id, kind, fires, leftMs: Math.max(0, dueAt - at) }]
        : [],
    ),
  };
}
