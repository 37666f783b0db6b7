import { isDeepStrictEqual } from "node:util";
import { type DefinitionHash, type Gen, type RunId } from "../../src/core/ids.ts";
import type { Input, JournalEntry } from "../../src/core/input.ts";
import type { ProcessExit } from "../../src/core/process.ts";
import { isFinal, type RunState } from "../../src/core/run.ts";
import type { ForkRun } from "../../src/engine/index.ts";
import type { Program } from "../../src/machines/program.ts";
import type { Kernel } from "./setup.ts";
import type { Simulation } from "./simulation.ts";
import { newTalked, talkViolations, untold, type Talked } from "./talking/invariants.ts";
import { senderOf } from "./talking/letters.ts";
import { isWorkInDoubt } from "./talking/talk.ts";
import { saysDone } from "./talking/wire.ts";
import { DEFINITIONS, finalSteps } from "./workflows.ts";

/** What holds at the end of every case, whatever happened in it. Gives back what does not hold. */
export function violationsOf(simulation: Simulation): readonly string[] {
  // The case was broken off where it happened; nothing else has to hold then.
  if (simulation.site.violations.length > 0) return simulation.site.violations;
  const histories = simulation.runs().map((run) => fold(simulation, run));
  return [
    ...unfinished(simulation),
    ...letters(simulation),
    ...processes(simulation),
    ...histories.flatMap((history) => [
      ...history.violations,
      ...finals(simulation, history),
      ...cancels(history, histories),
    ]),
    ...children(simulation, histories),
    ...histories.flatMap(({ run, talked, last }) => untold(simulation.site, { run, talked, last })),
  ];
}

const programs = new WeakMap<Kernel, Map<DefinitionHash, Program>>();

function programOf(kernel: Kernel, hash: DefinitionHash): Program {
  const known = programs.get(kernel) ?? new Map<DefinitionHash, Program>();
  programs.set(kernel, known);
  const program = known.get(hash) ?? kernel.compileProgram(DEFINITIONS.get(hash) as never);
  known.set(hash, program);
  return program;
}

/** Everything has an end once time passes and people answer. */
function unfinished(simulation: Simulation): string[] {
  const stuck = simulation.runs().flatMap((run) => {
    const { status, stops, owesParent, value, activities, timers } = simulation.snapshot(run);
    if (isFinal(status) && stops.length === 0 && !owesParent) return [];
    const what = { status, value, activities: Object.keys(activities), timers: Object.keys(timers), stops, owesParent };
    return [`run ${run} is stuck: ${JSON.stringify(what)}`];
  });
  const unanswered = simulation.letters
    .filter(({ state }) => state !== "done")
    .map(({ name }) => `nobody answered ${name}`);
  return [...stuck, ...unanswered];
}

/** What was acknowledged is there, and once; what was refused is not. */
function letters({ letters: sent, site }: Simulation): string[] {
  return sent.flatMap(({ name, run, content, acknowledged, refusals }) => {
    const entries = [...site.store.journal(run)].map(({ input }) => input);
    const found = entries.filter((input) => senderOf(input) === name).length;
    if ("definition" in content)
      return acknowledged > 0 && entries[0]?.type === "start" ? [] : [`${name} was lost: the run does not exist`];
    if ("from" in content) return forks(entries, content, acknowledged > 0 && refusals.length === 0, name);
    if (found > 1) return [`${name} was applied ${found} times`];
    if (content.type === "cancel") return [];
    // It has no sender, and one of several letters may have taken the message back.
    if (content.type === "message_removed") return removals(entries, content, acknowledged > 0, name);
    if (acknowledged > 0 && found === 0) return [`${name} was acknowledged and lost`];
    if (acknowledged > 0 && refusals.length > 0)
      return [`${name} was taken, and refused when it came again: ${refusals.join()}`];
    return acknowledged === 0 && found > 0 ? [`${name} was applied and refused: ${refusals.join()}`] : [];
  });
}

/** One that was refused is not there, and whatever it became, the run that it comes from has nothing of it in its journal. */
function forks(inputs: readonly Input[], { from, seq }: ForkRun, isThere: boolean, name: string): string[] {
  const [first] = inputs;
  const isRight = first?.type === "fork" && first.from.run === from && first.from.seq === seq;
  if (isThere && !isRight) return [`${name} was lost: the fork does not exist`];
  return isThere || first === undefined || isRight ? [] : [`${name} made another run than was asked for`];
}

function removals(
  inputs: readonly JournalEntry["input"][],
  { message }: { readonly message: string },
  isAcknowledged: boolean,
  name: string,
): string[] {
  const found = inputs.filter((input) => input.type === "message_removed" && input.message === message).length;
  return found > 1 || (isAcknowledged && found === 0) ? [`${name} took "${message}" back ${found} times`] : [];
}

function processes({ site }: Simulation): string[] {
  const { room, receipts } = site;
  const all = [...room.processes.values()];
  const attempts = new Map<string, Gen>();
  const doubles = all.flatMap(({ run, gen, activity }) => {
    if (activity === null) return [];
    const attempt = `${run} ${activity.step} visit ${activity.visit} attempt ${activity.attempt}`;
    const other = attempts.get(attempt);
    attempts.set(attempt, gen);
    return other === undefined ? [] : [`${attempt} was started twice: ${other} and ${gen}`];
  });
  return [
    ...doubles,
    ...all.filter(({ starts }) => starts > 1).map(({ gen }) => `${gen} was started twice`),
    ...all.filter(({ isAlive }) => isAlive).map(({ gen }) => `the process of ${gen} is left running`),
    ...all.filter(({ leftover }) => leftover).map(({ gen }) => `what ${gen} left behind is left running`),
    ...room.reaped.map((gen) => `${gen} was reaped while it worked`),
    ...[...receipts].filter(([, count]) => count > 1).map(([gen]) => `the effect of ${gen} happened twice`),
  ];
}

/** A run's journal, taken again by the pure step, every state through JSON. */
interface History {
  readonly run: RunId;
  readonly entries: readonly JournalEntry[];
  readonly last: RunState | null;
  /** Generations that were asked to end, or left, and when. */
  readonly ended: ReadonlyMap<Gen, number>;
  /** When the end of what was left was confirmed. */
  readonly stopped: ReadonlyMap<Gen, number>;
  readonly talked: Talked;
  readonly violations: readonly string[];
}

interface Folding {
  readonly simulation: Simulation;
  readonly ended: Map<Gen, number>;
  readonly stopped: Map<Gen, number>;
  /** How long each live timer was to take. */
  readonly delays: Map<Gen, number>;
  readonly talked: Talked;
  readonly violations: string[];
}

function fold(simulation: Simulation, run: RunId): History {
  const { kernel } = simulation.setup;
  const folding: Folding = {
    simulation,
    ended: new Map(),
    stopped: new Map(),
    delays: new Map(),
    talked: newTalked(),
    violations: [],
  };
  const { violations, talked } = folding;
  const stored = simulation.site.store.getState(run);
  const entries = [...simulation.site.store.journal(run)];
  const program = programOf(kernel, stored?.snapshot.definition as DefinitionHash);
  let state: RunState | null = null;
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index + 1)
      violations.push(`the journal of ${run} has entry ${entry.seq} where ${index + 1} belongs`);
    const { state: next, ignored } = kernel.step(program, state, entry.input, entry.at);
    if (ignored !== null) violations.push(`entry ${entry.seq} of ${run} is ${ignored} when it is taken again`);
    const after = copy(next);
    if (state !== null) checkEntry(folding, { before: state, entry, after });
    if (state !== null)
      violations.push(...talkViolations(talked, { before: state.snapshot, entry, after: after.snapshot }));
    note(folding, after, entry.at);
    state = after;
  }
  if (!isDeepStrictEqual(state, stored))
    violations.push(`the journal of ${run} does not fold to what is stored: ${difference(state, stored)}`);
  return { run, entries, last: state, ended: folding.ended, stopped: folding.stopped, talked, violations };
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function difference(folded: unknown, stored: unknown, at = ""): string {
  if (isDeepStrictEqual(folded, stored)) return "";
  if (typeof folded !== "object" || typeof stored !== "object" || folded === null || stored === null)
    return `${at}: ${JSON.stringify(folded)} is stored as ${JSON.stringify(stored)}; `;
  const keys = [...new Set([...Object.keys(folded), ...Object.keys(stored)])];
  return keys.map((key) => difference(folded[key as never], stored[key as never], `${at}.${key}`)).join("");
}

function note({ ended, delays }: Folding, { snapshot }: RunState, at: number): void {
  for (const { gen, stopping } of Object.values(snapshot.activities))
    if (stopping !== null && !ended.has(gen)) ended.set(gen, at);
  for (const { gen } of snapshot.stops) if (!ended.has(gen)) ended.set(gen, at);
  for (const { gen, kind, dueAt } of Object.values(snapshot.timers))
    if (kind === "live" && !delays.has(gen)) delays.set(gen, dueAt - at);
}

interface Taken {
  readonly before: RunState;
  readonly entry: JournalEntry;
  readonly after: RunState;
}

function checkEntry(folding: Folding, taken: Taken): void {
  const { input } = taken.entry;
  if (isFinal(taken.before.snapshot.status) && taken.after.snapshot.status !== taken.before.snapshot.status)
    folding.violations.push(
      `run ${taken.before.snapshot.run} was ${taken.before.snapshot.status} and changed its mind`,
    );
  if (input.type === "outcome") checkOutcome(folding, taken, input);
  if (input.type === "cancel" && input.force && !isFinal(taken.after.snapshot.status) && !taken.after.snapshot.isEnding)
    folding.violations.push(`run ${taken.after.snapshot.run} goes on after a forced cancel`);
  if (input.type === "stopped") folding.stopped.set(input.gen, taken.entry.at);
  if (input.type === "timer") checkTimer(folding, taken, input.timer);
}

/** Success needs evidence: a process that ended by itself, with 0, and that nobody had asked to end. */
function checkOutcome(
  { simulation, violations }: Folding,
  { before, entry, after }: Taken,
  { activity: id, gen, outcome }: Extract<JournalEntry["input"], { type: "outcome" }>,
): void {
  const activity = before.snapshot.activities[id];
  if (outcome.output["stale"] === true || activity?.gen !== gen)
    violations.push(`an outcome of ${gen} was taken that nobody waited for`);
  if (activity === undefined) return;
  if (outcome.status === "interrupted" && simulation.happened.reboots === 0 && !wasInDoubt(simulation, gen, entry.at))
    violations.push(`${gen} is said to be interrupted, and the machine never went down`);
  if (outcome.error?.code?.startsWith("store.") === true || outcome.error?.code === "engine.stopped")
    violations.push(`${gen} failed by a fault of the engine's own: ${outcome.error.message}`);
  const record = activity.step === null ? undefined : after.steps[activity.step];
  const status = record?.gen === gen ? record.status : null;
  if (activity.stopping !== null && status !== null && status !== activity.stopping)
    violations.push(`${gen} was asked to end (${activity.stopping}) and is recorded as ${status}`);
  if (outcome.status !== "succeeded" || (activity.action !== "run" && activity.action !== "agent")) return;
  const process = simulation.site.room.processes.get(gen);
  const talk = process?.talk ?? null;
  if (talk !== null) {
    if (!saysDone(talk.got, talk.output)) violations.push(`${gen} is said to have succeeded; it has not said so`);
  } else if (process === undefined || process.killAsked || !isExit0(process.exit))
    violations.push(`${gen} is said to have succeeded; its process says: ${JSON.stringify(process?.exit ?? null)}`);
}

/** An engine has died while it gave the agent work, or while it ended one that had done its work: the next engine may find it dying. */
function wasInDoubt({ site, world }: Simulation, gen: Gen, at: number): boolean {
  const { talk = null, killedBy = null } = site.room.processes.get(gen) ?? {};
  return (
    talk !== null &&
    (isWorkInDoubt(talk) || (killedBy !== null && killedBy !== world.lives.findLast(({ since }) => since <= at)))
  );
}

const isExit0 = (exit: ProcessExit | null): boolean => exit?.type === "exited" && exit.code === 0;

/** How much later than due a live timer may ring for each crash: between two heartbeats nobody knows when the engine died. */
const HEARTBEAT_MS = 5_000;

/** No timer rings early, and live ones do not run while no engine does. */
function checkTimer({ simulation, delays, violations }: Folding, { before, entry }: Taken, id: string): void {
  const timer = before.snapshot.timers[id];
  if (timer === undefined) return;
  if (timer.dueAt > entry.at)
    violations.push(`the timer "${id}" of ${before.snapshot.run} rang ${timer.dueAt - entry.at} ms early`);
  if (timer.kind !== "live" || timer.fires.type === "event") return;
  const { world } = simulation;
  const activity = before.snapshot.activities[timer.fires.activity];
  const delay = delays.get(timer.gen);
  if (activity === undefined || delay === undefined) return;
  // A start that was held back is timed from when it was let go.
  const record = activity.step === null ? undefined : before.steps[activity.step];
  const startedAt = record?.startedAt ?? activity.startedAt;
  const up = world.upMs(startedAt, entry.at);
  if (up < delay) violations.push(`${activity.gen} timed out after ${up} ms with an engine, not ${delay} ms`);
  if (simulation.happened.full > 0) return;
  const crashes = world.lives.filter(({ until }) => until !== null && until >= startedAt && until <= entry.at).length;
  const slack = (crashes + 1) * (HEARTBEAT_MS + 100 + 4 * simulation.site.disk.latencyMs);
  if (up > delay + slack)
    violations.push(
      `${activity.gen} timed out only after ${up} ms with an engine, not ${delay} ms (${crashes} crashes)`,
    );
}

/** The steps of `finally` are entered once in every run whose main part was. */
function finals({ happened }: Simulation, { run, last, entries }: History): string[] {
  if (last === null || happened.forced.has(run)) return [];
  const opened = last.snapshot.workspace !== null;
  // Ended before it had begun: it has entered what the other run had entered. A forced cancel of that one is taken over, too.
  const source = last.snapshot.forkedFrom;
  if (source !== undefined && (!opened || happened.forced.has(source.run))) return [];
  return finalSteps(DEFINITIONS.get(last.snapshot.definition) as never).flatMap((step) => {
    const visits = last.steps[step]?.visits ?? 0;
    if (visits === (opened ? 1 : 0)) return [];
    return [
      `the final step "${step}" of ${run} was entered ${visits} times; its inputs were ${entries.map(({ input }) => input.type).join()}`,
    ];
  });
}

/** Nobody is canceled who was not asked to be. */
function cancels({ run, entries, last }: History, histories: readonly History[]): string[] {
  const asked = entries.flatMap(({ input }) => (input.type === "cancel" ? [input] : []));
  const dropped = entries.some(({ input }) => input.type === "signal" && input.name === "drop");
  const violations: string[] = [];
  const [first] = entries;
  const wasCanceled = first?.input.type === "fork" && first.input.state.verdict === "canceled";
  if (last?.snapshot.status === "canceled" && asked.length === 0 && !dropped && !wasCanceled)
    violations.push(`run ${run} was canceled and nobody had asked for it`);
  const parent = last?.snapshot.parent ?? null;
  const mayParent =
    parent !== null && histories.some((history) => history.run === parent.run && history.ended.has(parent.gen));
  if (asked.some(({ sender }) => sender.by === null) && !mayParent)
    violations.push(`run ${run} was canceled by a parent that still waits for it`);
  return violations;
}

/** A child belongs to one start of its parent, which learns of its end once. It ends when its parent wants it to. */
function children({ site }: Simulation, histories: readonly History[]): string[] {
  const seen = new Map<Gen, RunId>();
  return histories.flatMap(({ run, entries, last }) => {
    const parent = last?.snapshot.parent ?? null;
    if (last === null || parent === null) return [];
    const twin = seen.get(parent.gen);
    seen.set(parent.gen, run);
    const above = histories.find((history) => history.run === parent.run);
    const told = above?.entries.filter(({ input }) => input.type === "outcome" && input.gen === parent.gen).length ?? 0;
    const leftAt = above?.ended.get(parent.gen) ?? null;
    const stoppedAt = above?.stopped.get(parent.gen) ?? Infinity;
    const isCanceled = entries.some(({ input }) => input.type === "cancel");
    const worksOn = leftAt !== null && !isCanceled && entries.some((entry) => goesOn(site, entry, leftAt));
    return [
      ...(twin === undefined ? [] : [`${parent.gen} has two children: ${twin} and ${run}`]),
      ...(told === 1 || (told === 0 && leftAt !== null) ? [] : [`the end of ${run} reached its parent ${told} times`]),
      ...((last.snapshot.endedAt ?? Infinity) <= stoppedAt
        ? []
        : [`run ${run} went on after its parent was told that it had ended`]),
      ...(worksOn ? [`run ${run} worked on after its parent had asked it to end`] : []),
    ];
  });
}

/** An outcome of work that came long after `leftAt`, in the same life of the engine: a cancel would have been first. */
function goesOn({ world, disk }: Simulation["site"], { at, input }: JournalEntry, leftAt: number): boolean {
  if (input.type !== "outcome" || input.activity.startsWith("finally")) return false;
  const life = world.lives.findLast(({ since }) => since <= leftAt);
  return at > leftAt + 5 * disk.latencyMs + 1 && at <= (life?.until ?? world.now);
}
