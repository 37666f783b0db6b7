import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { Desk } from "../../src/core/ask.ts";
import type { ProcessTalk } from "../../src/core/process.ts";
import { createAcpExecutor } from "../../src/executors/acp/wire.ts";
import { createTalkingExecutor } from "../../src/executors/talking/talking-executor.ts";
import { PLAIN, quietDesk } from "../actions/support.ts";
import { simWire } from "../simulation/talking/wire.ts";
import { GEN, newHost } from "./support.ts";

const PROFILE = {
  name: "a",
  executor: "acp",
  description: null,
  command: ["a"],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  ...PLAIN,
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  pace: 1,
} as const;

it("keeps a message that an agent could not be told any more, since it was gone", async () => {
  const heard = [
    { id: 1, result: {} },
    { id: 2, result: { sessionId: "s" } },
    { id: 5, result: { stopReason: "end_turn" } },
  ];
  const talk: ProcessTalk = {
    said: [],
    unsure: new Set(),
    say: async (line) => !line.includes("message-m1"),
    hear: async () => {
      const next = heard.shift();
      return next === undefined ? null : JSON.stringify({ jsonrpc: "2.0", ...next });
    },
    close: () => undefined,
  };
  const said: string[] = [];
  const desk: Desk = {
    ...quietDesk,
    takeMessage: async () => ({ id: "m1", text: "hello" }),
    messageSaid: async (id) => void said.push(id),
  };
  const request = { profile: PROFILE, prompt: "x", session: null };
  await createAcpExecutor().converse?.({ request, cwd: "/", talk, desk });
  expect(said).toEqual([]);
});

it("does not call a message said that may never have been, though an answer was said since", async () => {
  const lines = [
    { type: "prompt" },
    { type: "message", id: "m1", text: "hello" },
    { type: "answer", ask: "a", decision: { answer: "allow", comment: null, by: null } },
  ];
  const heard = [
    { type: "hello", steers: true },
    { type: "begun", turn: 1 },
    { type: "ask", ask: "a", isQuestion: false },
  ];
  const talk: ProcessTalk = {
    said: lines.map((line) => JSON.stringify(line)),
    unsure: new Set([1]),
    say: async () => true,
    hear: async () => {
      const next = heard.shift();
      return next === undefined ? null : JSON.stringify(next);
    },
    close: () => undefined,
  };
  const said: string[] = [];
  const desk: Desk = { ...quietDesk, messageSaid: async (id) => void said.push(id) };
  const executor = createTalkingExecutor(simWire);
  await executor.converse?.({ request: { profile: PROFILE, prompt: "x", session: null }, cwd: "/", talk, desk });
  expect(said).toEqual([]);
  expect(executor.told?.(PROFILE, talk)).toEqual([]);
});

it("knows of each line that was recorded whether it was said", () => {
  const { host, folder } = newHost();
  const { folder: attempt } = host.files(GEN);
  mkdirSync(attempt, { recursive: true });
  expect(attempt.startsWith(folder)).toBe(true);
  writeFileSync(path.join(attempt, "said"), "@0 1\nfirst\n.\n@0 2\nsecond\n@0 3\nthird\n.\n@0 4\n");
  const { said, unsure } = host.talk(GEN, Promise.resolve());
  expect(said).toEqual(["first", "second", "third"]);
  expect([...unsure]).toEqual([1]);
});
