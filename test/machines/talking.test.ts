import { describe, expect, it } from "vitest";
import type { AskRequest } from "../../src/core/ask.ts";
import { Machine } from "./harness.ts";

const TEXT = `
name: talking
workspace: none
steps:
  - { id: work, agent: a, prompt: x, retry: { attempts: 2, delay: 1s, on: [permanent] } }
  - { id: more, agent: a, prompt: y }
`;

const request = (id: string, expiresMs: number | null = null): AskRequest => ({
  id,
  kind: "tool",
  tool: "execute",
  title: "npm publish",
  subjects: ["npm publish"],
  input: {},
  diffs: [],
  choices: [],
  risk: "high",
  expiresMs,
});

function asking(expiresMs: number | null = null): Machine {
  const run = new Machine(TEXT);
  const { id, gen } = run.activity("work");
  run.give({ type: "asked", activity: id, gen, request: request("1", expiresMs) });
  return run;
}

const decide = (run: Machine, ask = "1") =>
  run.give({
    type: "decision",
    gen: run.activity("work").gen,
    ask,
    decision: { answer: "allow", comment: "fine", by: "ann" },
  });

const say = (run: Machine, message: string, step: string | null = null) =>
  run.give({ type: "message", message, text: `text of ${message}`, step, sender: { by: "ann" } });

describe("what an agent asks", () => {
  it("stands in its activity until it is decided, once", () => {
    const run = asking();
    expect(run.last.events).toMatchObject([{ type: "ask.opened", step: "work", title: "npm publish", risk: "high" }]);
    expect(run.activity("work").asks).toMatchObject([{ id: "1", decision: null, expiresAt: null }]);
    decide(run);
    expect(run.activity("work").asks).toMatchObject([{ decision: { answer: "allow", comment: "fine", by: "ann" } }]);
    expect(decide(run).ignored).toBe("unexpected");
    expect(decide(run, "2").ignored).toBe("unexpected");
  });

  it("is the same ask when a later engine asks again", () => {
    const run = asking();
    const { id, gen } = run.activity("work");
    expect(run.give({ type: "asked", activity: id, gen, request: request("1") }).ignored).toBe("stale");
  });

  it("is denied when its time is over, and its timer goes with a decision or with its agent", () => {
    const late = asking(5000);
    late.pass(5000);
    expect(late.activity("work").asks).toMatchObject([{ decision: { answer: "deny", by: null } }]);
    const decided = asking(5000);
    decide(decided);
    expect(decided.state.snapshot.timers).toEqual({});
    const ended = asking(5000);
    ended.succeed("work");
    expect(ended.state.snapshot.timers).toEqual({});
  });

  it("waits for nobody any more once the agent takes it back, and stays so for a later engine", () => {
    const run = asking(5000);
    const { id, gen } = run.activity("work");
    run.give({ type: "withdrawn", activity: id, gen, ask: "1" });
    expect(run.activity("work").asks).toMatchObject([{ decision: { answer: "deny", by: null } }]);
    expect(run.state.snapshot.timers).toEqual({});
    expect(decide(run).ignored).toBe("unexpected");
    expect(run.give({ type: "asked", activity: id, gen, request: request("1") }).ignored).toBe("stale");
  });

  it("cannot be decided any more once its time is over, though no engine ran to deny it", () => {
    const run = asking(5000);
    run.now += 5000;
    expect(decide(run).ignored).toBe("unexpected");
    run.pass(0);
    expect(run.activity("work").asks).toMatchObject([{ decision: { answer: "deny", by: null } }]);
  });

  it("comes too late from an attempt that has ended", () => {
    const run = new Machine(TEXT);
    const { id, gen } = run.activity("work");
    run.succeed("work");
    expect(run.give({ type: "asked", activity: id, gen, request: request("1") }).ignored).toBe("stale");
  });
});

describe("a message", () => {
  it("waits in its order, can be edited and taken back, and leaves when it was said", () => {
    const run = new Machine(TEXT);
    for (const id of ["a", "b", "c"]) say(run, id);
    run.give({ type: "message", message: "b", text: "better", step: null, sender: { by: "bob" } });
    run.give({ type: "message_removed", message: "a" });
    expect(run.state.snapshot.messages?.map(({ id, text }) => `${id}: ${text}`)).toEqual(["b: better", "c: text of c"]);
    const { gen } = run.activity("work");
    run.give({ type: "message_taken", message: "b", gen });
    expect(say(run, "b").ignored).toBe("unexpected");
    expect(run.give({ type: "message_removed", message: "b" }).ignored).toBe("unexpected");
    run.give({ type: "message_said", message: "b", gen });
    expect(run.last.events).toMatchObject([{ type: "message.said", message: "b", text: "better", by: "bob" }]);
    expect(run.state.snapshot.messages).toMatchObject([{ id: "c" }]);
  });

  it("that was said meanwhile is not said once more by an edit", () => {
    const run = new Machine(TEXT);
    say(run, "a");
    run.give({ type: "message_removed", message: "a" });
    const edit = { type: "message", isEdit: true, message: "a", text: "x", step: null, sender: { by: null } } as const;
    expect(run.give(edit).ignored).toBe("unexpected");
    expect(run.state.snapshot.messages).toBe(undefined);
  });

  it("that an attempt had taken and did not say waits for the next one", () => {
    const run = new Machine(TEXT);
    say(run, "a");
    run.give({ type: "message_taken", message: "a", gen: run.activity("work").gen });
    run.fail("work");
    expect(run.state.snapshot.messages).toMatchObject([{ id: "a", takenBy: null }]);
    run.pass(1000);
    expect(run.give({ type: "message_taken", message: "a", gen: run.activity("work").gen }).ignored).toBe(null);
  });

  it("that was said by an engine that could not tell any more is not said again", () => {
    const run = new Machine(TEXT);
    say(run, "a");
    say(run, "b");
    const { gen } = run.activity("work");
    for (const message of ["a", "b"]) run.give({ type: "message_taken", message, gen });
    run.give({ type: "cancel", reason: null, force: false, sender: { by: null } });
    // Nobody knows yet.
    expect(run.state.snapshot.messages).toMatchObject([{ takenBy: gen }, { takenBy: gen }]);
    run.give({ type: "stopped", gen, told: ["a"] });
    expect(run.last.events).toMatchObject([{ type: "message.said", step: "work", message: "a", by: "ann" }, {}]);
    expect(run.state.snapshot.messages).toMatchObject([{ id: "b", takenBy: null }]);
  });

  it("outlives a run that ends without saying it, for whoever looks", () => {
    const run = new Machine(TEXT);
    say(run, "a");
    run.succeed("work");
    run.succeed("more");
    expect(run.status).toBe("succeeded");
    expect(run.state.snapshot.messages).toMatchObject([{ id: "a" }]);
    expect(say(run, "b").ignored).toBe("final");
  });
});
