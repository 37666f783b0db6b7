import type { RunId } from "../core/ids.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { isFinal } from "../core/run.ts";
import { readSchedule, type ScheduleSpec, type Times } from "../definition/index.ts";
import { runIdFrom } from "../run-id-from.ts";
import type { DeadLetter, Taken } from "./contract.ts";
import type { Of, TriggerPorts } from "./ports.ts";
import { startRun } from "./start.ts";
import { createTurns, type Turns } from "./turns.ts";

/** A clock on the wall is looked at this often: a machine that slept wakes no timer at the right moment. */
const LOOK_MS = 60_000;
/** A time that has passed is on time for this long; after that it was missed. */
const LATE_MS = 60_000;
/** How many missed times are caught up with, and how many wait, at most; older ones are given up. */
const MOST = 100;
const RETRY_MS = 1_000;

/** The durable side. Whatever stands in `queue` is started sooner or later, or skipped; ids of runs follow from the due times. */
interface Plan {
  readonly schedule: string;
  readonly next: number | null;
  readonly queue: readonly number[];
  /** The run that was started last. */
  readonly last: RunId | null;
}

export interface Schedule {
  nextDue(): number | null;
  replay(letter: DeadLetter): Promise<Taken>;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

interface Core {
  readonly trigger: Of<ScheduleSpec>;
  readonly ports: TriggerPorts;
  readonly times: Times;
  readonly turns: Turns;
}

export const scheduleKey = (name: string): string => `trigger:schedule:${name}`;

export function openSchedule(trigger: Of<ScheduleSpec>, ports: TriggerPorts): Schedule {
  const { spec } = trigger;
  const times = readSchedule(spec.cron, spec.timezone);
  if ("faults" in times) throw new Error(`a schedule that was checked cannot be read: ${spec.cron}`);
  const core: Core = { trigger, ports, times, turns: createTurns() };
  const { clock, app, onFault } = ports;
  let callOff: () => void = () => undefined;
  let isClosed = false;

  const wakeAt = (at: number): void => {
    callOff();
    callOff = isClosed ? () => undefined : clock.wakeAt(at, look);
  };
  const look = (): void =>
    void core.turns(async () => {
      if (isClosed) return;
      try {
        const { next } = await takeStock(core);
        wakeAt(Math.min(next ?? Infinity, clock.now() + LOOK_MS));
      } catch (error) {
        onFault(error);
        wakeAt(clock.now() + RETRY_MS);
      }
    });
  const unwatch = app.engine.watch((event) => {
    if (event.type === "run.ended" && event.run === planOf(core)?.last) look();
  });
  // By itself, whatever the clock says: one that is put back wakes nobody before it is there again.
  const looks = setInterval(look, LOOK_MS).unref();
  look();
  return {
    nextDue: () => planOf(core)?.next ?? null,
    replay: (letter) => core.turns(() => replay(core, letter)),
    async close() {
      isClosed = true;
      unwatch();
      callOff();
      clearInterval(looks);
      await core.turns(async () => undefined);
    },
  };
}

const textOf = ({ cron, timezone }: ScheduleSpec): string => `${cron} ${timezone}`;

function planOf({ trigger: { spec }, ports }: Core): Plan | null {
  const fact = ports.app.store.getFact(scheduleKey(spec.name));
  return isJsonObject(fact) ? (fact as unknown as Plan) : null;
}

/** What is due goes into the queue with the next due time, durably; then the queue is worked off. */
async function takeStock(core: Core): Promise<Plan> {
  const { trigger, ports, times } = core;
  const { spec } = trigger;
  const now = ports.clock.now();
  const stored = planOf(core);
  const schedule = textOf(spec);
  const known =
    stored?.schedule === schedule
      ? { ...stored, next: sooner(stored.next, times.next(now)) }
      : { schedule, next: times.next(now), queue: [], last: stored?.last ?? null };
  const due = duesOf(known.next, now, core);
  const queue = [...known.queue, ...due];
  const next = known.next !== null && known.next <= now ? times.next(now) : known.next;
  const plan: Plan = { ...known, next, queue: queue.slice(-MOST) };
  if (JSON.stringify(plan) !== JSON.stringify(stored)) await put(core, plan);
  return workOff(core, plan);
}

/** Where the clock was put back, what comes next is what comes next now: the other would be waited for as long as the clock had been ahead. */
const sooner = (planned: number | null, now: number | null): number | null =>
  planned === null || now === null ? planned : Math.min(planned, now);

/** The due times since `from` that the policies let through, oldest first. */
function duesOf(from: number | null, now: number, { times, trigger: { spec } }: Core): readonly number[] {
  if (from === null || from > now) return [];
  const isAlone = (times.next(from) ?? Infinity) > now;
  const passed = isAlone ? [from] : times.until(now, spec.catchUp === "all" ? MOST : 1).filter((at) => at >= from);
  if (spec.catchUp === "all") return passed;
  return passed.slice(-1).filter((at) => spec.catchUp === "last" || now - at <= LATE_MS);
}

async function workOff(core: Core, plan: Plan): Promise<Plan> {
  const { trigger, ports } = core;
  const { name, overlap } = trigger.spec;
  let { last } = plan;
  const queue = [...plan.queue];
  for (let [due] = queue; due !== undefined; [due] = queue) {
    const run = runAt(core, due);
    const mustWait = overlap !== "allow" && isGoing(core, last) && last !== run;
    const isStarted = ports.app.store.getSnapshot(run) !== null;
    if (mustWait && !isStarted && overlap === "queue") break;
    if (mustWait && !isStarted) ports.tally.add(name, "skipped");
    else if ((await begin(core, due, run)).outcome === "started") last = run;
    queue.shift();
  }
  const after: Plan = { ...plan, queue, last };
  if (queue.length !== plan.queue.length) await put(core, after);
  return after;
}

const runAt = ({ trigger: { spec } }: Core, due: number): RunId => runIdFrom(`schedule:${spec.name}:${due}`, due);

function isGoing({ ports }: Core, run: RunId | null): boolean {
  const snapshot = run === null ? null : ports.app.store.getSnapshot(run);
  return snapshot !== null && !isFinal(snapshot.status);
}

async function begin(core: Core, due: number, run: RunId): Promise<Taken> {
  const { trigger, ports } = core;
  const { name } = trigger.spec;
  const isKnown = ports.app.store.getSnapshot(run) !== null;
  const scope = { due: { at: due, time: new Date(due).toISOString() } };
  const started = await startRun(ports.app, { trigger, scope, inputs: {}, run });
  if (started.outcome === "started") {
    if (!isKnown) ports.tally.started(name, run, ports.clock.now());
    return { outcome: "started", run };
  }
  ports.tally.add(name, started.outcome === "refused" ? "rejected" : "skipped");
  if (started.outcome === "skipped") return { outcome: "skipped" };
  await ports.letters.put(name, { id: run, at: ports.clock.now(), reason: started.message, about: scope });
  return { outcome: "rejected", reason: started.message };
}

async function replay(core: Core, { id, about }: DeadLetter): Promise<Taken> {
  const due = isJsonObject(about) && isJsonObject(about["due"]) ? about["due"]["at"] : null;
  if (typeof due !== "number") throw new Error(`the letter "${id}" names no due time`);
  const taken = await begin(core, due, runAt(core, due));
  if (taken.outcome !== "rejected") await core.ports.letters.remove(core.trigger.spec.name, id);
  return taken;
}

const put = ({ trigger: { spec }, ports }: Core, plan: Plan): Promise<void> =>
  ports.app.store.putFact(scheduleKey(spec.name), { ...plan } satisfies Json);
