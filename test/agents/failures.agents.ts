import { describe, expect, it } from "vitest";
import { type Failure, KINDS } from "./kinds.ts";
import { AGENTS, newDesk, setUp, verdictOn, withModel } from "./support.ts";

withModel();

const ANSWER = "Half of an answer, and then the rest of it.";

const FOR_EVER: readonly (readonly [Failure, { readonly fail: object; readonly errorClass: string }])[] = [
  ["401", { fail: { http: 401, times: -1 }, errorClass: "auth" }],
  // It is to be asked again in an hour.
  ["429", { fail: { http: 429, times: -1, headers: { "retry-after": "3600" } }, errorClass: "rate-limit" }],
  ["500", { fail: { http: 500, times: -1 }, errorClass: "transient" }],
  ["cut", { fail: { cut: 3, times: -1 }, errorClass: "transient" }],
];

/** An agent that gets half of an answer may ask for the other half: then its model is a step further. */
const steps = (fail: object): readonly object[] => Array.from({ length: 20 }, () => ({ say: ANSWER, fail }));

describe.each(AGENTS)("%s whose model fails", (name) => {
  const kind = KINDS[name]!;

  it.each(FOR_EVER)("gives no false success: %s for ever", async (about, { fail, errorClass }) => {
    const isSilent = kind.silentOn.includes(about);
    const { ask, told } = setUp(name);
    // Its start is no silence.
    const { desk } = newDesk({ isExcused: () => !told().includes("Follow the script") });
    const outcome = await ask(steps(fail), { desk, idleMs: isSilent ? 3000 : 30_000 });
    expect(verdictOn(outcome)).toBe(isSilent ? "timed_out" : `failed: ${errorClass}`);
  });

  it("asks again after a 529, and answers", async () => {
    const outcome = await setUp(name).ask([{ say: ANSWER, fail: { http: 529 } }]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: ANSWER } });
  });

  it(`${kind.retriesCuts ? "asks again" : "fails"} when an answer breaks off`, async () => {
    const outcome = await setUp(name).ask([{ say: ANSWER, fail: { cut: 3 } }, { say: ANSWER }]);
    const told = [verdictOn(outcome), outcome.output["text"] === ANSWER];
    expect(told).toEqual(kind.retriesCuts ? ["succeeded", true] : ["failed: transient", false]);
  });
});

describe.runIf(AGENTS.includes("opencode-serve"))("opencode-serve", () => {
  it("fails in the words of its server for a mode that there is none of", async () => {
    const { ask } = setUp("opencode-serve", () => ({ mode: "nope" }));
    expect(await ask([{ say: ANSWER }])).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/Agent not found: "nope". Available agents: build,/) as string },
    });
  });
});
