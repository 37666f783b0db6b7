import type { Gen, RunId } from "../../src/core/ids.ts";
import { runOfGen } from "../../src/core/ids.ts";
import type {
  ManagedProcess,
  ProcessExit,
  ProcessFiles,
  ProcessHost,
  ProcessSpec,
  ProcessTalk,
} from "../../src/core/process.ts";
import type { Activity } from "../../src/core/run.ts";
import { type AgentBehavior, startAgent } from "./talking/agent.ts";
import { newTalk, openSimTalk, type TalkFiles, wakeReaders } from "./talking/talk.ts";
import { chanceOf, NEVER, type Life, type World } from "./world.ts";

/** A process of the simulated machine. It lives on when the engine dies. */
export interface SimProcess {
  readonly gen: Gen;
  readonly run: RunId;
  /** What it was started for; `null` when no commit asked for it. */
  readonly activity: Activity | null;
  readonly startedAt: number;
  starts: number;
  isAlive: boolean;
  /** A marked process that its leader left running. */
  leftover: boolean;
  killAsked: boolean;
  /** The engine that asked first. */
  killedBy: Life | null;
  /** The exit record; `null` while it lives, and when a reboot took it. */
  exit: ProcessExit | null;
  readonly watchers: Set<(exit: ProcessExit) => void>;
  /** `null` for a process that is not talked with. */
  readonly talk: TalkFiles | null;
}

/** How a process goes. Chosen by the case's seed, the same for every run of it. */
export interface Behavior {
  readonly ms: number;
  readonly code: number;
  readonly killMs: number;
  readonly killExit: ProcessExit;
  readonly leftover: boolean;
}

const DURATIONS = [0, 20, 100, 100, 300, 2_000, 2_500, 12_000];
const KILL_DELAYS = [0, 30, 500, 3_000];

/** Seed 0 is the plain one: everything succeeds in 100 ms. */
export function behaviorOf(seed: number, key: string): Behavior {
  const chance = (what: string): number => chanceOf(`${seed} ${what} ${key}`);
  const pick = <T>(list: readonly T[], what: string): T => list[Math.floor(chance(what) * list.length)] as T;
  if (seed === 0)
    return { ms: 100, code: 0, killMs: 30, killExit: { type: "signaled", signal: "SIGTERM" }, leftover: false };
  return {
    ms: pick(DURATIONS, "ms"),
    code: chance("code") < 0.7 ? 0 : 1,
    killMs: pick(KILL_DELAYS, "kill"),
    killExit: chance("exit") < 0.4 ? { type: "exited", code: 0 } : { type: "signaled", signal: "SIGTERM" },
    leftover: chance("leftover") < 0.2,
  };
}

export interface MachineRoom {
  readonly processes: Map<Gen, SimProcess>;
  /** Claimed by a kill before anybody started them. */
  readonly nobody: Set<Gen>;
  bootedAt: number;
  /** Generations of living leaders that a reap ended. */
  readonly reaped: Gen[];
}

export interface HostOptions {
  readonly world: World;
  readonly room: MachineRoom;
  readonly life: Life;
  /** What the store says the generation was started for. */
  readonly asked: (gen: Gen) => Activity | null;
  readonly behavior: (activity: Activity | null, run: RunId) => Behavior;
  readonly agentBehavior: (activity: Activity | null, run: RunId) => AgentBehavior;
  /** Told what an agent is about to hear. */
  readonly telling: (process: SimProcess, line: string) => void;
  /** Told before a process is started for the first time. */
  readonly starting: (spec: ProcessSpec) => void;
}

export const openRoom = (): MachineRoom => ({ processes: new Map(), nobody: new Set(), bootedAt: 0, reaped: [] });

/** The process host of one engine's life, on processes that outlive it. */
export function createSimHost(options: HostOptions): ProcessHost {
  const { room } = options;
  return {
    ensure: (spec) => ensure(options, spec),
    kill: (gen) => kill(options, gen),
    talk: (gen) => talkWith(options, gen),
    reap: async (isOwned) => {
      const { world, life } = options;
      if (!world.passes(life, "reap")) return NEVER;
      const orphans = [...room.processes.values()].filter(
        (process) => (process.isAlive || process.leftover) && !isOwned(process.gen),
      );
      for (const orphan of orphans) {
        if (orphan.isAlive) room.reaped.push(orphan.gen);
        await kill(options, orphan.gen);
      }
      return orphans.map(({ gen }) => gen);
    },
    files: (gen) => filesOf(gen),
    forget: () => Promise.resolve(),
  };
}

const filesOf = (gen: Gen): ProcessFiles => ({
  folder: `/attempts/${gen}`,
  stdout: `/attempts/${gen}/stdout`,
  stderr: `/attempts/${gen}/stderr`,
  output: `/attempts/${gen}/output`,
  about: `/attempts/${gen}/about`,
});

async function ensure(options: HostOptions, spec: ProcessSpec): Promise<ManagedProcess> {
  const { world, room, life } = options;
  if (!world.passes(life, `start ${spec.gen}`)) return NEVER;
  const before = room.processes.get(spec.gen);
  if (before !== undefined) return found(options, before);
  const isLost = spec.decidedAt !== undefined && spec.decidedAt < room.bootedAt;
  if (isLost || room.nobody.has(spec.gen)) return ended(spec.gen, { type: "interrupted" });
  options.starting(spec);
  const process = launch(options, spec);
  if (!world.passes(life, `started ${spec.gen}`)) return NEVER;
  return { origin: "started", pid: 1, files: filesOf(spec.gen), exit: exitOf(options, process) };
}

function launch(options: HostOptions, { gen, talks }: ProcessSpec): SimProcess {
  const { world, room, asked, behavior, agentBehavior } = options;
  const activity = asked(gen);
  const run = runOfGen(gen);
  const { ms, code, leftover } = behavior(activity, run);
  const agent = talks === true ? agentBehavior(activity, run) : null;
  const process: SimProcess = {
    gen,
    run,
    activity,
    startedAt: world.now,
    starts: 1,
    isAlive: true,
    leftover: false,
    killAsked: false,
    killedBy: null,
    exit: null,
    watchers: new Set(),
    talk: agent === null ? null : newTalk(agent.deafMs),
  };
  room.processes.set(gen, process);
  if (agent === null) world.schedule(world.now + ms, () => end(process, { type: "exited", code }, leftover));
  else listen(options, process, agent);
  return process;
}

function listen({ world }: HostOptions, process: SimProcess, behavior: AgentBehavior): void {
  const { talk } = process;
  if (talk === null) return;
  const isAlive = (): boolean => process.isAlive;
  const write = (line: string): void => {
    talk.output.push(line);
    wakeReaders(talk);
  };
  const exit = (code: number): void => end(process, { type: "exited", code }, false);
  const ear = startAgent({ world, isAlive, write, exit }, behavior);
  talk.hear = (line) => {
    if (process.isAlive) ear(line);
  };
}

/** One that was never started has nothing to say, and is told nothing. */
function talkWith({ world, life, room, telling }: HostOptions, gen: Gen): ProcessTalk {
  const process = room.processes.get(gen);
  const files = process?.talk ?? newTalk(0);
  return openSimTalk({
    world,
    life,
    gen,
    files,
    isAlive: () => process?.isAlive === true,
    telling: (line) => void (process === undefined || telling(process, line)),
  });
}

function end(process: SimProcess, exit: ProcessExit, leftover: boolean): void {
  if (!process.isAlive) return;
  process.isAlive = false;
  process.exit = exit;
  process.leftover = leftover;
  for (const tell of process.watchers) tell(exit);
  process.watchers.clear();
  if (process.talk !== null) wakeReaders(process.talk);
}

function found(options: HostOptions, process: SimProcess): ManagedProcess {
  const { gen, isAlive, exit } = process;
  if (!isAlive) return ended(gen, exit ?? { type: "interrupted" });
  return { origin: "adopted", pid: 1, files: filesOf(gen), exit: exitOf(options, process) };
}

const ended = (gen: Gen, exit: ProcessExit): ManagedProcess => ({
  origin: "harvested",
  pid: null,
  files: filesOf(gen),
  exit: Promise.resolve(exit),
});

const exitOf = ({ world, life }: HostOptions, process: SimProcess): Promise<ProcessExit> =>
  new Promise((resolve) => {
    process.watchers.add((exit) => {
      if (world.passes(life, `ended ${process.gen}`)) resolve(exit);
    });
  });

async function kill(options: HostOptions, gen: Gen): Promise<void> {
  const { world, room, life, behavior } = options;
  if (!world.passes(life, `kill ${gen}`)) return NEVER;
  const process = room.processes.get(gen);
  if (process === undefined) {
    room.nobody.add(gen);
    return;
  }
  process.leftover = false;
  if (!process.isAlive) return;
  const { killMs, killExit } = behavior(process.activity, process.run);
  if (!process.killAsked) {
    process.killAsked = true;
    process.killedBy = life;
    world.schedule(world.now + killMs, () => end(process, killExit, false));
  }
  await new Promise<void>((resolve) => void process.watchers.add(() => resolve()));
  if (!world.passes(life, `killed ${gen}`)) return NEVER;
}

/** The machine restarts: every process is gone, and left no record. */
export function reboot(world: World, room: MachineRoom): void {
  room.bootedAt = world.now + 1;
  for (const process of room.processes.values()) {
    process.leftover = false;
    if (!process.isAlive) continue;
    process.isAlive = false;
    process.watchers.clear();
    if (process.talk !== null) wakeReaders(process.talk);
  }
}
