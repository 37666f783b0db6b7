// What an agent step needs, without an engine.
import { EXECUTORS } from "../dist/executors/executors.js";
import { processLogs } from "../dist/executors/supervisor/index.js";

export const profileOf = (executor, more = {}) => ({
  name: "bench",
  executor,
  description: null,
  command: [],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  account: null,
  fallback: [],
  tags: [],
  model: null,
  mode: null,
  reasoning: null,
  append: null,
  variants: [],
  mcp: [],
  permissions: { allow: [], ask: [], deny: [], otherwise: "deny", expiresMs: null },
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  pace: 1,
  ...more,
});

export const portsFor = (host, profile, executors = EXECUTORS) => ({
  processes: host,
  logs: processLogs,
  environment: (extra) => ({ PATH: process.env.PATH ?? "", ...extra }),
  profiles: { get: () => profile, list: () => [profile] },
  executors,
  defaultAgent: profile.name,
  priced: (_, usage) => usage,
  breakers: { get: () => null, open: () => Promise.resolve() },
  clock: { now: () => Date.now(), wakeAt: () => () => undefined },
  changed: () => Promise.resolve([]),
});

/** As the engine's: one promise until something happens in the run, however often it is asked for. */
const news = new Promise(() => {});
const desk = {
  ask: () => Promise.resolve(),
  isAsking: () => false,
  decision: () => null,
  takeMessage: () => Promise.resolve(null),
  withdraw: () => Promise.resolve(),
  messageSaid: () => Promise.resolve(),
  changed: () => news,
};

let count = 0;
export const attemptIn = (cwd, more = {}) => ({
  run: "run",
  gen: `run.${++count}.0`,
  step: "step",
  params: { prompt: "Do it.", session: "new" },
  env: {},
  idleMs: null,
  attempt: 1,
  visit: 1,
  workspace: { kind: "none", path: cwd, repo: null, branch: null, base: null, target: null },
  session: null,
  halt: new AbortController().signal,
  recovering: false,
  found: () => {},
  held: () => {},
  desk,
  ...more,
});
