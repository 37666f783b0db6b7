import { clockText } from "../text/durations.ts";
import type { Decision } from "../../core/ask.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { RunState, StepStatus } from "../../core/run.ts";
import type { Definition } from "../../definition/definition.ts";
import { allStates, rootsOf, stepIds } from "../../control/active-states.ts";
import { durationText } from "../text/durations.ts";
import type { ActiveStep, Lookup, Track } from "./tracks.ts";

type StepEnded = Extract<EngineEvent, { type: "step.ended" }>;

/** `attempt 2`, `visit 3`: only where it is not the first. */
export const counters = (step: Pick<ActiveStep, "attempt" | "visit"> | null): readonly string[] => [
  ...(step !== null && step.visit > 1 ? [`visit ${step.visit}`] : []),
  ...(step !== null && step.attempt > 1 ? [`attempt ${step.attempt}`] : []),
];

const WORDS: Readonly<Record<StepStatus, string>> = {
  succeeded: "succeeded",
  failed: "failed",
  canceled: "canceled",
  timed_out: "timed out",
  interrupted: "interrupted",
  skipped: "skipped",
  running: "running",
  waiting: "waiting",
};

export const statusWord = (status: StepStatus): string => WORDS[status];

/** Why a step failed, and what the workflow does about it. */
export function failureNotes(event: StepEnded, track: Track, lookup: Lookup): readonly string[] {
  const status = event.status === "failed" || event.error !== null ? [] : [WORDS[event.status]];
  const why = event.error === null ? status : [firstLine(event.error.message)];
  const next = nextStep(event, track, lookup);
  return next === null ? why : [...why, next];
}

/** What has to be known of it besides. */
export const noteOf = ({ note }: StepEnded): readonly string[] => (note === undefined ? [] : [note]);

/** Characters of a text that stand in a line of ours; the whole is told by `drover show`, `drover messages` and the logs. */
const LINE_LIMIT = 300;

export function firstLine(text: string): string {
  const [line = ""] = text.split("\n", 1);
  if (line.length <= LINE_LIMIT) return line;
  // No half of a character that takes two places.
  return `${line.slice(0, LINE_LIMIT).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The state after the event says whether the step is tried again, or a `goto` leads to another. */
function nextStep(event: StepEnded, track: Track, lookup: Lookup): string | null {
  const state = lookup.state(track.run);
  const definition = lookup.definition(track.run);
  if (state === null || definition === null) return null;
  const node = allStates(rootsOf(definition)).find((one) => one.action?.step === event.step);
  const backoff = node === undefined ? undefined : state.snapshot.timers[`${node.path}#backoff`];
  if (backoff !== undefined) return `again in ${durationText(Math.max(0, backoff.dueAt - event.at))}`;
  return gotoText(node?.action?.goto?.step ?? null, event, { state, definition });
}

/** The visit that a `goto` begins is decided in the same commit as the failure. */
function gotoText(target: string | null, event: StepEnded, { state, definition }: Whole): string | null {
  if (target === null || state.steps[target]?.startedAt !== event.at) return null;
  const steps = stepIds(definition);
  return `${steps.indexOf(target) > steps.indexOf(event.step) ? "on" : "back"} to ${target}`;
}

interface Whole {
  readonly state: RunState;
  readonly definition: Definition;
}

export const adoptedText = (pid: number | null): string =>
  `adopted, still at work${pid === null ? "" : ` as process ${pid}`}`;

export const HARVESTED = "had ended meanwhile; its result is taken";

const ANSWERS = { allow: "was allowed", deny: "was denied", reply: "got its answer" } as const;

/** What became of something that an agent asked. */
export function decidedText({ answer, by, comment }: Decision): string {
  const who = by === null ? "" : ` by ${by}`;
  return `${ANSWERS[answer]}${who}${comment === null ? "" : `: ${firstLine(comment)}`}`;
}

/** That an approver leaves it to a person. */
export const referredText = ({ by, reason }: { readonly by: string; readonly reason: string }): string =>
  `is left to a person by ${by}: ${firstLine(reason)}`;

/** That an agent waits for its account. */
export const heldText = ({ account, until }: { readonly account: string; readonly until: number }): string =>
  `waits until ${clockText(until)}: the limit of account ${account} is reached`;
