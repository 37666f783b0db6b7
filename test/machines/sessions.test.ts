import { describe, expect, it } from "vitest";
import { errorInfo, failed } from "../../src/core/outcome.ts";
import { Machine } from "./harness.ts";

const TEXT = `name: w
workspace: none
steps:
  - { id: plan, agent: a, prompt: Plan }
  - { id: build, agent: a, prompt: Build, session: plan }
  - { id: review, agent: a, prompt: Review, session: fork plan, retry: { attempts: 2, delay: 1s } }
  - { id: check, run: "true", on-failure: { goto: review, max: 2 } }
`;

const said = (session: string, place: object = {}) => ({ text: "x", session, ...place, agent: "a", turns: 1 });

describe("session: fork <step>", () => {
  it("is a copy of that step's session as the step has left it, whoever has gone on with it since, at each visit and try", () => {
    const machine = new Machine(TEXT);
    const plan = machine.activity("plan").gen;
    machine.succeed("plan", said("s1", { sessionAt: "m1" }));
    machine.succeed("build", said("s1", { sessionAt: "m2" }));
    const copy = { session: "s1", sessionAt: "m1", fork: true, sessionAgent: "a", conversation: plan };
    expect(machine.activity("review").params).toMatchObject(copy);
    machine.end("review", failed(errorInfo("cut"), said("s2", { sessionAt: "m3" })));
    machine.pass(1_000);
    expect(machine.activity("review").params).toMatchObject(copy);
    machine.succeed("review", said("s3", { sessionAt: "m4" }));
    machine.fail("check");
    expect(machine.activity("review").params).toMatchObject(copy);
  });

  it("is what was said in it until then, where the agent has not told where that is", () => {
    const machine = new Machine(TEXT);
    const plan = machine.activity("plan").gen;
    machine.succeed("plan", said("s1"));
    machine.succeed("build", said("s1"));
    const { params } = machine.activity("review");
    expect(params).toMatchObject({ session: null, conversation: plan });
    expect(params).not.toHaveProperty("fork");
  });
});
