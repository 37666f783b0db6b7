import { createHmac } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { serveHere, type Served } from "../daemon/served.ts";
import { drover, eventually, newestRun, project } from "../cli/drover.ts";

interface Heard {
  readonly id: string;
  readonly signature: string | null;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Listener {
  readonly url: string;
  readonly heard: Heard[];
  /** What it answers from now on. */
  answer: number;
}

const servers: http.Server[] = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listener(): Promise<Listener> {
  const server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => (text += piece.toString()));
    request.on("end", () => {
      const { "drover-event-id": id = "", "drover-signature": signature = null } = request.headers;
      listens.heard.push({
        id: String(id),
        signature: signature === null ? null : String(signature),
        text,
        body: JSON.parse(text) as Heard["body"],
      });
      response.writeHead(listens.answer).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const listens: Listener = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    heard: [],
    answer: 204,
  };
  return listens;
}

const FAIL = "workspace: none\nsteps:\n  - { id: bad, run: exit 3 }\n";
const GOOD = "workspace: none\nsteps:\n  - { id: good, run: 'true' }\n";
const ASKS = "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n";
const PARENT = "workspace: none\nsteps:\n  - { id: child, workflow: fail, on-failure: continue }\n";

const notified = (config: string): string => {
  const folder = project({ fail: FAIL, good: GOOD, asks: ASKS, parent: PARENT });
  writeFileSync(path.join(folder, ".drover/config.yaml"), `notify:\n${config}`);
  return folder;
};

const begin = async (served: Served, workflow: string): Promise<void> => {
  expect((await served.ask("/runs", { workflow })).status).toBe(201);
};

const told = ({ heard }: Listener): readonly string[] =>
  heard.map(({ body }) => `${String(body["type"])} ${String(body["workflow"])}`);

describe("a webhook", () => {
  it("is told of what it wants, signed, and of nothing that was before it", async () => {
    const hook = await listener();
    const folder = notified(
      `  - { on: [run.failed, approval.opened, run.succeeded], webhook: "${hook.url}", secret: HOOK }\n`,
    );
    await drover(folder, ["run", "fail"]);
    const served = await serveHere(folder, [], { DROVER_SECRET_HOOK: "key" });
    for (const name of ["fail", "good", "asks", "parent"]) await begin(served, name);
    await eventually(() => hook.heard.length >= 4, "all are told");
    await served.end();
    expect(new Set(told(hook))).toEqual(
      new Set(["approval.opened asks", "run.failed fail", "run.succeeded good", "run.succeeded parent"]),
    );
    const failure = hook.heard.find(({ body }) => body["type"] === "run.failed");
    expect(failure?.body).toMatchObject({ id: failure?.id, project: folder, step: null });
    expect(failure?.body["message"]).toMatch(/^fail: has failed: /);
    const [, seconds = "", sign = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(failure?.signature ?? "") ?? [];
    expect(sign).toBe(createHmac("sha256", "key").update(`${seconds}.${failure?.text}`).digest("hex"));
    expect(new Set(hook.heard.map(({ id }) => id)).size).toBe(4);
  });

  it("is told again until it answers, under the same id, and over restarts each thing once", async () => {
    const hook = await listener();
    const folder = notified(`  - { on: [run.failed, run.succeeded], workflow: fail, webhook: "${hook.url}" }\n`);
    hook.answer = 503;
    const first = await serveHere(folder);
    await begin(first, "fail");
    await begin(first, "good");
    await eventually(() => hook.heard.length >= 2, "it is tried twice");
    first.going.child.kill("SIGKILL");
    await first.going.ended;
    const tries = hook.heard.length;
    const [{ id } = { id: "" }] = hook.heard;
    expect(hook.heard.every((one) => one.id === id)).toBe(true);
    hook.answer = 200;
    const second = await serveHere(folder);
    await eventually(() => hook.heard.length > tries, "it is told after the restart");
    await begin(second, "fail");
    await eventually(() => hook.heard.length > tries + 1, "and goes on");
    await second.end();
    const third = await serveHere(folder);
    await begin(third, "fail");
    await eventually(() => hook.heard.length > tries + 2, "and on");
    await third.end();
    expect(new Set(hook.heard.slice(tries).map((one) => one.id)).size).toBe(3);
    expect(hook.heard).toHaveLength(tries + 3);
    expect(hook.heard[tries]?.id).toBe(id);
  });

  it("that refuses for good loses the notice, which the log says, and hears the next", async () => {
    const hook = await listener();
    const folder = notified(`  - { on: [run.failed], webhook: "${hook.url}" }\n`);
    hook.answer = 400;
    const served = await serveHere(folder);
    await begin(served, "fail");
    await eventually(() => hook.heard.length === 1, "it is told");
    hook.answer = 200;
    await begin(served, "fail");
    await eventually(() => hook.heard.length === 2, "it hears the next");
    await served.end();
    expect(readFileSync(path.join(folder, ".drover/state/daemon.log"), "utf8")).toContain("a notification was refused");
  });

  it("is not told unsigned where its secret is missing", async () => {
    const hook = await listener();
    const folder = notified(`  - { on: [run.failed], webhook: "${hook.url}", secret: HOOK }\n`);
    const served = await serveHere(folder);
    await begin(served, "fail");
    const log = path.join(folder, ".drover/state/daemon.log");
    await eventually(() => readFileSync(log, "utf8").includes("DROVER_SECRET_HOOK is not set"), "the log says so");
    await served.end();
    expect(hook.heard).toEqual([]);
    const again = await serveHere(folder, [], { DROVER_SECRET_HOOK: "key" });
    await eventually(() => hook.heard.length === 1, "it is told when the secret is there");
    await again.end();
  });
});

describe("the desktop", () => {
  it.runIf(process.platform === "linux")("shows a notice by the program that desktops have", async () => {
    const folder = notified("  - { on: [run.failed], desktop: true }\n");
    const bin = path.join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(path.join(bin, "notify-send"), `#!/bin/sh\necho "$@" > "${folder}/shown"\n`);
    chmodSync(path.join(bin, "notify-send"), 0o755);
    const served = await serveHere(folder, [], { PATH: `${bin}:${process.env["PATH"] ?? ""}`, DISPLAY: ":0" });
    await begin(served, "fail");
    await eventually(() => existsSync(path.join(folder, "shown")), "it is shown");
    await eventually(() => readFileSync(path.join(folder, "shown"), "utf8").includes("fail: has failed"), "in words");
    await served.end();
    expect((await drover(folder, ["show", await newestRun(folder)])).code).toBe(0);
  });
});

describe("config.yaml", () => {
  it("is refused for events that nobody is notified of", async () => {
    const folder = notified("  - { on: [run.finished], desktop: true }\n");
    const { code, stderr } = await drover(folder, ["serve"]);
    expect([code, stderr.includes("config.yaml:2:")]).toEqual([2, true]);
  });
});
