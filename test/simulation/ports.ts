import path from "node:path";
import { NO_LIMITS, PLAIN } from "../actions/support.ts";
import type { Action } from "../../src/core/action.ts";
import type { AgentExecutor, AgentProfile } from "../../src/core/agent.ts";
import { type Gen, makeRunId, runOfGen } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { succeeded } from "../../src/core/outcome.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { ProcessHost, ProcessLogs } from "../../src/core/process.ts";
import { createAgentAction } from "../../src/actions/agent.ts";
import { createRunAction } from "../../src/actions/run.ts";
import type { EnginePorts } from "../../src/engine/index.ts";
import type { createTalkingExecutor } from "../../src/executors/talking/talking-executor.ts";
import { crashingStore } from "./crashing-store.ts";
import { createSimHost, type MachineRoom } from "./processes.ts";
import { agentBehaviorFor, askedActivity, behaviorFor, checkStart, checkTold, isAskedFor, type Site } from "./site.ts";
import { isWorkInDoubt, type TalkFiles } from "./talking/talk.ts";
import { readingOf, simWire } from "./talking/wire.ts";
import { chanceOf, NEVER, type Life } from "./world.ts";

/** The ports of one engine's life, and the process host among them, for those who plant a bug there. */
export interface SimPorts {
  readonly engine: EnginePorts;
  readonly host: ProcessHost;
}

export interface SimOptions {
  readonly alwaysRestore: boolean;
  readonly plantHost: (host: ProcessHost, site: Site) => ProcessHost;
  readonly createTalker: typeof createTalkingExecutor;
}

export function portsFor(site: Site, life: Life, options: SimOptions): SimPorts {
  const { world, room } = site;
  const host = options.plantHost(
    createSimHost({
      world,
      room,
      life,
      asked: (gen) => askedActivity(site, gen),
      behavior: (activity, run) => behaviorFor(site, activity, run),
      agentBehavior: (activity, run) => agentBehaviorFor(site, activity, run),
      telling: (process, line) => checkTold(site, process, line),
      starting: (spec) => checkStart(site, life, spec),
    }),
    site,
  );
  const engine: EnginePorts = {
    store: crashingStore(site, life),
    clock: clockOf(site, life),
    ids: { random: () => chanceOf(`id ${world.points} ${world.now}`) },
    secrets: { get: () => null },
    actions: new Map(
      actionsOf(site, life, { host, createTalker: options.createTalker }).map((action) => [
        action.name,
        watched(site, life, action),
      ]),
    ),
    reap: (isOwned) => host.reap(isOwned),
    childId: (gen, startedAt) => {
      let draws = 0;
      return makeRunId(startedAt, () => chanceOf(`${gen} ${draws++}`));
    },
    onFault: (error) => {
      if (life.isAlive) site.violations.push(`the engine reported a fault: ${String(error)}`);
    },
    alwaysRestore: options.alwaysRestore,
  };
  return { engine, host };
}

function clockOf({ world }: Site, life: Life): Clock {
  return {
    now: () => world.now,
    wakeAt(at, wake) {
      if (!world.passes(life, "timer")) return () => undefined;
      const happening = world.schedule(at, () => {
        life.armed.delete(happening);
        if (life.isAlive) wake();
      });
      life.armed.add(happening);
      return () => {
        life.armed.delete(happening);
        world.callOff(happening);
      };
    },
  };
}

/** Silent logs: what a process says does not matter here. Of an agent that is talked with its name is noted. */
const logsOf = ({ room }: Site): ProcessLogs => ({
  tail: () => "",
  whole: (file) => (talkAt(room, path.dirname(file)) === null ? null : JSON.stringify(TALKER)),
  written: () => 0,
});

const talkAt = (room: MachineRoom, folder: string): TalkFiles | null =>
  room.processes.get(path.basename(folder) as Gen)?.talk ?? null;

const PROFILE: AgentProfile = {
  name: "claude",
  executor: "command",
  description: null,
  command: ["claude"],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  ...PLAIN,
  pace: 1,
};

const executor: AgentExecutor = {
  memory: () => "own",
  command: () => ({ argv: ["claude"], stdin: null }),
  read: () => Promise.resolve({ text: "done", session: "s1", usage: null, error: null }),
  entries: () => ({ said: () => {}, heard: () => {}, changed: () => [] }),
};

/** An agent that is talked with; it asks for everything. */
const TALKER: AgentProfile = {
  ...PROFILE,
  name: "talker",
  executor: "acp",
  command: ["talker"],
  permissions: { ...PROFILE.permissions, otherwise: "ask", expiresMs: 20_000 },
};

/** The real conversation, over a simulated wire. It cannot read files; how long a doubtful agent is waited for is up to the talk. */
function talkerOf({ room }: Site, createTalker: typeof createTalkingExecutor): AgentExecutor {
  return {
    ...createTalker(simWire, { patienceMs: 2 ** 31 - 1 }),
    read: (_, { folder }, talk) => {
      const files = talkAt(room, folder);
      const isDoubted = files !== null && isWorkInDoubt(files);
      return Promise.resolve(readingOf(talk?.said ?? [], files?.output ?? [], isDoubted));
    },
  };
}

interface Hands {
  readonly host: ProcessHost;
  readonly createTalker: typeof createTalkingExecutor;
}

/** The real actions for processes, on the simulated host; the others change only the simulated world. */
function actionsOf(site: Site, life: Life, { host, createTalker }: Hands): Action[] {
  const talker = talkerOf(site, createTalker);
  const ports = { processes: host, logs: logsOf(site), environment: (): Record<string, string> => ({}) };
  return [
    createRunAction(ports),
    createAgentAction({
      ...ports,
      profiles: { get: (name) => (name === TALKER.name ? TALKER : PROFILE), list: () => [PROFILE, TALKER] },
      executors: {
        acp: talker,
        claude: executor,
        codex: executor,
        opencode: talker,
        command: executor,
        replay: executor,
      },
      defaultAgent: null,
      ...NO_LIMITS,
      changed: () => Promise.resolve([]),
    }),
    outward(site, life, "git.commit"),
    outward(site, life, "workspace.archive"),
    opening(site, life),
  ];
}

/** Something that happens once for a generation, however often it is asked for: the receipt tells. */
function outward({ world, receipts }: Site, life: Life, name: string): Action {
  return {
    name,
    async perform({ gen }) {
      await world.later(life, 40);
      if (!world.passes(life, `effect ${gen}`)) return NEVER;
      if (!receipts.has(gen)) receipts.set(gen, 1);
      if (!world.passes(life, `effected ${gen}`)) return NEVER;
      return succeeded({ commit: "c0ffee" });
    },
  };
}

function opening({ world }: Site, life: Life): Action {
  return {
    name: "workspace.open",
    async perform({ run }) {
      if (!world.passes(life, `open ${run}`)) return NEVER;
      await Promise.resolve();
      const record: JsonObject = {
        kind: "none",
        path: `/w/${run}`,
        repo: null,
        branch: null,
        base: null,
        target: null,
      };
      return succeeded(record);
    },
  };
}

/** Nothing is performed that is not durable, and nothing twice in one life. */
function watched(site: Site, life: Life, action: Action): Action {
  const stop = action.stop?.bind(action);
  return {
    ...action,
    perform: (attempt) => {
      if (!life.isAlive) return NEVER;
      const { gen } = attempt;
      const snapshot = site.durable.get(runOfGen(gen));
      if (snapshot === undefined || !isAskedFor(snapshot, gen))
        site.violations.push(`${gen} was performed without a commit that asks for it`);
      if (life.performed.has(gen)) site.violations.push(`${gen} was performed twice by one engine`);
      life.performed.add(gen);
      return action.perform(attempt);
    },
    ...(stop === undefined ? {} : { stop: (gen) => (life.isAlive ? stop(gen) : NEVER) }),
  };
}
