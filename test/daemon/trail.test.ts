import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, type Status } from "./support.ts";

const LOOP = `workspace: none
steps:
  - { id: write, run: "true" }
  - id: check
    run: test -e done || { touch done; exit 1; }
    on-failure: { goto: write, max: 3 }
`;
const BOARD = `workspace: none
initial: todo
states:
  todo: { on: { take: doing } }
  doing: { on: { give: todo, finish: done, nothing: { do: { emit: noted } } } }
  done: { type: final }
`;
const EITHER = `workspace: none
steps:
  - { id: one, run: exit 1, on-failure: continue }
  - { id: two, when: "false", run: exit 1, on-failure: continue }
  - { id: three, wait: { event: go } }
`;
const TWO = `workspace: none
initial: a
states:
  a: { on: { up: a, down: a, finish: done } }
  done: { type: final }
`;

interface Way {
  readonly from: string;
  readonly to: readonly string[];
  readonly event: string;
  readonly outcome: string | null;
}

interface Trail {
  readonly seq: number;
  readonly states: Record<string, number>;
  readonly ways: readonly (Way & { readonly count: number })[];
  readonly last: readonly Way[];
}

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ loop: LOOP, board: BOARD, either: EITHER, two: TWO });
  daemon = await serve(folder);
});

const trail = async (run: string, query = ""): Promise<Trail> =>
  (await call<Trail>(folder, daemon, `/runs/${run}/trail${query}`)).body;

async function started(workflow: string, status: string): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  const isThere = async (): Promise<boolean> =>
    (await call<{ status: string }>(folder, daemon, `/runs/${body.run}`)).body.status === status;
  await eventually(isThere, status);
  return body.run;
}

const count = ({ ways }: Trail, from: string, to: string): number | undefined =>
  ways.find((way) => way.from === from && way.to[0] === to)?.count;

describe("the trail of a run", () => {
  it("counts each way that was taken, a loop as often as it was gone", async () => {
    const found = await trail(await started("loop", "succeeded"));
    expect(count(found, "main.write", "main.check")).toBe(2);
    expect(count(found, "main.check", "main.write")).toBe(1);
    expect(found.states["main.check"]).toBe(2);
  });

  it("tells ways between the same states apart, by what they followed", async () => {
    const { ways } = await trail(await started("either", "waiting"));
    expect(ways.filter(({ from }) => from !== "open").map(({ outcome }) => outcome)).toEqual(["failed", "skipped"]);
    const run = await started("two", "waiting");
    for (const name of ["up", "down", "up"])
      expect((await call(folder, daemon, `/runs/${run}/signals`, { body: { name } })).status).toBe(200);
    const told = (await trail(run)).ways.filter(({ from }) => from === "main.a");
    expect(told.map(({ event, count: times }) => [event, times])).toEqual([
      ["up", 2],
      ["down", 1],
    ]);
  });

  it("ends at the entry that was asked for, forwards and backwards, and tells what was taken last", async () => {
    const run = await started("board", "waiting");
    for (const name of ["take", "nothing", "give", "take"]) {
      expect((await call(folder, daemon, `/runs/${run}/signals`, { body: { name } })).status).toBe(200);
    }
    const whole = await trail(run);
    expect(count(whole, "main.todo", "main.doing")).toBe(2);
    expect(whole.last).toEqual([{ from: "main.todo", to: ["main.doing"], event: "take", outcome: null }]);
    const before = await trail(run, `?seq=${whole.seq - 2}`);
    expect(before.last).toEqual([{ from: "main.doing", to: [], event: "nothing", outcome: null }]);
    expect(count(before, "main.todo", "main.doing")).toBe(1);
    expect(await trail(run)).toEqual(whole);
  });

  it("refuses an entry that is not there", async () => {
    const run = await started("board", "waiting");
    const { status, body } = await call(folder, daemon, `/runs/${run}/trail?seq=999`);
    expect([status, body["code"]]).toEqual([404, "journal.unknown"]);
  });
});

describe("the past of a run", () => {
  it("is what it was at each entry, in whatever order one looks", async () => {
    const run = await started("board", "waiting");
    for (let i = 0; i < 210; i++)
      await call(folder, daemon, `/runs/${run}/signals`, { body: { name: i % 2 === 0 ? "take" : "give" } });
    const at = async (seq: number) =>
      (await call<{ seq: number; states: readonly string[] }>(folder, daemon, `/runs/${run}/snapshot?seq=${seq}`)).body;
    const { seq: last } = (await call<{ seq: number }>(folder, daemon, `/runs/${run}`)).body;
    const doing = last % 2;
    for (const seq of [last, 2, 100, 101, 99, 200, 201, 3, last]) {
      const then = await at(seq);
      expect([then.seq, then.states.at(-1)]).toEqual([
        seq,
        seq % 2 === doing || seq === 1 ? "main.todo" : "main.doing",
      ]);
    }
    const { body } = await call(folder, daemon, `/runs/${run}/journal/${last}`);
    expect(body["entry"]).toMatchObject({ seq: last, input: { type: "signal", name: "give" } });
  });
});
