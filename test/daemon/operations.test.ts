import { mkdirSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, git, project, root } from "../cli/drover.ts";
import { addToken } from "../../src/http/index.ts";
import { call, serve, type Answered, type Status } from "./support.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

let folder: string;
let daemon: Status;

const step = (id: string, steps: readonly object[], more = ""): string =>
  `  - { id: ${id}, agent: one, prompt: ${JSON.stringify(JSON.stringify(steps))}${more} }\n`;
const LIMITED = { fail: { code: -32603, message: "quota exceeded, resets in 2 hours" } };

beforeAll(async () => {
  folder = project({
    limited: `steps:\n${step("first", [LIMITED], ", on-failure: continue")}${step("second", [{ say: "well" }])}`,
    talks: `workspace: none\nsteps:\n${step("a", [{ say: "well" }])}`,
    part: "workspace: none\nsteps:\n  - { id: child, workflow: talks }\n",
    asks: "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n",
  });
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions"), PRIVATE: "hush" });
  writeFileSync(
    path.join(folder, ".drover/agents/one.yaml"),
    `executor: acp\ncommand: ${JSON.stringify([process.execPath, AGENT])}\nenv: ${env}\n`,
  );
  writeFileSync(path.join(folder, ".drover/config.yaml"), "agent: one\n");
  daemon = await serve(folder);
});

const ask = <T = Record<string, unknown>>(where: string, asked?: Parameters<typeof call>[3]): Promise<Answered<T>> =>
  call<T>(folder, daemon, where, asked);

async function started(workflow: string, status: string): Promise<string> {
  const { run } = (await ask<{ run: string }>("/runs", { body: { workflow } })).body;
  await eventually(
    async () => (await ask<{ status: string }>(`/runs/${run}`)).body.status === status,
    `${run} ${status}`,
  );
  return run;
}

describe("usage", () => {
  it("is told by run, workflow and day, a child's with its parent's, and what no agent told is named", async () => {
    await started("talks", "succeeded");
    const run = await started("part", "succeeded");
    const usage = async (query: string) => (await ask<{ items: object[] }>(`/usage?${query}`)).body.items;
    const one = { runs: 1, turns: 1, tokens: expect.any(Number), cost: 0, unknown: expect.arrayContaining(["cost"]) };
    expect(await usage("by=run")).toContainEqual({ key: run, ...one });
    expect(await usage("by=workflow")).toEqual([
      { key: "part", ...one },
      { key: "talks", ...one },
    ]);
    const day = new Date().toISOString().slice(0, 10);
    expect(await usage("by=day")).toEqual([expect.objectContaining({ key: day, runs: 2, turns: 2 })]);
    expect(await usage(`by=day&until=${Date.now() - 60 * 60_000}`)).toEqual([]);
  });
});

describe("the queue", () => {
  it("tells which account work waits for, until when and why, and leaves out who waits for people", async () => {
    await started("asks", "waiting");
    const { run } = (await ask<{ run: string }>("/runs", { body: { workflow: "limited" } })).body;
    const queue = async () =>
      (await ask<{ items: { step: string; until: number }[]; accounts: { until: number }[] }>("/queue")).body;
    await eventually(async () => (await queue()).items.some((item) => item.step === "second"), "the second step waits");
    const { items, accounts } = await queue();
    expect(items).toEqual([
      expect.objectContaining({ run, step: "second", action: "agent", waitsFor: "account", until: accounts[0]?.until }),
    ]);
    expect(accounts).toEqual([expect.objectContaining({ account: "one", class: "quota" })]);
    const hours = ((accounts[0]?.until ?? 0) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThanOrEqual(2);
  });
});

describe("messages to agents", () => {
  it("are listed, edited and taken back until one is about to hear them", async () => {
    const run = await started("asks", "waiting");
    const where = `/runs/${run}/messages`;
    const { message } = (await ask<{ message: string }>(where, { body: { text: "one" } })).body;
    expect((await ask(`${where}/${message}`, { method: "PUT" })).body).toMatchObject({ code: "request.invalid" });
    const edited = await put(`${where}/${message}`, { text: "two" });
    expect(edited).toMatchObject({ status: 200, body: { id: message, text: "two" } });
    expect((await ask<{ items: object[] }>(where)).body.items).toEqual([
      expect.objectContaining({ id: message, text: "two", takenBy: null }),
    ]);
    expect((await put(`${where}/${message}`, { text: "  " })).status).toBe(400);
    expect((await ask(`${where}/${message}`, { method: "DELETE" })).status).toBe(200);
    expect((await ask(`${where}/${message}`, { method: "DELETE" })).body).toMatchObject({ code: "signal.unexpected" });
    expect((await ask<{ items: object[] }>(where)).body.items).toEqual([]);
  });
});

async function put(where: string, body: unknown, token?: string): Promise<{ status: number; body: unknown }> {
  const owner = readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim();
  const response = await fetch(`${daemon.url}/api/v1${where}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token ?? owner}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe("agents", () => {
  it("are listed and shown without what their variables hold", async () => {
    const { body } = await ask<{ items: { name: string; isOwn: boolean }[] }>("/agents");
    expect(body.items.find(({ name }) => name === "one")).toMatchObject({ isOwn: true, isDefault: true });
    expect(body.items.find(({ name }) => name === "claude")).toMatchObject({ isOwn: false });
    const shown = await ask("/agents/one");
    expect(shown.body).toMatchObject({ files: [".drover/agents/one.yaml"], profile: { executor: "acp" } });
    expect(JSON.stringify([shown.body, body])).not.toContain("hush");
    expect((await ask("/agents/oen")).body).toMatchObject({ code: "agent.unknown" });
  });

  it("are added, written and removed, and nothing is written with a mistake in it", async () => {
    const profile = { extends: "one", model: "large" };
    expect(await ask("/agents", { body: { name: "two", profile } })).toMatchObject({
      status: 201,
      body: { isOwn: true },
    });
    expect((await ask("/agents", { body: { name: "two", profile } })).body).toMatchObject({ code: "agent.exists" });
    const file = path.join(folder, ".drover/agents/two.yaml");
    const written = readFileSync(file, "utf8");
    expect((await put("/agents/two", { extends: "one", modle: "x" })).body).toMatchObject({ code: "agent.invalid" });
    expect(readFileSync(file, "utf8")).toBe(written);
    expect(await put("/agents/two", { extends: "one", model: "small" })).toMatchObject({
      body: { profile: { model: "small" } },
    });
    expect((await put("/agents/..%2Ftwo", profile)).status).toBe(400);
    expect((await ask("/agents/two", { method: "DELETE" })).status).toBe(200);
    expect(existsSync(file)).toBe(false);
  });

  it("are written as text, comments and all, new or not as was said", async () => {
    const where = "/agents/texted/file";
    const text = "# Ours.\nextends: one\nmodel: large\n";
    expect((await ask(where)).body).toMatchObject({ code: "agent.unknown" });
    expect(await put(where, { text: "extends: one\nmodle: x\n" })).toMatchObject({
      status: 422,
      body: { code: "agent.invalid", details: [expect.stringMatching(/texted\.yaml:2:\d+: Unknown key `modle`/)] },
    });
    const file = path.join(folder, ".drover/agents/texted.yaml");
    expect(existsSync(file)).toBe(false);
    expect(await put(where, { text, isNew: true })).toMatchObject({
      status: 200,
      body: { file: ".drover/agents/texted.yaml", text },
    });
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(await put(where, { text, isNew: true })).toMatchObject({ status: 409, body: { code: "agent.exists" } });
    expect((await put(where, { text: text.replace("large", "small") })).status).toBe(200);
    expect((await ask(where)).body).toMatchObject({ text: text.replace("large", "small") });
    expect((await ask("/agents/texted", { method: "DELETE" })).status).toBe(200);
  });

  it("are written by admins only: a profile is a command", async () => {
    const token = addToken(path.join(folder, ".drover/state"), "op", "operate");
    expect(await ask("/agents/one/file", { token })).toMatchObject({ status: 403, body: { code: "auth.forbidden" } });
    expect(await put("/agents/three", { extends: "one" }, token)).toMatchObject({
      status: 403,
      body: { code: "auth.forbidden" },
    });
  });

  it("are checked, and asked what they offer", async () => {
    expect((await ask("/agents/one/check", { method: "POST" })).body).toMatchObject({
      isInstalled: true,
      problem: null,
    });
    expect(await ask("/agents/one/discover", { method: "POST" })).toMatchObject({
      status: 200,
      body: { models: null, askedAt: expect.stringMatching(/^20/) },
    });
  });
});

describe("the daemon", () => {
  it("tells its health by component, its version and its configuration", async () => {
    const { body } = await ask<{ status: string; components: { what: string; level: string; found: string }[] }>(
      "/health",
    );
    expect(body.components.map(({ what }) => what)).toEqual(expect.arrayContaining(["git", "store", "disk", "engine"]));
    expect(body.components.find(({ what }) => what === "store")).toMatchObject({ level: "ok" });
    writeFileSync(path.join(folder, ".drover/workflows/wrong.yaml"), "name: wrong\n");
    expect((await ask("/health")).body).toMatchObject({ status: "fail" });
    expect((await ask("/version")).body).toMatchObject({ node: process.versions.node });
    expect((await ask("/config")).body).toEqual({ agent: "one", inherit: [], workspace: { base: null, copy: [] } });
    expect(git(folder, "log", "--oneline").split("\n")).toHaveLength(1);
  });
});
