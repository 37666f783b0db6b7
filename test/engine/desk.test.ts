import { expect, it } from "vitest";
import type { AskRequest } from "../../src/core/ask.ts";
import { Gen, RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import type { RunState } from "../../src/core/run.ts";
import { createBells, createDesk } from "../../src/engine/desk.ts";
import { createRevealer } from "../../src/engine/reveal.ts";
import { secretPlaceholder } from "../../src/core/secrets.ts";

it("finds an ask again whose id holds a secret, and changes nothing of it but words", async () => {
  const revealer = createRevealer({ get: (name) => (name === "ONE" ? "1" : "tool") });
  revealer.reveal([secretPlaceholder("ONE"), secretPlaceholder("TWO")]);
  const given: AskRequest[] = [];
  const [run, gen] = [RunId("run"), Gen("run.1.0")];
  const state = () => ({
    snapshot: {
      activities: { work: { gen, asks: given.map((one) => ({ ...one, decision: { answer: "allow" } })) } },
    },
  });
  const ports = {
    deliver: async (_: RunId, input: Input) => {
      if (input.type === "asked") given.push(input.request);
      return { state: state() as unknown as RunState, ignored: null };
    },
    stateOf: () => state() as unknown as RunState,
    bells: createBells(),
  };
  const activity = { id: "work", gen, step: "work" } as never;
  const desk = createDesk(ports, { run, activity, revealer });
  const request = { id: "ask1", kind: "tool", tool: "execute", title: "tool 1", subjects: [] } as unknown as AskRequest;
  await desk.ask(request);
  await desk.ask(request);
  expect(given).toMatchObject([{ kind: "tool", title: "*** ***" }]);
  expect(desk.decision("ask1")).toEqual({ answer: "allow" });
});
