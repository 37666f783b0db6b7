import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, go, project, untilGo } from "../cli/drover.ts";
import { ask, killed, status } from "../daemon/support.ts";
import { atStdio, like, refusedWith, type Session } from "./support.ts";

const HELLO = `description: Says hello.
inputs: { name: { type: string } }
steps:
  - { id: greet, run: 'echo "hello \${{ inputs.name }}" | tee greeting' }
`;
const ASKING = "workspace: none\nsteps:\n  - { id: gate, approve: 'Go on?' }\n";
const LISTENING = "workspace: none\nsteps:\n  - { id: signal, wait: { event: ready } }\n";

let folder: string;
let drover: Session;

beforeAll(async () => {
  folder = project({ hello: HELLO, asking: ASKING, listening: LISTENING });
  drover = await atStdio(folder);
});

async function started(workflow: string, inputs = {}): Promise<string> {
  const { value } = await drover.call("start_run", { workflow, inputs });
  if (value["run"] === undefined) throw new Error(JSON.stringify(value));
  return value["run"] as string;
}

const ended = async (run: string) => (await drover.call("wait_for_run", { run, until: "end" })).value;

describe("an agent that has started `drover mcp`", () => {
  it("is told of every tool what it does, takes and gives, and what it may destroy", async () => {
    const { tools } = await drover.client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain("wait_for_run");
    for (const { description = "", inputSchema, outputSchema, annotations } of tools) {
      expect(description.length).toBeGreaterThan(60);
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: "object" });
      expect(annotations?.readOnlyHint).toBeTypeOf("boolean");
    }
    const destroying = tools.filter(({ annotations }) => annotations?.destructiveHint === true);
    expect(destroying.map(({ name }) => name)).toEqual(["answer", "cancel", "shell"]);
  });

  it("finds a workflow with the schema of its inputs, and the place of a mistake in a text that is not saved", async () => {
    const { value } = await drover.call("list_workflows");
    expect(value["workflows"]).toContainEqual(
      expect.objectContaining({
        name: "hello",
        description: "Says hello.",
        inputs: expect.objectContaining({ required: ["name"] }),
      }),
    );
    expect((await drover.call("validate_workflow", { workflow: "hello" })).value).toMatchObject({ isValid: true });
    const wrong = await drover.call("validate_workflow", { text: "name: x\nsteps:\n  - { id: a, rum: 'true' }\n" });
    expect(wrong.value).toMatchObject({ isValid: false, diagnostics: [{ line: 3, message: like(/rum/) }] });
    expect(await drover.call("validate_workflow", {})).toMatchObject(refusedWith("request.invalid"));
  });

  it("starts a run, waits for its end, and reads what it did, wrote and changed", async () => {
    const run = await started("hello", { name: "world" });
    expect(await ended(run)).toMatchObject({ run, status: "succeeded", isReached: true, asks: [] });
    const { value } = await drover.call("get_run", { run });
    expect(value).toMatchObject({ inputs: { name: "world" }, steps: [{ step: "greet", status: "succeeded" }] });
    expect((await drover.call("logs", { run, step: "greet" })).value).toMatchObject({
      text: "hello world\n",
      isEnded: true,
    });
    expect((await drover.call("logs", { run, offset: 6, limit: 5 })).value).toMatchObject({ text: "world", next: 11 });
    expect((await drover.call("logs", { run, offset: -6 })).value).toMatchObject({ text: "world\n", next: 12 });
    const diff = await drover.call("diff", { run });
    expect(diff.value).toMatchObject({ files: [{ path: "greeting", status: "added", added: 1 }], next: null });
    expect(diff.value["text"]).toContain("+hello world");
    const piece = await drover.call("diff", { run, limit: 10 });
    expect(piece.value).toMatchObject({ text: String(diff.value["text"]).slice(0, 10), next: 10 });
    expect((await drover.call("list_runs", { workflow: "hello", limit: 1 })).value).toMatchObject({ runs: [{ run }] });
  });

  it("gets the same run for the same key", async () => {
    const asked = { workflow: "hello", inputs: { name: "twice" }, idempotencyKey: "only once" };
    const { value } = await drover.call("start_run", asked);
    expect((await drover.call("start_run", asked)).value).toEqual(value);
  });

  it("reads events page by page, each once", async () => {
    const run = await started("hello", { name: "pages" });
    await ended(run);
    const types: unknown[] = [];
    for (let [after, isEnd] = ["0", false]; !isEnd;) {
      const { value } = await drover.call("events", { run, after, limit: 2 });
      types.push(...(value["events"] as { type: string }[]).map(({ type }) => type));
      [after, isEnd] = [String(value["next"]), value["isEnd"] === true];
    }
    const all = await drover.call("events", { run });
    expect(types).toEqual((all.value["events"] as { type: string }[]).map(({ type }) => type));
    expect(types).toContain("run.ended");
    const only = await drover.call("events", { run, types: ["run.ended"] });
    expect(only.value["events"]).toMatchObject([{ type: "run.ended", run }]);
  });

  it("waits for an event that has not happened yet", async () => {
    const run = await started("asking");
    const { value: before } = await drover.call("events", { run });
    const waiting = drover.call("events", { run, after: before["next"], types: ["run.ended"], waitSeconds: 60 });
    await drover.call("cancel", { run });
    expect((await waiting).value["events"]).toMatchObject([{ type: "run.ended" }]);
  });

  it("is told when somebody has to decide, and decides", async () => {
    const run = await started("asking");
    const { value } = await drover.call("wait_for_run", { run });
    expect(value).toMatchObject({ isReached: true, status: "waiting", asks: [{ kind: "approval", title: "Go on?" }] });
    const [{ id }] = value["asks"] as [{ id: string }];
    expect(await drover.call("answer", { ask: id, answer: "reply", comment: "no" })).toMatchObject(
      refusedWith("request.invalid"),
    );
    expect((await drover.call("answer", { ask: id, answer: "allow" })).value).toEqual({ run });
    expect(await ended(run)).toMatchObject({ status: "succeeded" });
    expect(await drover.call("answer", { ask: id, answer: "allow" })).toMatchObject(refusedWith("ask.unknown"));
  });

  it("sends the event that a run waits for, and no other", async () => {
    const run = await started("listening");
    expect((await drover.call("wait_for_run", { run })).value).toMatchObject({ waits: [{ kind: "event" }] });
    expect(await drover.call("send", { run, signal: "other" })).toMatchObject(refusedWith("signal.unexpected"));
    expect(await drover.call("send", { run })).toMatchObject(refusedWith("request.invalid"));
    expect((await drover.call("send", { run, message: "Hurry." })).value).toMatchObject({ sent: "message" });
    expect((await drover.call("get_run", { run })).value).toMatchObject({ messages: [{ text: "Hurry." }] });
    expect((await drover.call("send", { run, signal: "ready", data: { by: "me" } })).value).toMatchObject({ run });
    expect(await ended(run)).toMatchObject({ status: "succeeded" });
  });

  it("cancels a run", async () => {
    const run = await started("asking");
    expect((await drover.call("cancel", { run, reason: "No need." })).isError).toBe(false);
    expect(await ended(run)).toMatchObject({ status: "canceled" });
    expect(await drover.call("cancel", { run })).toMatchObject(refusedWith("run.final"));
  });

  it("is refused with a code and advice: an unknown run, tool, argument, workflow or step, and inputs that do not fit", async () => {
    const run = "0".repeat(20);
    for (const tool of ["get_run", "wait_for_run", "cancel", "diff", "logs", "events"])
      expect(await drover.call(tool, { run })).toMatchObject(refusedWith("run.unknown"));
    expect(await drover.call("get_run", { run: "short" })).toMatchObject(refusedWith("request.invalid", /20 char/));
    expect(await drover.call("no_tool")).toMatchObject(refusedWith("request.invalid", /Tools are list_workflows/));
    expect(await drover.call("start_run", { workflow: "hello", input: {} })).toMatchObject(
      refusedWith("request.invalid", /"input"/),
    );
    expect(await drover.call("start_run", { workflow: "helo" })).toMatchObject(
      refusedWith("workflow.unknown", /Did you mean "hello"/),
    );
    expect(await drover.call("start_run", { workflow: "hello" })).toMatchObject(refusedWith("inputs.invalid"));
    const own = await started("hello", { name: "logs" });
    await ended(own);
    expect(await drover.call("logs", { run: own, step: "nothing" })).toMatchObject(
      refusedWith("process.log", /Steps with logs: greet/),
    );
    expect(await drover.call("logs", { run: own, as: "entries" })).toMatchObject(refusedWith("process.log"));
  });

  it("reads texts that are too long in part, and is told by how much", async () => {
    const run = await started("hello", { name: "x".repeat(100_000) });
    await ended(run);
    const { value } = await drover.call("get_run", { run });
    expect(value).toMatchObject({ isShortened: true, inputs: { name: like(/x… \(\d+ more characters\)$/) } });
    expect(JSON.stringify(value).length).toBeLessThan(50_000);
  });
});

describe("a session with `drover mcp`", () => {
  it("hears how a run goes on, ends its wait in time, and takes it up over a daemon that was killed and one that was restarted", async () => {
    const own = project({});
    writeFileSync(
      path.join(own, ".drover/workflows/long.yaml"),
      `name: long\nworkspace: none\nsteps:\n${untilGo(own)}`,
    );
    const long = await atStdio(own);
    const { value } = await long.call("start_run", { workflow: "long" });
    const run = String(value["run"]);
    expect((await long.call("wait_for_run", { run, timeoutSeconds: 0 })).value).toMatchObject({ isReached: false });
    const heard: string[] = [];
    const waiting = long.call("wait_for_run", { run, timeoutSeconds: 100 }, { onProgress: (told) => heard.push(told) });
    const first = await status(own);
    await killed({ pid: first?.pid ?? 0 });
    await eventually(async () => (await status(own)) !== null, "the session has started another daemon");
    await ask(own, ["restart"]);
    await eventually(() => heard.some((told) => told.includes("long is running")), "progress is told");
    go(own);
    expect((await waiting).value).toMatchObject({ run, isReached: true, status: "succeeded" });
    expect((await status(own))?.pid).not.toBe(first?.pid);
  });

  it("ends with its client, and the daemon stays", async () => {
    const own = project({ hello: HELLO });
    const brief = await atStdio(own);
    await brief.call("list_runs");
    const { pid } = brief;
    await brief.close();
    await eventually(() => !isThere(pid ?? 0), "the command has ended");
    expect(await status(own)).not.toBeNull();
  });

  it("may be started elsewhere, and is told why no daemon can be started", async () => {
    const own = project({ hello: HELLO });
    const elsewhere = await atStdio(path.dirname(own), ["--project", own]);
    expect((await elsewhere.call("list_workflows")).value["workflows"]).toContainEqual(
      expect.objectContaining({ name: "hello" }),
    );
    await ask(own, ["stop"]);
    appendFileSync(path.join(own, ".drover/config.yaml"), "mcp: { shel: {} }\n");
    expect(await elsewhere.call("list_runs")).toMatchObject(refusedWith("project.config", /shell/));
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
