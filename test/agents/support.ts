import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { AskRequest, Decision, Desk, Message } from "../../src/core/ask.ts";
import type { Entry } from "../../src/core/entry.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { readConversationOf } from "../../src/project/reading.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { entriesOf, NO_LIMITS, attemptIn } from "../actions/support.ts";
import { newFolder, newHost, type OtherProcess, startNode, textOf, until } from "../executors/support.ts";
import { type Kind, KINDS } from "./kinds.ts";
import { startFakeLlm } from "./scripted-model.mjs";

export const root = path.resolve(import.meta.dirname, "../..");
const ENGINE = path.join(root, "test/fixtures/talking-engine.mjs");

/** The programs of the agents that are installed, by name (scripts/test-agents.mjs). */
const programs = JSON.parse(process.env["DROVER_TEST_AGENTS"] ?? "{}") as Readonly<Record<string, string>>;
export const AGENTS = Object.keys(programs);
const shipped = loadProfiles([path.join(root, "agents")], parseYaml);

let model: Awaited<ReturnType<typeof startFakeLlm>>;

/** Once in each file: the model that all agents of it talk with. */
export function withModel(): void {
  beforeAll(async () => {
    model = await startFakeLlm({ port: 0, dumpBodies: true });
  });
  afterAll(() => model.close());
}

/** What the model was asked last, as text. */
export const lastAsked = (): string =>
  JSON.stringify(model.journal.findLast(({ aux, body }) => body !== undefined && aux !== true)?.body ?? "");

/** What it was asked last with this text in it. */
export const askedWith = (text: string): string =>
  model.journal.map(({ body }) => JSON.stringify(body ?? "")).findLast((body) => body.includes(text)) ?? "";

export type Steps = readonly object[];
export const promptOf = (steps: Steps): string => `Follow the script. %%${JSON.stringify(steps)}%%`;
export const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

/** Where its session stands. */
export const placeOf = ({ output: { sessionAt } }: Outcome): string =>
  typeof sessionAt === "string" ? sessionAt : "none";

export const toolsIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.type === "tool" ? [entry] : []));

/** What the agent said, an entry each. */
export const textsIn = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) => (entry.type === "assistant" ? [entry.text] : []));

/** How an attempt ended, in a word or two. */
export const verdictOn = ({ status, error }: Outcome): string =>
  status === "failed" ? `failed: ${error?.class}` : status;

export interface Setting {
  readonly cwd: string;
  readonly profile: AgentProfile;
  /** One attempt, in a generation of its own unless told. */
  readonly ask: (steps: Steps, more?: Partial<Attempt>) => Promise<Outcome>;
  /** What the agent has said, and what was said to it. */
  readonly heard: (gen?: string) => string;
  readonly told: (gen?: string) => string;
  readonly saidFile: (gen?: string) => string;
  /** From the attempt's files alone. */
  readonly entries: (gen?: string) => readonly Entry[];
  /** Live processes of the agent, without the shell that notes its end. */
  readonly processes: (gen?: string) => readonly number[];
  /** The first part of an attempt, by an engine that is about to be killed. */
  readonly startEngine: (steps: Steps, gen: string) => OtherProcess;
}

export const FIRST = "run.1.0";

export function setUp(name: string, change: (own: AgentProfile) => Partial<AgentProfile> = () => ({})): Setting {
  const kind = KINDS[name]!;
  // Removed after the processes that may still write there have ended.
  const home = kind.sharesHome === true ? sharedHome(name) : newFolder();
  const { host, cwd, folder } = newHost(1000);
  const own = profileOf(name, kind, home);
  const profile: AgentProfile = { ...own, ...change(own) };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: EXECUTORS,
    defaultAgent: name,
    ...NO_LIMITS,
    conversations: (gen) => readConversationOf(host.files(gen)),
    changed: () => Promise.resolve([]),
  });
  let count = 0;
  const ask = (steps: Steps, { params, ...more }: Partial<Attempt> = {}): Promise<Outcome> => {
    if (typeof more.session === "string") kind.age?.(home);
    return action.perform(
      attemptIn(cwd, {
        gen: Gen(`run.${++count}.0`),
        params: { prompt: promptOf(steps), session: "continue", ...params },
        idleMs: 60_000,
        ...more,
      }),
    );
  };
  const file = (gen: string, of: string): string => path.join(folder, gen, of);
  return {
    cwd,
    profile,
    ask,
    heard: (gen = FIRST) => textOf(file(gen, "stdout")),
    told: (gen = FIRST) => textOf(file(gen, "said")),
    saidFile: (gen = FIRST) => file(gen, "said"),
    entries: (gen = FIRST) => entriesOf(host.files(Gen(gen))),
    processes: (gen = FIRST) => descendants(Number(/^\S+\s+(\d+)/.exec(textOf(file(gen, "claim")))?.[1] ?? 0)),
    startEngine(steps, gen) {
      const what = { folder, cwd, gen, profile, prompt: promptOf(steps), session: null };
      return startNode(ENGINE, [JSON.stringify(what)]);
    },
  };
}

function profileOf(name: string, kind: Kind, home: string): AgentProfile {
  for (const [file, value] of Object.entries(kind.files ?? {})) {
    fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    fs.writeFileSync(path.join(home, file), JSON.stringify(value));
  }
  const own = shipped.get(name);
  const [, ...args] = own.command;
  return {
    ...own,
    command: [programs[name] ?? name, ...args, ...(kind.args?.(model.url) ?? [])],
    model: kind.model ?? own.model,
    env: { ...own.env, ...kind.env(model.url), HOME: home, LANG: "C.UTF-8" },
    inherit: [],
  };
}

/** The same agent as a profile of a project, as its file. */
export function profileFile(name: string): string {
  const kind = KINDS[name]!;
  const own = profileOf(name, kind, kind.sharesHome === true ? sharedHome(name) : newFolder());
  return JSON.stringify({ extends: name, command: own.command, args: [], model: own.model, env: own.env, inherit: [] });
}

function sharedHome(name: string): string {
  const home = path.join(root, "node_modules/.cache/drover-agents", `home-of-${name}`);
  fs.mkdirSync(home, { recursive: true });
  return home;
}

/** By /proc: real agents are tried on Linux. */
function descendants(pid: number): readonly number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  return children.concat(children.flatMap((child) => descendants(child)));
}

export function kill(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
  }
}

interface DeskOptions {
  /** What is decided, and how long after it was asked; `null`: never. */
  readonly decision?: Decision | null;
  readonly afterMs?: number;
  /** Said one after another, as soon as it is time. */
  readonly messages?: readonly string[];
  readonly isTime?: () => boolean;
  /** Silence is excused as long as this says so. */
  readonly isExcused?: () => boolean;
}

/** The run's side of a conversation, in memory. */
export function newDesk(options: DeskOptions) {
  const { decision = null, afterMs = 0, messages = [], isTime = () => true, isExcused = () => false } = options;
  const asked = new Map<string, AskRequest & { readonly at: number }>();
  const waiting: Pick<Message, "id" | "text">[] = messages.map((text, index) => ({ id: `m${index}`, text }));
  const decided = (id: string): Decision | null => {
    const { at = Infinity } = asked.get(id) ?? {};
    return Date.now() - at >= afterMs ? decision : null;
  };
  const desk: Desk = {
    ask: async (request) => void (asked.has(request.id) || asked.set(request.id, { ...request, at: Date.now() })),
    isAsking: () => isExcused() || [...asked.keys()].some((id) => decided(id) === null),
    decision: decided,
    withdraw: () => Promise.resolve(),
    takeMessage: () => Promise.resolve(isTime() ? (waiting[0] ?? null) : null),
    messageSaid: async (id) => void (waiting[0]?.id === id && waiting.shift()),
    changed: () => sleep(20),
  };
  return { desk, asked: () => [...asked.values()] };
}

/** Said at so slow a pace that there is time to do something meanwhile. */
export const SLOWLY = "Spoken slowly enough to outlive an engine, word by word by word.";

/** Waits until the agent has begun to say that. */
export const speaking = ({ heard }: Pick<Setting, "heard">, gen: string = FIRST): Promise<boolean> =>
  until(() => isSpeaking(heard(gen)));

export const isSpeaking = (log: string): boolean => /"(?:text|delta)":"Spoken/.test(log);
