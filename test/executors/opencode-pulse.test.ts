import { spawn } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { agentErrorClass } from "../../src/core/agent-error.ts";
import type { Json } from "../../src/core/json.ts";
import { createAsking } from "../../src/executors/opencode/client/asking.ts";
import { createBill } from "../../src/executors/opencode/client/bill.ts";
import type { Address } from "../../src/executors/opencode/client/http.ts";
import { type Patience, watchPulse } from "../../src/executors/opencode/client/pulse.ts";
import { Refused, told } from "../../src/executors/opencode/client/requests.ts";
import { runTurn } from "../../src/executors/opencode/client/run-turn.ts";
import { addressToldIn } from "../../src/executors/opencode/client/server.ts";
import { objectOf, textOf } from "../../src/executors/talking/json-rpc.ts";
import { newFolder, until } from "./support.ts";

const SERVER = path.resolve(import.meta.dirname, "../fixtures/opencode-server.mjs");

/** The scripted server as a process of its own, which may have been stopped when it is ended. */
async function newServer(): Promise<{ readonly at: Address; readonly stop: () => void }> {
  const child = spawn(process.execPath, [SERVER], {
    env: { OPENCODE_SERVER_PASSWORD: "secret", OPENCODE_SESSIONS: newFolder() },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return { at: await until(() => addressToldIn(text, "secret")), stop: () => void child.kill("SIGSTOP") };
}

/** A turn that says a word and then waits for ever, and what was told of it so far. */
async function waitingTurn(at: Address, patience: Patience) {
  const session = textOf(objectOf(await told(at, ["POST", "/session", {}]))["id"]);
  const updates: Json[] = [];
  const end = runTurn(
    at,
    {
      session,
      place: { root: "/", servers: [] },
      body: { parts: [{ type: "text", text: JSON.stringify([{ say: "Begun." }, { wait: "/nowhere" }]) }] },
      bill: createBill(),
      asking: createAsking({ say: () => undefined, reply: () => undefined }),
      tell: (update) => void updates.push(update),
    },
    patience,
  ).catch((error: unknown) => error);
  return { updates, end };
}

describe("a server of OpenCode that lives and does nothing any more", () => {
  it("fails the turn, as something that another try may mend", async () => {
    const { at, stop } = await newServer();
    const { updates, end } = await waitingTurn(at, { silenceMs: 1000, answerMs: 1000 });
    await until(() => updates.length > 0);
    stop();
    const error = (await end) as Refused;
    expect(error).toBeInstanceOf(Refused);
    expect(error.message).toBe(
      "the server of OpenCode does nothing any more: no event for 1 s, and then no answer for 1 s (timeout)",
    );
    expect(agentErrorClass(error.message)).toBe("transient");
  });

  it("is told from one that is silent for long, and answers", async () => {
    const { at, asked } = await listening((response) => response.end("{}"));
    const { pulse, isLost } = watched(at, 10);
    await until(() => asked() > 3);
    pulse.stop();
    expect(isLost()).toBe(false);
  });

  it("is told from one of which something is heard before the answer is given up", async () => {
    const responses: http.ServerResponse[] = [];
    const { at } = await listening((response) => responses.push(response));
    const { pulse, isLost } = watched(at, 100);
    const first = await until(() => responses[0]);
    pulse.heard();
    first.destroy();
    const second = await until(() => responses[1]);
    expect(isLost()).toBe(false);
    second.destroy();
    await until(isLost);
    expect(responses).toHaveLength(2);
  });
});

async function listening(answer: (response: http.ServerResponse) => void) {
  let count = 0;
  const server = http.createServer((_, response) => {
    count += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { at: { port, password: "" }, asked: () => count };
}

function watched(at: Address, silenceMs: number) {
  const pulse = watchPulse(at, { silenceMs, answerMs: 60_000 });
  let isLost = false;
  pulse.lost.catch(() => (isLost = true));
  return { pulse, isLost: () => isLost };
}
