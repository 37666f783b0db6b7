import path from "node:path";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { createOpencodeExecutor } from "../../src/executors/opencode/wire.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { readConversationOf } from "../../src/project/reading.ts";
import { newFolder, newHost, textOf } from "../executors/support.ts";
import { attemptIn, entriesOf, NO_LIMITS, PLAIN } from "./support.ts";

const EXECUTOR = createOpencodeExecutor({ patienceMs: 500 });
export const SERVER = path.resolve(import.meta.dirname, "../fixtures/opencode-server.mjs");
export const ENGINE = path.resolve(import.meta.dirname, "../fixtures/talking-engine.mjs");

export function setUp(more: Partial<AgentProfile> = {}) {
  const { host, cwd, folder } = newHost(500);
  const sessions = newFolder();
  const profile: AgentProfile = {
    name: "scripted",
    executor: "opencode",
    description: null,
    command: [process.execPath, SERVER],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: [],
    env: { OPENCODE_SESSIONS: sessions },
    inherit: [],
    recording: null,
    pace: 1,
    ...more,
  };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: {
      acp: EXECUTOR,
      claude: EXECUTOR,
      codex: EXECUTOR,
      opencode: EXECUTOR,
      command: EXECUTOR,
      replay: EXECUTOR,
    },
    defaultAgent: profile.name,
    ...NO_LIMITS,
    conversations: (gen) => readConversationOf(host.files(gen)),
    changed: () => Promise.resolve([]),
  });
  let count = 0;
  const ask = (steps: readonly object[], attempt: Partial<Attempt> = {}) =>
    action.perform(
      attemptIn(cwd, {
        gen: Gen(`run.${++count}.0`),
        params: { prompt: JSON.stringify(steps), session: "continue" },
        ...attempt,
      }),
    );
  const linesOf = (name: string): readonly string[] => textOf(path.join(sessions, name)).split("\n").filter(Boolean);
  const entries = (gen = "run.1.0") => entriesOf(host.files(Gen(gen)));
  return { host, cwd, folder, sessions, profile, ask, entries, linesOf, servers: () => linesOf("servers").map(Number) };
}

export const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

/** Where its session stands. */
export const placeOf = ({ output: { sessionAt } }: Outcome): string =>
  typeof sessionAt === "string" ? sessionAt : "none";
