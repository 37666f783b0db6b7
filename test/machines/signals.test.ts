import { describe, expect, it } from "vitest";
import { Machine } from "./harness.ts";

const TEXT = `
name: inside
workspace: none
steps:
  - { id: make, run: make, retry: 2 }
`;

describe("a signal", () => {
  it.each([
    "drover.cancel",
    "drover.fail",
    "drover.outcome.main.make",
    "drover.timer.main.make#backoff",
    "xstate.init",
  ])("%s from outside is refused: the machine's own events are nobody's to send", (name) => {
    const run = new Machine(TEXT);
    if (name.includes("backoff")) run.end("make", failure);
    const before = run.state;
    expect(run.signal(name).ignored).toBe("unexpected");
    expect(run.state).toBe(before);
  });
});

it("an answer that comes when its time is over is refused, though no engine ran to say so", () => {
  const run = new Machine("name: late\nworkspace: none\nsteps: [{ id: ask, approve: Sure?, timeout: 1h }]");
  run.now += 3_600_000;
  expect(run.signal("approve").ignored).toBe("unexpected");
  run.pass(0);
  expect(run.state.steps["ask"]).toMatchObject({ status: "timed_out" });
});

it.each(["drover.outcome.nope", "xstate.done.state.run.nope"])(
  "an event of the workflow's own may be named %s",
  (name) => {
    const run = new Machine(`
name: own
workspace: none
initial: idle
states:
  idle: { entry: [{ raise: "${name}" }], on: { "${name}": other } }
  other: { type: final }
`);
    expect(run.state.snapshot.status).toBe("succeeded");
  },
);

const failure = {
  status: "failed",
  output: {},
  error: { name: "Error", message: "no", code: null, class: "transient", at: null, cause: null },
} as const;
