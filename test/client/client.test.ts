import { readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, DroverApiError, type Client, type ClientEvent } from "../../src/client/index.ts";
import { drover, eventually, project, root } from "../cli/drover.ts";
import { killed, serve, tokenOf, type Status } from "../daemon/support.ts";

let folder: string;
let daemon: Status;
let client: Client;

const SEVERAL = Array.from({ length: 8 }, (_, i) => `  - { id: s${i}, run: 'echo ${i}' }`).join("\n");

beforeAll(async () => {
  folder = project({
    quick:
      "workspace: none\ninputs: { name: { type: string, default: x } }\nsteps:\n  - { id: a, run: 'echo hello' }\noutputs: { said: '${{ inputs.name }}!' }\n",
    several: `workspace: none\nsteps:\n${SEVERAL}\n`,
    asks: "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n",
    part: "workspace: none\nsteps:\n  - { id: child, workflow: asks }\n",
    waits: "workspace: none\nsteps:\n  - { id: w, wait: { event: go } }\n",
    slow: "workspace: none\nsteps:\n  - { id: a, run: 'echo one; while [ ! -e go ]; do sleep 0.05; done; seq 1000' }\n",
  });
  daemon = await serve(folder);
  client = createClient({ url: daemon.url, token: tokenOf(folder) });
});

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** Stands between client and daemon, and cuts every second connection after a number of bytes of the answer. */
async function cutting(bytes: number): Promise<{ readonly url: string; readonly cuts: () => number }> {
  const { port, hostname } = new URL(daemon.url);
  let cuts = 0;
  let connections = 0;
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    connections += 1;
    let left = connections % 2 === 1 ? bytes : Infinity;
    // The daemon answers to no other name than its own.
    const named = (piece: Buffer): string =>
      piece.toString("latin1").replace(/^host: .*$/im, `host: ${new URL(daemon.url).host}`);
    near.on("data", (piece) => void far.write(named(piece), "latin1"));
    far.on("data", (piece) => {
      near.write(piece.subarray(0, left));
      left -= piece.length;
      if (left > 0) return;
      cuts += 1;
      near.destroy();
      far.destroy();
    });
    for (const socket of [near, far]) socket.on("error", () => undefined);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const { port: own } = server.address() as net.AddressInfo;
  return { url: `http://127.0.0.1:${own}`, cuts: () => cuts };
}

async function collected(
  events: AsyncIterable<ClientEvent>,
  isEnough: (last: ClientEvent["event"]) => boolean,
): Promise<readonly ClientEvent[]> {
  const all: ClientEvent[] = [];
  for await (const one of events) {
    all.push(one);
    if (isEnough(one.event)) break;
  }
  return all;
}

describe("the client", () => {
  it("starts a run, waits for its end, and gives what it came to", async () => {
    const run = await client.start("quick", { name: "Ada" });
    const { run: ended, isEnded } = await client.wait(run);
    expect(isEnded).toBe(true);
    expect(ended).toMatchObject({ run, status: "succeeded", output: { said: "Ada!" }, inputs: { name: "Ada" } });
    expect(await client.wait(run)).toMatchObject({ isEnded: true });
  });

  it("gives one run for one key", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => client.start("quick", {}, { key: "the same" })));
    expect(new Set(ids).size).toBe(1);
  });

  it("has a method for each operation, with parameters in the path, the query, headers and the body", async () => {
    const run = await client.start("waits");
    const { items } = await client.listRuns({ workflow: "waits", status: ["running", "waiting"], limit: 5 });
    expect(items.map((one) => one.run)).toEqual([run]);
    await eventually(async () => (await client.getRun({ run })).status === "waiting", "it waits");
    expect(await client.sendSignal({ run, body: { name: "go", data: { n: 1 } } })).toMatchObject({ run });
    expect((await client.wait(run)).run.status).toBe("succeeded");
    expect((await client.getVersion()).node).toBe(process.versions.node);
    const file = await client.exportRun({ run });
    expect(new Uint8Array(await file.arrayBuffer()).subarray(0, 2)).toEqual(new Uint8Array([0x1f, 0x8b]));
  });

  it("comes back when somebody is asked, in a child run too, and answers", async () => {
    const run = await client.start("part");
    const { isEnded, asks } = await client.wait(run, { asks: true });
    expect([isEnded, asks.map(({ title }) => title)]).toEqual([false, ["Go on?"]]);
    await client.answer(asks[0]!.id, "allow");
    expect((await client.wait(run, { asks: true })).run.status).toBe("succeeded");
    await expect(client.answer(asks[0]!.id, "allow")).rejects.toMatchObject({ code: "ask.unknown", status: 404 });
  });

  it("throws what the API refuses with as code, status and detail", async () => {
    const refused = await client.start("quikc").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DroverApiError);
    expect(refused).toMatchObject({ code: "workflow.unknown", status: 404, retryable: false });
    const stranger = createClient({ url: daemon.url, token: "drover_no" });
    await expect(stranger.listRuns()).rejects.toMatchObject({ code: "auth.missing", status: 401 });
    await expect(stranger.events().next()).rejects.toMatchObject({ code: "auth.missing" });
    await expect(stranger.wait("0".repeat(20))).rejects.toMatchObject({ code: "auth.missing" });
    const nobody = createClient({ url: "http://127.0.0.1:1", token: "x" });
    await expect(nobody.getStatus()).rejects.toMatchObject({ code: "unreachable", status: 0, retryable: true });
    await expect(nobody.wait("0".repeat(20), { patienceMs: 50 })).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("its events", () => {
  it("come each exactly once though connections are cut all the time", async () => {
    const { url, cuts } = await cutting(1_500);
    const weak = createClient({ url, token: tokenOf(folder) });
    const run = await client.start("several");
    await client.wait(run);
    const heard = await collected(weak.events({ run, after: "0" }), ({ type }) => type === "run.ended");
    const { items } = await client.getJournal({ run });
    const told = items.flatMap(({ seq, events = [] }) => events.map(({ type }) => [seq, type]));
    expect(heard.map(({ event }) => [event.seq, event.type])).toEqual(told);
    expect(cuts()).toBe(1);
    const [first, ...rest] = heard;
    const behind = weak.events({ run, after: first?.cursor ?? "" });
    expect(await collected(behind, ({ type }) => type === "run.ended")).toEqual(rest);
  });

  it("go on over a kill of the daemon, from the place where they were", async () => {
    const { port } = new URL(daemon.url);
    const listening: string[] = [];
    const hearing = collected(
      client.events({ types: ["run.ended"], onCursor: (at) => listening.push(at) }),
      ({ run }) => run === last,
    );
    let last = "";
    await eventually(() => listening.length > 0, "it listens");
    const before = await client.start("quick");
    await client.wait(before);
    const waiting = await client.start("waits");
    await eventually(async () => (await client.getRun({ run: waiting })).status === "waiting", "it waits");
    const end = client.wait(waiting);
    await killed(daemon);
    daemon = await serve(folder, ["--port", port]);
    last = waiting;
    await client.sendSignal({ run: waiting, body: { name: "go" } });
    expect((await end).run.status).toBe("succeeded");
    expect((await hearing).map(({ event }) => event.run)).toEqual([before, waiting]);
  });

  it("are of the types that were asked for, and end when they are aborted", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const hearing = collected(
      client.events({ types: ["run.started"], signal: stop.signal, onCursor: () => stop.abort(reason) }),
      () => false,
    );
    await expect(hearing).rejects.toBe(reason);
    const waiting = await client.start("waits");
    const ended = client.wait(waiting, { signal: AbortSignal.timeout(50) });
    await expect(ended).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("the log of an attempt", () => {
  it("is followed to its end, and no byte comes twice though connections are cut", async () => {
    const { writeFileSync } = await import("node:fs");
    const run = await client.start("slow");
    await eventually(async () => (await client.listAttempts({ run })).items.length === 1, "it has begun");
    const gen = (await client.listAttempts({ run })).items[0]!.gen;
    const { url, cuts } = await cutting(1_500);
    const weak = createClient({ url, token: tokenOf(folder) });
    let text = "";
    for await (const piece of weak.log(gen)) {
      text += piece.text;
      if (text === "one\n") writeFileSync(path.join(folder, "go"), "");
    }
    expect(text).toBe(`one\n${Array.from({ length: 1000 }, (_, i) => `${i + 1}\n`).join("")}`);
    expect(cuts()).toBe(1);
  });
});

describe("the built client", () => {
  it("needs nothing of Node, nor of the rest of Drover", () => {
    const built = path.join(root, "dist/client");
    const files = readdirSync(built, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
    const statement = /^(?:import|export)\b[^"]*?\bfrom\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
    const imports = files.flatMap((file) =>
      [...readFileSync(path.join(built, file), "utf8").matchAll(statement)].map(([, fixed, given]) => {
        const name = fixed ?? given ?? "";
        return name.startsWith(".") ? path.relative(built, path.resolve(built, path.dirname(file), name)) : name;
      }),
    );
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => name.startsWith("..") || !name.endsWith(".js"))).toEqual([]);
  });
});

describe("examples/client/run.mjs", () => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    drover(folder, args, {
      command: [process.execPath, path.join(root, "examples/client/run.mjs")],
      env: { DROVER_URL: daemon.url, DROVER_TOKEN: tokenOf(folder), ...env },
    });

  it("starts a run, tells its steps, gives its approval, and ends as the run ends", async () => {
    const { stdout, stderr, code } = await run(["part", "--allow"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^run [0-9a-z]{20}\n/);
    expect(stdout).toContain("step.ended child succeeded");
    expect(stdout).toMatch(/succeeded: \{\}\n$/);
    expect(code).toBe(0);
  });

  it("takes inputs, and says in CI what the run came to", async () => {
    const summary = path.join(folder, "summary.md");
    const { stdout, code } = await run(["quick", "name=Ada = Bob"], {
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_RUN_ID: "7",
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('succeeded: {"said":"Ada = Bob!"}')]);
    const id = /^run (\S+)/.exec(stdout)?.[1] ?? "";
    expect((await client.getRun({ run: id })).inputs).toEqual({ name: "Ada = Bob" });
    expect(readFileSync(summary, "utf8")).toBe(`Run \`${id}\` of \`quick\`: **succeeded**\n`);
  });

  it("tells what is refused, and ends with 2", async () => {
    expect(await run(["quikc"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^workflow.unknown: /) });
  });
});
