import { describe, expect, it } from "vitest";
import type { AskRequest } from "../../src/core/ask.ts";
import { makeGen } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { Machine } from "./harness.ts";

const TEXT = `
name: guarded
workspace: none
steps:
  - { id: work, agent: a, prompt: x }
  - { id: more, agent: a, prompt: y }
`;

const REQUEST: AskRequest = {
  id: "1",
  kind: "tool",
  tool: "execute",
  title: "npm publish",
  subjects: ["npm publish"],
  input: { command: "npm publish" },
  diffs: [],
  choices: [],
  risk: "high",
  expiresMs: 5000,
  approver: { agent: "guard", instructions: "Publish nothing on Fridays.", timeoutMs: 60_000 },
};

/** The turn of the approver, by its place among the live activities. */
const APPROVER = "main.work#approver:1";

function asking(text = TEXT, request = REQUEST): Machine {
  const run = new Machine(text);
  const { id, gen } = run.activity("work");
  run.give({ type: "asked", activity: id, gen, request });
  return run;
}

const ask = (run: Machine) => run.activity("work").asks?.[0];
const verdict = (run: Machine, output: JsonObject) =>
  run.succeed(APPROVER, { agent: "guard", turns: 1, usage: null, ...output });
const say = (decision: string): JsonObject => ({ decision, reason: "It is Monday." });

describe("an approver", () => {
  it("is started in the commit of the ask, with what is asked and how to answer", () => {
    const run = asking();
    expect(run.last.events).toMatchObject([{ type: "ask.opened", approver: "guard", expiresAt: null }]);
    expect(run.last.effects).toMatchObject([
      { type: "start", activity: { id: APPROVER, action: "agent", step: null } },
    ]);
    const { params } = run.activity(APPROVER);
    expect(params).toMatchObject({ agent: "guard", session: "new", schema: { required: ["decision", "reason"] } });
    expect(params["prompt"]).toContain("Publish nothing on Fridays.");
    expect(params["prompt"]).toContain('"subjects":["npm publish"],"input":{"command":"npm publish"}');
    expect(run.status).toBe("running");
  });

  it.each(["allow", "deny"] as const)("decides (%s) in one commit, with its reason", (answer) => {
    const run = asking();
    verdict(run, say(answer));
    expect(run.last.events).toMatchObject([
      { type: "ask.decided", step: "work", answer, comment: "It is Monday.", by: "agent:guard" },
    ]);
    expect(Object.keys(run.live)).toEqual(["work"]);
    expect(run.state.snapshot.timers).toEqual({});
  });

  it("leaves it to a person, whose time begins then", () => {
    const run = asking();
    run.pass(10_000);
    verdict(run, say("person"));
    expect(run.last.events).toMatchObject([
      { type: "ask.referred", by: "agent:guard", reason: "It is Monday.", expiresAt: run.now + 5000 },
    ]);
    expect(ask(run)).toMatchObject({ decision: null, approver: { referred: "It is Monday." } });
    run.pass(5000);
    expect(ask(run)).toMatchObject({ decision: { answer: "deny", by: null } });
  });

  it.each([
    ["fails", (run: Machine) => run.fail(APPROVER), "main.work#approver:1 failed"],
    ["answers something else", (run: Machine) => verdict(run, { decision: "yes", reason: "Why not." }), "Why not."],
  ])("that %s has decided nothing: a person is asked", (_, end, reason) => {
    const run = asking();
    end(run);
    expect(run.last.events).toMatchObject([{ type: "ask.referred", reason }]);
    expect(ask(run)?.decision).toBe(null);
  });

  it("that takes too long is ended, and then a person is asked, though it has said yes meanwhile", () => {
    const run = asking();
    run.pass(60_000);
    expect(run.last.effects).toMatchObject([{ type: "halt", reason: "timed_out", activity: { id: APPROVER } }]);
    run.fail(APPROVER, {}, "timed_out");
    expect(ask(run)).toMatchObject({ decision: null, approver: { referred: expect.any(String) } });
    const hasty = asking();
    hasty.pass(60_000);
    verdict(hasty, say("allow"));
    expect(ask(hasty)).toMatchObject({ decision: null, approver: { referred: expect.any(String) } });
  });

  it("is ended when a person decides first, and what it says then counts for nothing", () => {
    const run = asking();
    const { id, gen } = run.activity(APPROVER);
    const decision = { answer: "allow", comment: null, by: "ann" } as const;
    run.give({ type: "decision", gen: run.activity("work").gen, ask: "1", decision });
    expect(run.state.snapshot.stops).toEqual([{ gen, action: "agent", step: "work" }]);
    const late = { status: "succeeded", output: say("deny"), error: null } as const;
    expect(run.give({ type: "outcome", activity: id, gen, outcome: late }).ignored).toBe("stale");
    expect(ask(run)?.decision).toEqual(decision);
  });

  it.each([
    ["ends", (run: Machine) => run.succeed("work")],
    ["is canceled", (run: Machine) => run.cancel()],
    ["asks no more", (run: Machine) => run.give({ ...withdrawn(run) })],
  ])("is ended when the agent that asked %s", (_, end) => {
    const run = asking();
    const { gen } = run.activity(APPROVER);
    end(run);
    expect(run.state.snapshot.stops.map((stop) => stop.gen)).toContain(gen);
    expect(run.live[APPROVER]).toBe(undefined);
    expect(Object.keys(run.state.snapshot.timers)).toEqual([]);
  });

  it("counts what it uses for the step and the run", () => {
    const run = asking();
    verdict(run, { ...say("allow"), usage: { totalTokens: 70, cost: 0.5 } });
    expect(run.state.snapshot.spent).toMatchObject({ turns: 1, tokens: 70, cost: 0.5 });
    expect(run.state.steps["work"]?.spent).toMatchObject({ turns: 1, tokens: 70, cost: 0.5 });
  });

  it("is not started where a limit leaves it nothing: a person is asked", () => {
    const run = asking(TEXT.replace("prompt: x", "prompt: x, limits: { turns: 1 }"));
    verdict(run, say("allow"));
    const { id, gen } = run.activity("work");
    run.give({ type: "asked", activity: id, gen, request: { ...REQUEST, id: "2" } });
    expect(run.last.events).toMatchObject([
      { type: "ask.opened" },
      { type: "ask.referred", reason: "was not asked: the step's limit of 1 turn is used up" },
    ]);
  });

  it("is told no secret that the agent names", () => {
    const title = "\uE0A0secret:TOKEN\uE0A1";
    expect(asking(TEXT, { ...REQUEST, title }).activity(APPROVER).params["prompt"]).not.toContain(title);
  });

  it("of an attempt that is over is never started", () => {
    const run = new Machine(TEXT);
    const { id } = run.activity("work");
    const gen = makeGen(run.state.snapshot.run, 99, 0);
    expect(run.give({ type: "asked", activity: id, gen, request: REQUEST })).toMatchObject({
      ignored: "stale",
      effects: [],
    });
  });
});

const withdrawn = (run: Machine) => {
  const { id, gen } = run.activity("work");
  return { type: "withdrawn", activity: id, gen, ask: "1" } as const;
};
