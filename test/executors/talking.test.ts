import { expect, it } from "vitest";
import type { Desk } from "../../src/core/ask.ts";
import type { ProcessTalk } from "../../src/core/process.ts";
import { createAcpExecutor } from "../../src/executors/acp/wire.ts";
import { PLAIN, quietDesk } from "../actions/support.ts";

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
    isUnsure: false,
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
