import { expect, it } from "vitest";
import { messagesOf, partiesOf } from "../../inspector/src/run/sequence/messages.ts";

type Entries = Parameters<typeof messagesOf>[0];

it("gives people, the run, its scripts, each agent and each child run a lane, in the order of the journal", () => {
  const begun = (step: string, action: string) => ({
    type: "step.started",
    step,
    action,
    attempt: 1,
    visit: 1,
    gen: "g",
  });
  const signal = { type: "signal", name: "go", step: null, data: null, sender: { by: null } };
  const entries = [
    { input: { type: "start" }, events: [{ type: "run.started", workflow: "w", parent: null }, begun("build", "run")] },
    {
      input: { type: "outcome" },
      events: [{ type: "step.ended", step: "build", status: "failed" }, begun("mend", "agent")],
    },
    { input: { type: "asked" }, events: [{ type: "ask.opened", step: "mend", title: "rm -rf x" }] },
    { input: { type: "decision" }, events: [{ type: "ask.decided", step: "mend", answer: "deny" }] },
    { input: signal, events: [begun("part", "workflow")] },
    { input: { type: "outcome" }, events: [{ type: "step.ended", step: "part", status: "succeeded" }] },
  ].map((entry, i) => Object.assign(entry, { seq: i + 1, at: i })) as unknown as Entries;
  const messages = messagesOf(entries);
  expect(messages.map(({ seq, from, to, text }) => `${seq} ${from} > ${to}: ${text}`)).toEqual([
    "1 people > run: start",
    "1 run > scripts: build: run",
    "2 scripts > run: build: failed",
    "2 run > step:mend: agent",
    "3 step:mend > people: asks: rm -rf x",
    "4 people > step:mend: deny",
    "5 people > run: go",
    "5 run > step:part: workflow",
    "6 step:part > run: succeeded",
  ]);
  expect(partiesOf(messages)).toEqual(["people", "run", "scripts", "step:mend", "step:part"]);
});
