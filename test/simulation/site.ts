import { isDeepStrictEqual } from "node:util";
import { DroverError } from "../../src/core/errors.ts";
import { runOfGen, type Gen, type RunId } from "../../src/core/ids.ts";
import type { ProcessSpec } from "../../src/core/process.ts";
import type { Activity, Snapshot } from "../../src/core/run.ts";
import type { Store } from "../../src/core/store.ts";
import { behaviorOf, type Behavior, type MachineRoom, type SimProcess } from "./processes.ts";
import { type AgentBehavior, agentBehavior } from "./talking/agent.ts";
import { toAgent } from "./talking/wire.ts";
import type { Life, World } from "./world.ts";

interface Disk {
  /** While true, every write is refused. */
  isFull: boolean;
  /** How long a write takes. 0: no time passes, others still come in between. */
  readonly latencyMs: number;
}

/** Everything that outlives an engine: time, the disk, processes, and what was done to the world outside. */
export interface Site {
  readonly world: World;
  /** The store itself, without crashes: what is durable. */
  readonly store: Store;
  /** The last durable snapshot of every run. */
  readonly durable: Map<RunId, Snapshot>;
  readonly disk: Disk;
  readonly room: MachineRoom;
  /** Outward effects by generation, and how often each really happened. */
  readonly receipts: Map<Gen, number>;
  readonly seed: number;
  /** What must not happen, noted where it happened. */
  readonly violations: string[];
}

/** The activity that a commit asked for, also when it was left meanwhile and has to be ended. */
export function askedActivity({ durable }: Site, gen: Gen): Activity | null {
  const snapshot = durable.get(runOfGen(gen));
  if (snapshot === undefined) return null;
  return Object.values(snapshot.activities).find((activity) => activity.gen === gen) ?? null;
}

export const isAskedFor = ({ activities, stops }: Snapshot, gen: Gen): boolean =>
  Object.values(activities).some((activity) => activity.gen === gen) || stops.some((stop) => stop.gen === gen);

export const behaviorFor = (site: Site, activity: Activity | null, run: RunId): Behavior =>
  behaviorOf(site.seed, attemptKey(site, activity, run));

export const agentBehaviorFor = (site: Site, activity: Activity | null, run: RunId): AgentBehavior =>
  agentBehavior(site.seed, attemptKey(site, activity, run));

const attemptKey = ({ durable }: Site, activity: Activity | null, run: RunId): string =>
  `${durable.get(run)?.workflow ?? ""} ${activity?.step} ${activity?.visit} ${activity?.attempt}`;

/** What an agent hears stands on the disk before: the decision, and that the message is this attempt's. */
export function checkTold(site: Site, { run, gen }: SimProcess, line: string): void {
  const snapshot = site.durable.get(run);
  const activity = askedActivity(site, gen);
  // Left, and about to be ended: nobody knows any more what was decided.
  if (snapshot === undefined || activity === null) return;
  const told = toAgent(line);
  if (told.type === "answer") {
    const decision = activity.asks?.find(({ id }) => id === told.ask)?.decision ?? null;
    if (!isDeepStrictEqual(decision, told.decision))
      site.violations.push(`${gen} was told ${JSON.stringify(told)}, and decided is ${JSON.stringify(decision)}`);
  }
  if (told.type === "message") {
    const message = snapshot.messages?.find(({ id }) => id === told.id);
    if (message?.takenBy !== gen || message.text !== told.text)
      site.violations.push(`${gen} was told ${JSON.stringify(told)}, and taken is ${JSON.stringify(message ?? null)}`);
  }
}

/** What a start must never do; asked at the moment of the start, of what is durable then. */
export function checkStart(site: Site, life: Life, spec: ProcessSpec): void {
  const { durable, room, violations } = site;
  const run = runOfGen(spec.gen);
  const snapshot = durable.get(run);
  if (life.isClosed) violations.push(`${spec.gen} was started by an engine that had closed`);
  if (snapshot === undefined || !isAskedFor(snapshot, spec.gen))
    violations.push(`${spec.gen} was started without a commit that asks for it`);
  for (const other of room.processes.values())
    if (other.isAlive && isLeftBehind(site, run, other.gen))
      violations.push(`${spec.gen} was started beside ${other.gen}, which its run had left behind`);
  if (snapshot === undefined || spec.decidedAt === undefined) return;
  const activity = askedActivity(site, spec.gen);
  if (activity?.stopping != null && life.stoppingAtBirth.has(spec.gen))
    violations.push(`${spec.gen} was started although it had been asked to end before the engine began`);
  const overdue = Object.values(snapshot.timers).find((timer) => timer.kind === "wall" && timer.dueAt <= life.since);
  if (overdue !== undefined)
    violations.push(`${spec.gen} was started again before the timer "${overdue.id}" of its run, which was overdue`);
}

/** True when `run` has moved on from the process, be it its own or one of its children's. */
function isLeftBehind({ durable }: Site, run: RunId, process: Gen): boolean {
  let gen = process;
  for (;;) {
    const snapshot = durable.get(runOfGen(gen));
    if (snapshot === undefined) return false;
    if (snapshot.run === run) return !Object.values(snapshot.activities).some((activity) => activity.gen === gen);
    if (snapshot.parent === null) return false;
    gen = snapshot.parent.gen;
  }
}

/** Every living process is one that a run works on, or has to end. Holds at every moment. */
export function checkOwners({ durable, room, violations }: Site): void {
  for (const { gen, run, isAlive } of room.processes.values()) {
    if (!isAlive) continue;
    const snapshot = durable.get(run);
    if (snapshot === undefined || !isAskedFor(snapshot, gen))
      violations.push(`${gen} lives, and nothing durable says that anybody owns it`);
  }
}

export const isTemporary = (error: unknown): boolean => error instanceof DroverError && error.retryable;
