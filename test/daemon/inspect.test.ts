import { createInspector, createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createActor, createMachine } from "xstate";
import { eventually, project, root, start } from "../cli/drover.ts";
import { call, serve, tokenOf, type Status } from "./support.ts";

const DOOR = `workspace: none
initial: closed
context: { opened: 0 }
states:
  closed: { on: { open: { target: opened, do: { set: { opened: "\${{ context.opened + 1 }}" } } }, lock: locked } }
  opened: { on: { close: closed } }
  locked: { type: final }
outputs: { opened: "\${{ context.opened }}" }
`;
const HOUSE = "workspace: none\nsteps:\n  - { id: front, workflow: door }\n";

interface Message {
  readonly type: string;
  readonly sessionId: string;
  readonly rootId: string;
  readonly parentId?: string;
  readonly definition: string;
  readonly event: { readonly type: string };
  readonly snapshot: {
    readonly status: string;
    readonly value: object;
    readonly context: object;
    readonly output: object;
  };
}

let folder: string;
let daemon: Status;
const closing: (() => void)[] = [];

beforeAll(async () => {
  folder = project({ door: DOOR, house: HOUSE });
  daemon = await serve(folder);
});

afterAll(() => {
  for (const close of closing) close();
});

const connect = (query = ""): WebSocket => {
  const socket = new WebSocket(`${daemon.url.replace("http", "ws")}/api/v1/inspect${query}`, {
    headers: { authorization: `Bearer ${tokenOf(folder)}` },
  });
  closing.push(() => socket.close());
  return socket;
};

/** What a program hears that knows Drover by Stately's own package alone. */
async function received(query = ""): Promise<readonly Message[]> {
  const relay = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  closing.push(() => relay.close());
  await once(relay, "listening");
  relay.on("connection", (near) => {
    const far = connect(query);
    far.on("message", (text: Buffer) => near.send(text.toString()));
  });
  const messages: Message[] = [];
  const { port } = relay.address() as AddressInfo;
  createWebSocketReceiver({ server: `ws://127.0.0.1:${port}` }).subscribe(
    (event) => void messages.push(event as unknown as Message),
  );
  await eventually(() => relay.clients.size === 1, "it is connected");
  return messages;
}

async function begun(workflow: string): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  return body.run;
}

const children = async (run: string): Promise<readonly string[]> =>
  (await call<{ children: string[] }>(folder, daemon, `/runs/${run}`)).body.children;

async function openDoor(run: string): Promise<void> {
  await eventually(
    async () => (await call(folder, daemon, `/runs/${run}/signals`, { body: { name: "open" } })).status === 200,
    "it opens",
  );
}

describe("the Stately inspection protocol", () => {
  it("tells of runs that there are, then of every event and what became of it, until the end", async () => {
    const run = await begun("door");
    await openDoor(run);
    const messages = await received();
    const own = () => messages.filter((one) => one.sessionId === run);
    await eventually(() => own().length > 0, "the run is told of");
    expect(own()).toEqual([
      expect.objectContaining({
        type: "@xstate.actor",
        rootId: run,
        snapshot: { status: "active", value: { main: "opened" }, context: { opened: 1 } },
      }),
    ]);
    for (const name of ["close", "lock"]) await call(folder, daemon, `/runs/${run}/signals`, { body: { name } });
    await eventually(() => own().at(-1)?.snapshot?.status === "done", "it has ended");
    expect(
      own()
        .slice(1)
        .map(({ type, event, snapshot }) => [type, event.type, snapshot?.value]),
    ).toEqual([
      ["@xstate.event", "close", undefined],
      ["@xstate.snapshot", "close", { main: "closed" }],
      ["@xstate.event", "lock", undefined],
      ["@xstate.snapshot", "lock", "end"],
    ]);
    expect(own().at(-1)?.snapshot.output).toEqual({ opened: 1 });
  });

  it("tells of child runs as actors of their parents, those that come and those that were there", async () => {
    const early = await begun("house");
    await eventually(async () => (await children(early)).length === 1, "it has a child");
    const messages = await received();
    const late = await begun("house");
    const actors = () => messages.filter(({ type }) => type === "@xstate.actor");
    for (const house of [early, late]) {
      await eventually(() => actors().some(({ parentId }) => parentId === house), "a child is told of");
      const [parent, child] = actors().filter(({ rootId }) => rootId === house);
      expect([parent?.sessionId, parent?.parentId, child?.parentId]).toEqual([house, undefined, house]);
    }
  });

  it("tells of forks as of runs that were started, from where the other one stood", async () => {
    const messages = await received();
    const source = await begun("door");
    await openDoor(source);
    const { body: fork } = await call<{ run: string }>(folder, daemon, `/runs/${source}/fork`, { body: {} });
    const { body: signalled } = await call(folder, daemon, `/runs/${fork.run}/signals`, { body: { name: "close" } });
    expect(signalled).not.toHaveProperty("code");
    const own = () => messages.filter(({ sessionId }) => sessionId === fork.run);
    await eventually(() => own().at(-1)?.event?.type === "close", "the fork is told of, and what it is sent");
    await eventually(() => own().length >= 7, "what became of it is told as well");
    expect(own().map(({ type, event, snapshot }) => [type, event?.type, snapshot?.value])).toEqual([
      ["@xstate.actor", undefined, { main: "opened" }],
      ["@xstate.event", "xstate.init", undefined],
      ["@xstate.snapshot", "xstate.init", { main: "opened" }],
      ["@xstate.event", "drover.outcome.open#fork", undefined],
      ["@xstate.snapshot", "drover.outcome.open#fork", { main: "opened" }],
      ["@xstate.event", "close", undefined],
      ["@xstate.snapshot", "close", { main: "closed" }],
    ]);
    expect([own()[0]?.rootId, own()[0]?.parentId]).toEqual([fork.run, undefined]);
  });

  it("says as much in each message as Stately's own inspector, of the same machine", async () => {
    const run = await begun("door");
    const messages = await received(`?run=${run}`);
    await eventually(() => messages.length > 0, "the run is told of");
    await openDoor(run);
    await eventually(() => messages.some(({ type }) => type === "@xstate.snapshot"), "it opens");

    const official: StatelyInspectionEvent[] = [];
    const { inspect } = createInspector({ send: (event) => void official.push(event) });
    const machine = createMachine(JSON.parse(messages[0]?.definition ?? "{}") as never);
    createActor(machine, { inspect }).start().send({ type: "knock" });
    await eventually(() => official.some(({ type }) => type === "@xstate.actor"), "Stately's own words");

    expect(machine.id).toBe("door");
    for (const type of ["@xstate.actor", "@xstate.event", "@xstate.snapshot"]) {
      const theirs = JSON.parse(JSON.stringify(official.find((one) => one.type === type))) as object;
      const ours = messages.find((one) => one.type === type) ?? {};
      // Its ids are null, against its own types.
      const kinds = (message: object) =>
        Object.entries(message).map(([key, value]) => [key, key === "id" ? "string" : typeof value]);
      expect(kinds(ours)).toEqual(expect.arrayContaining(kinds(theirs)));
    }
  });

  it("tells of one run and its children, ended or not, when one is asked for", async () => {
    const [other, house] = [await begun("door"), await begun("house")];
    await eventually(async () => (await children(house)).length === 1, "it has a child");
    const [child = ""] = await children(house);
    await call(folder, daemon, `/runs/${house}/cancel`, { body: {} });
    await eventually(
      async () => (await call<{ status: string }>(folder, daemon, `/runs/${house}`)).body.status === "canceled",
      "it is canceled",
    );
    const messages = await received(`?run=${house}`);
    await eventually(() => messages.length >= 2, "both are told of");
    await openDoor(other);
    expect(messages.map(({ sessionId, snapshot }) => [sessionId, snapshot.status])).toEqual([
      [house, "stopped"],
      [child, "stopped"],
    ]);
  });

  it("is refused to those who may not read, and for what there is not", async () => {
    const refused = (socket: WebSocket): Promise<number> =>
      new Promise((resolve) => {
        socket.on("unexpected-response", (_, { statusCode = 0 }) => resolve(statusCode));
        socket.on("error", () => undefined);
      });
    const address = `${daemon.url.replace("http", "ws")}/api/v1/inspect`;
    expect(await refused(new WebSocket(address))).toBe(401);
    expect(await refused(connect("?run=00000000000000000000"))).toBe(404);
    expect(await refused(connect("?after=0"))).toBe(400);
  });

  it("is handed on to a browser by the example", async () => {
    const run = await begun("door");
    const program = start(folder, [folder, run], {
      command: [process.execPath, path.join(root, "examples/client/stately-inspector.mjs")],
      env: { PORT: "0" },
    });
    closing.push(() => program.child.kill());
    const url = (await program.said(/http:\S+/)).trim();
    expect(await (await fetch(url)).text()).toContain("https://stately.ai/inspect");
    const reader = (await fetch(`${url}/events`)).body?.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = (await reader?.read()) ?? {};
    expect(JSON.parse(value.slice("data: ".length))).toMatchObject({ type: "@xstate.actor", sessionId: run });
    await reader?.cancel();
  });
});
