import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { call, serve, tokenOf, type Answered, type Status } from "./support.ts";

interface Layout {
  readonly hash: string;
  readonly detail: string;
  readonly states: readonly { readonly path: string; readonly x: number }[];
}

const TEXT = "workspace: none\nsteps:\n  - { id: first, approve: Go on? }\n  - { id: second, run: 'true' }\n";

const WORDS = `workspace: none
initial: a
states:
  a: { description: "</text><script>alert(1)</script>", on: { go: { target: b, when: "1 < 2 && 'x' != \\"&\\"" } } }
  b: { type: final }
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ two: TEXT, wrong: "steps: []\n", words: WORDS });
  daemon = await serve(folder);
});

const ask = (where: string, body?: object): Promise<Answered<Layout & { code?: string; details?: object[] }>> =>
  call(folder, daemon, where, body === undefined ? {} : { body });

describe("the API", () => {
  it("lays out a workflow, a run of it and its text alike, once", async () => {
    const { body: workflow, status } = await ask("/workflows/two/layout");
    expect([status, workflow.detail, workflow.states.map((one) => one.path)]).toEqual([
      200,
      "steps",
      ["main.first", "main.second"],
    ]);
    const { body: started } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "two" } });
    expect((await ask(`/runs/${started.run}/layout?detail=steps`)).body).toEqual(workflow);
    const text = await ask("/workflows/layout", { text: `name: two\n${TEXT}`, name: "two", detail: "steps" });
    expect(text.body.states).toEqual(workflow.states);
    const machine = await ask("/workflows/two/layout?detail=machine");
    expect(machine.body.states.map((one) => one.path)).toContain("main.(failed)");
    expect(readdirSync(`${folder}/.drover/state/layouts`).toSorted()).toEqual(
      [`${workflow.hash}.machine.json`, `${workflow.hash}.steps.json`].toSorted(),
    );
  });

  it("answers meanwhile", async () => {
    const steps = Array.from({ length: 80 }, (_, i) => `  - { id: s${i}, run: 'true' }`).join("\n");
    const laid = ask("/workflows/layout", { text: `name: large\nworkspace: none\nsteps:\n${steps}\n` });
    const order: string[] = [];
    const told = laid.then(() => order.push("laid out"));
    await call(folder, daemon, "/version").then(() => order.push("answered"));
    await told;
    expect([(await laid).body.states.length, order]).toEqual([80, ["answered", "laid out"]]);
  });

  it("refuses at once a text that is too large to be drawn, and draws others", async () => {
    const steps = Array.from({ length: 3000 }, (_, i) => `  - { id: s${i}, run: 'true' }`).join("\n");
    const text = `name: huge\nworkspace: none\nsteps:\n${steps}\n`;
    const { status, body } = await ask("/workflows/layout", { text });
    expect([status, body.code]).toEqual([422, "layout.failed"]);
    const fresh = `name: small\nworkspace: none\nsteps:\n  - { id: only, run: 'true' }\n`;
    expect((await ask("/workflows/layout", { text: fresh })).body.states.map((one) => one.path)).toEqual(["main.only"]);
  });

  it("draws a workflow, whose words stay words", async () => {
    const response = await fetch(`${daemon.url}/api/v1/workflows/words/picture?detail=machine`, {
      headers: { authorization: `Bearer ${tokenOf(folder)}` },
    });
    expect(response.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const text = await response.text();
    expect(text).toContain("&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script");
    expect(text).not.toContain("<script");
  });

  it("gives a workflow and a run of it as a machine for XState", async () => {
    const { body: started } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "two" } });
    const { body: machine } = await call(folder, daemon, "/workflows/two/xstate");
    expect(machine).toMatchObject({ id: "two", initial: "open", states: { main: { initial: "first" } } });
    expect((await call(folder, daemon, `/runs/${started.run}/xstate`)).body).toEqual(machine);
    expect((await ask("/workflows/none/xstate")).body.code).toBe("workflow.unknown");
  });

  it("tells every mistake of a text, and what there is not", async () => {
    const wrong = await ask("/workflows/layout", { text: "name: x\nsteps:\n  - { id: a, rum: 'true' }\n" });
    expect([wrong.status, wrong.body.code]).toEqual([422, "workflow.invalid"]);
    expect(wrong.body.details).toContainEqual(expect.objectContaining({ line: 3, severity: "error" }));
    expect((await ask("/workflows/wrong/layout")).body.code).toBe("workflow.invalid");
    expect((await ask("/workflows/none/layout")).body.code).toBe("workflow.unknown");
    expect((await ask("/runs/00000000000000000000/layout")).body.code).toBe("run.unknown");
    expect((await ask("/workflows/two/layout?detail=all")).body.code).toBe("request.invalid");
  });
});
