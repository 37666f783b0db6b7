import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, type Status } from "./support.ts";

const BOARD = `workspace: none
inputs: { title: { type: string }, size: { type: string, enum: [small, large], default: small } }
context: { count: 1, note: "", urgent: false }
initial: todo
states:
  todo:
    on:
      start: doing
      set:
        do: { set: { count: "\${{ default(event.data.count, context.count) }}", urgent: "\${{ default(event.data.urgent, false) }}" } }
      rename: { target: doing, when: 'event.data.title.startsWith("x") && default(event.data.size, inputs.size) == "small"' }
      any: { do: { set: { note: "\${{ string(event.data) }}" } } }
  doing:
    type: parallel
    states:
      left: { initial: l, states: { l: { on: { stop: { target: l2, when: event.data.by == "left" } } }, l2: {} } }
      right: { initial: r, states: { r: { on: { stop: { target: r2, when: event.data.by == "right" } } }, r2: {} } }
    on: { drop: over }
  over: { type: final }
`;
const STEPS = `workspace: none
steps:
  - { id: ok, approve: Go on? }
  - { id: told, wait: { event: tell } }
  - { id: say, run: "echo \${{ steps.told.output.data.words }} \${{ steps.told.output.data.times + 1 }}" }
`;

interface Offered {
  readonly name: string;
  readonly states: readonly string[];
  readonly guard: string | null;
  readonly schema: object | null;
}

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ board: BOARD, steps: STEPS });
  daemon = await serve(folder);
});

async function waiting(workflow: string, inputs: object = {}): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow, inputs } });
  await rests(body.run);
  return body.run;
}

const rests = (run: string): Promise<void> =>
  eventually(
    async () => (await call<{ status: string }>(folder, daemon, `/runs/${run}`)).body.status === "waiting",
    "it waits",
  );
const offered = async (run: string): Promise<readonly Offered[]> =>
  (await call<{ items: Offered[] }>(folder, daemon, `/runs/${run}/events`)).body.items;
const send = (run: string, name: string, data: unknown = null) =>
  call(folder, daemon, `/runs/${run}/signals`, { body: { name, data } });

describe("the events that a run would take", () => {
  it("are told with their conditions, and with what reads their data", async () => {
    const run = await waiting("board", { title: "t" });
    expect(await offered(run)).toEqual([
      { name: "start", states: ["main.todo"], guard: null, schema: { type: "object", properties: {}, required: [] } },
      {
        name: "set",
        states: ["main.todo"],
        guard: null,
        schema: {
          type: "object",
          properties: { count: { type: "number" }, urgent: { type: "boolean" } },
          required: [],
        },
      },
      {
        name: "rename",
        states: ["main.todo"],
        guard: expect.stringContaining("startsWith"),
        schema: {
          type: "object",
          properties: { title: { type: "string" }, size: { type: "string", enum: ["small", "large"] } },
          required: ["title"],
        },
      },
      { name: "any", states: ["main.todo"], guard: null, schema: null },
    ]);
  });

  it("are one event where several regions take it, and none once the run has ended", async () => {
    const run = await waiting("board", { title: "t" });
    await send(run, "start");
    const events = await offered(run);
    expect(events.map(({ name }) => name)).toEqual(["drop", "stop"]);
    expect(events[1]).toMatchObject({
      states: ["main.doing.left.l", "main.doing.right.r"],
      guard: '(event.data.by == "left") || (event.data.by == "right")',
      schema: { properties: { by: { type: "string" } }, required: ["by"] },
    });
    await send(run, "drop");
    expect(await offered(run)).toEqual([]);
  });

  it("are those that steps wait for, too: an approval takes a comment", async () => {
    const run = await waiting("steps");
    const comment = { type: "object", properties: { comment: { type: "string" } }, required: [] };
    expect(await offered(run)).toEqual([
      { name: "approve", states: ["main.ok"], guard: null, schema: comment },
      { name: "deny", states: ["main.ok"], guard: null, schema: comment },
    ]);
    await send(run, "approve", { comment: "fine" });
    await rests(run);
    expect(await offered(run)).toEqual([
      {
        name: "tell",
        states: ["main.told"],
        guard: null,
        schema: { type: "object", properties: { words: {}, times: { type: "number" } }, required: ["words", "times"] },
      },
    ]);
    await send(run, "tell", { words: "hello", times: 1 });
    await eventually(async () => (await offered(run)).length === 0, "it has ended");
    expect((await call(folder, daemon, "/runs/00000000000000000000/events")).status).toBe(404);
  });
});
