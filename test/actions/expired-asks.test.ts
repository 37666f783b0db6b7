import path from "node:path";
import { expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { type Decision, type Desk, EXPIRED } from "../../src/core/ask.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newFolder, newHost } from "../executors/support.ts";
import { attemptIn, entriesOf, NO_LIMITS, NOTHING_ALLOWED, PLAIN, quietDesk } from "./support.ts";

const AGENTS = {
  acp: ["acp-agent.mjs", { ask: { kind: "execute", command: "npm test" } }],
  claude: ["claude-agent.mjs", { ask: { name: "Bash", input: { command: "npm test" } } }],
  codex: ["codex-agent.mjs", { command: "npm test" }],
  opencode: [
    "opencode-server.mjs",
    { ask: { permission: "bash", patterns: ["npm test"], metadata: { command: "npm test" } } },
  ],
} as const;

/** How the tools of an agent stand that asks leave for a command, and hears that. */
async function stagesOf(executor: keyof typeof AGENTS, decision: Decision) {
  const { host, cwd } = newHost(500);
  const [file, asking] = AGENTS[executor];
  const folder = newFolder();
  const profile: AgentProfile = {
    name: "asking",
    executor,
    description: null,
    command: [process.execPath, path.resolve(import.meta.dirname, "../fixtures", file)],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    permissions: { ...NOTHING_ALLOWED, otherwise: "ask" },
    resume: [],
    env: { ACP_SESSIONS: folder, CLAUDE_SESSIONS: folder, CODEX_THREADS: folder },
    inherit: [],
    recording: null,
    pace: 0,
  };
  const desk: Desk = { ...quietDesk, decision: () => decision };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: EXECUTORS,
    defaultAgent: profile.name,
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const params = { prompt: JSON.stringify([asking, { say: "Then not." }]), session: "new" };
  const { status } = await action.perform(attemptIn(cwd, { params, desk }));
  await host.kill(GEN);
  return [status, ...entriesOf(host.files(GEN)).flatMap((entry) => (entry.type === "tool" ? [entry.status] : []))];
}

it.each(["acp", "claude", "codex", "opencode"] as const)(
  "an entry of %s tells leave that nobody gave in time from leave that was refused",
  async (executor) => {
    expect(await stagesOf(executor, EXPIRED)).toEqual(["succeeded", "timed_out"]);
    expect(await stagesOf(executor, { answer: "deny", comment: "No.", by: "ann" })).toEqual(["succeeded", "denied"]);
  },
);
