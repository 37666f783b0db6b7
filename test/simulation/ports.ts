import { NO_LIMITS, PLAIN } from "../actions/support.ts";
import type { Action } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { makeRunId, runOfGen } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { succeeded } from "../../src/core/outcome.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { ProcessHost, ProcessLogs } from "../../src/core/process.ts";
import { createAgentAction } from "../../src/actions/agent.ts";
import { createRunAction } from "../../src/actions/run.ts";
import type { EnginePorts } from "../../src/engine/index.ts";
import { crashingStore } from "./crashing-store.ts";
import { createSimHost } from "./processes.ts";
import { askedActivity, behaviorFor, checkStart, isAskedFor, type Site } from "./site.ts";
import { chanceOf, NEVER, type Life } from "./world.ts";

/** The ports of one engine's life, and the process host among them, for those who plant a bug there. */
export interface SimPorts {
  readonly engine: EnginePorts;
  readonly host: ProcessHost;
}

export interface SimOptions {
  readonly alwaysRestore: boolean;
  readonly plantHost: (host: ProcessHost, site: Site) => ProcessHost;
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
      starting: (spec) => checkStart(site, life, spec),
    }),
    site,
  );
  const engine: EnginePorts = {
    store: crashingStore(site, life),
    clock: clockOf(site, life),
    ids: { random: () => chanceOf(`id ${world.points} ${world.now}`) },
    secrets: { get: () => null },
    actions: new Map(actionsOf(site, life, host).map((action) => [action.name, watched(site, life, action)])),
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

/** Silent logs: what a process says does not matter here. */
const LOGS: ProcessLogs = { tail: () => "", whole: () => null, written: () => 0 };

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

const executor = {
  command: () => ({ argv: ["claude"], stdin: null }),
  read: () => Promise.resolve({ text: "done", session: "s1", usage: null, error: null }),
  entries: () => ({ said: () => {}, heard: () => {}, changed: () => [] }),
};

/** The real actions for processes, on the simulated host; the others change only the simulated world. */
function actionsOf(site: Site, life: Life, host: ProcessHost): Action[] {
  const ports = { processes: host, logs: LOGS, environment: (): Record<string, string> => ({}) };
  return [
    createRunAction(ports),
    createAgentAction({
      ...ports,
      profiles: { get: () => PROFILE, list: () => [PROFILE] },
      executors: { acp: executor, claude: executor, codex: executor, command: executor, replay: executor },
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
    name: action.name,
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
