import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Ask, AskRequest, Desk } from "../../src/core/ask.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { recordAgent } from "../../src/executors/replay/record.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newFolder, newHost, textOf } from "../executors/support.ts";
import { entriesOf, attemptIn, NO_LIMITS, NOTHING_ALLOWED, PLAIN, quietDesk } from "./support.ts";

const fixture = (name: string): string => path.resolve(import.meta.dirname, "../fixtures", name);

const BASE: AgentProfile = {
  name: "recorded",
  executor: "acp",
  description: null,
  command: [process.execPath, fixture("acp-agent.mjs")],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  ...PLAIN,
  permissions: { ...NOTHING_ALLOWED, allow: ["edit", "execute"] },
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  pace: 0,
};

const STEPS = [
  { say: "Looking. " },
  { ask: { kind: "execute", command: "npm test" } },
  { run: "printf made >made.txt" },
  { wait: "made.txt" },
  { say: " Done." },
];

async function record(steps: readonly object[], more: Partial<AgentProfile> = {}) {
  const [cwd, sessions] = [newFolder(), newFolder()];
  const out = path.join(newFolder(), "recording");
  const env = { PATH: process.env["PATH"] ?? "", ACP_SESSIONS: sessions };
  await recordAgent({ profile: { ...BASE, ...more }, prompt: JSON.stringify(steps), cwd, out, env });
  return out;
}

async function replay(recording: string, more: Partial<AgentProfile> = {}, desk: Desk = quietDesk) {
  const { host, cwd } = newHost(500);
  const profile: AgentProfile = {
    ...BASE,
    name: "player",
    executor: "replay",
    command: [],
    recording,
    permissions: NOTHING_ALLOWED,
    ...more,
  };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: EXECUTORS,
    defaultAgent: "player",
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const params = { prompt: "something else altogether", session: "continue" };
  const outcome = await action.perform(attemptIn(cwd, { params, desk }));
  return { outcome, cwd, entries: entriesOf(host.files(GEN)) };
}

/** Somebody who answers everything in one way. */
function deskThat(answer: "allow" | "deny"): { readonly desk: Desk; readonly asked: AskRequest[] } {
  const asked: AskRequest[] = [];
  const decision: Ask["decision"] = { answer, comment: null, by: "ann" };
  const desk: Desk = {
    ...quietDesk,
    ask: (request) => Promise.resolve(void asked.push(request)),
    decision: (id) => (asked.some((request) => request.id === id) ? decision : null),
    changed: () => sleep(20),
  };
  return { desk, asked };
}

describe("a recording of an agent that is talked with", () => {
  it("plays its words, its tools, its changes and its leave again, in today's words", async () => {
    const recording = await record(STEPS);
    const { outcome, cwd, entries } = await replay(recording);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "[yes] Done.", agent: "player", turns: 1 } });
    expect(textOf(path.join(cwd, "made.txt"))).toBe("made");
    expect(entries.map(({ type }) => type)).toEqual(["system", "user", "assistant", "tool", "assistant", "usage"]);
    expect(entries[1]).toMatchObject({ text: "something else altogether" });
    expect(entries[3]).toMatchObject({ kind: "execute", command: "npm test", status: "running" });
  });

  it("asks a person where the one who plays it is to be asked", async () => {
    const recording = await record(STEPS);
    const { desk, asked } = deskThat("allow");
    const { outcome } = await replay(recording, { permissions: { ...NOTHING_ALLOWED, otherwise: "ask" } }, desk);
    expect(outcome.status).toBe("succeeded");
    expect(asked).toMatchObject([{ tool: "execute", subjects: ["npm test"] }]);
  });

  it("fails where it is answered otherwise than it was: nobody knows what the agent would have done", async () => {
    const recording = await record(STEPS);
    const { desk } = deskThat("deny");
    const { outcome, cwd } = await replay(recording, { permissions: { ...NOTHING_ALLOWED, otherwise: "ask" } }, desk);
    expect(outcome).toMatchObject({ status: "failed", error: { message: expect.stringContaining("cannot go on") } });
    expect(fs.existsSync(path.join(cwd, "made.txt"))).toBe(false);
  });

  it("fails as the agent did", async () => {
    const recording = await record([{ fail: { code: -32603, message: "429 too many requests" } }]);
    expect((await replay(recording)).outcome).toMatchObject({ status: "failed", error: { class: "rate-limit" } });
  });

  it.each([
    ["codex", { executor: "codex", command: [process.execPath, fixture("codex-agent.mjs")] }],
    ["claude", { executor: "claude", command: [process.execPath, fixture("claude-agent.mjs")] }],
    ["opencode", { executor: "opencode", command: [process.execPath, fixture("opencode-server.mjs")] }],
  ] as const)("is made of %s as well", async (_, how) => {
    const recording = await record([{ say: "Hello there." }], how);
    const { outcome } = await replay(recording);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Hello there." } });
  });
});
