import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Entry } from "../../src/core/entry.ts";
import { textOf } from "../executors/support.ts";
import { Gen } from "../../src/core/ids.ts";
import { KINDS } from "./kinds.ts";
import {
  AGENTS,
  askedWith,
  FIRST,
  lastAsked,
  placeOf,
  sessionOf,
  setUp,
  SLOWLY,
  speaking,
  textsIn,
  toolsIn,
  withModel,
} from "./support.ts";

withModel();

/** Where no session has ever stood. */
const NOWHERE = "00000000-0000-7000-8000-000000000000";
const ANY_TIME = expect.any(Number) as number;

function expectWellFormed(entries: readonly Entry[]): void {
  expect(entries).toMatchObject(entries.map(() => ({ v: 1, id: expect.any(String) as string, at: ANY_TIME })));
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
}

describe.each(AGENTS)("%s at work", (name) => {
  const kind = KINDS[name]!;

  it("edits a file, as its profile allows, and its entries tell of it", async () => {
    const { ask, cwd, entries } = setUp(name);
    const file = path.join(cwd, "hello.txt");
    const outcome = await ask([{ say: "Writing.", write: { path: file, content: "hello\n" } }, { say: "Done." }]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Done." } });
    expect(textOf(file)).toBe("hello\n");

    const told = entries();
    expectWellFormed(told);
    expect(told.filter(({ type }) => type === "user")).toMatchObject([{ text: /^Follow the script/ }]);
    expect(textsIn(told)).toEqual(["Writing.", "Done."]);
    const [edit, ...others] = toolsIn(told);
    expect(others).toEqual([]);
    expect(edit).toMatchObject({ kind: "edit", status: "succeeded" });
    expect(edit?.paths.map((one) => path.resolve(cwd, one))).toEqual([file]);
    expect((edit?.diffs.length ?? 0) > 0).toBe(kind.tellsDiffs);
    expect(told.some(({ type }) => type === "usage")).toBe(kind.tellsUsage);
  });

  it(`goes on after a command that failed${kind.tellsExitCode ? "" : ", and does not tell that it did"}`, async () => {
    const { ask, entries } = setUp(name, allowingCommands);
    const outcome = await ask([{ bash: { cmd: "echo some; exit 3" } }, { say: "It failed." }]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "It failed." } });
    const told = kind.tellsExitCode ? { status: "failed", exitCode: 3 } : { status: "succeeded", exitCode: null };
    expect(toolsIn(entries())).toMatchObject([{ kind: "execute", title: /exit 3|fake/, ...told }]);
  });

  it("answers as a schema asks, the second time", async () => {
    const { ask } = setUp(name);
    const schema = { type: "object", properties: { count: { type: "integer" } }, required: ["count"] };
    const outcome = await ask([{ say: "Many." }, { say: '{"count": 7}' }], { params: { schema } });
    expect(outcome).toMatchObject({ status: "succeeded", output: { count: 7 } });
  });

  it("answers, and goes on with its session", async () => {
    const { ask } = setUp(name);
    const first = await ask([{ say: "Forty-two." }]);
    expect(first).toMatchObject({ status: "succeeded", output: { text: "Forty-two.", session: /./ } });
    const session = sessionOf(first);
    const second = await ask([{ say: "Two." }], { session });
    expect(second).toMatchObject({ status: "succeeded", output: { text: "Two.", session } });
    expect(lastAsked()).toContain("Forty-two.");
  });

  // Of these two an agent has one: the Agent Client Protocol leaves forks to agents that offer them.
  it.runIf(!kind.forks)("is handed what was said where it cannot fork its session", async () => {
    const { ask, entries } = setUp(name);
    const session = sessionOf(await ask([{ say: "Forty-two." }]));
    const from = { session, conversation: Gen(FIRST), params: { fork: true } };
    const fork = await ask([{ say: "On the side." }], from);
    expect(fork).toMatchObject({ status: "succeeded", output: { text: "On the side." } });
    expect(lastAsked()).toContain("Forty-two.");
    expect(sessionOf(fork)).not.toBe(session);
    expect(entries("run.2.0").filter(({ type }) => type === "system")).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("handed over with the prompt") }),
    );
  });

  it.runIf(kind.forks)("forks its session, and leaves it as it was", async () => {
    const { ask } = setUp(name);
    const session = sessionOf(await ask([{ say: "Forty-two." }]));
    const fork = await ask([{ say: "On the side." }], { session, params: { fork: true } });
    expect(fork).toMatchObject({ status: "succeeded", output: { text: "On the side." } });
    expect(lastAsked()).toContain("Forty-two.");
    expect(sessionOf(fork)).not.toBe(session);
    const main = await ask([{ say: "On the main line." }], { session });
    expect(main).toMatchObject({ status: "succeeded", output: { session } });
    expect(lastAsked()).not.toContain("On the side.");
  });

  it.runIf(kind.resets)("forks its session where that stood, and fails where it never did", async () => {
    const { ask } = setUp(name, allowingCommands);
    const first = await ask([{ say: "Counting.", bash: { cmd: "echo 42" } }, { say: "Forty-two." }]);
    const session = sessionOf(first);
    expect(await ask([{ say: "Forty-three." }], { session })).toMatchObject({ status: "succeeded" });
    const forkAt = (sessionAt: string) =>
      ask([{ say: "On the side." }], { session, params: { fork: true }, sessionAt });
    expect(await forkAt(placeOf(first))).toMatchObject({
      status: "succeeded",
      output: { sessionAt: expect.any(String) as string },
    });
    expect(lastAsked()).toContain("Forty-two.");
    expect(lastAsked()).not.toContain("Forty-three.");
    const asked = lastAsked();
    expect(await forkAt(NOWHERE)).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/turn not found|No message found|Message not found/) as string },
    });
    expect(lastAsked()).toBe(asked);
  });

  it.runIf(kind.handsOver)("is handed what was said where its session has no such place, or is gone", async () => {
    const { ask, entries } = setUp(name);
    const session = sessionOf(await ask([{ say: "Forty-two." }]));
    await ask([{ say: "Forty-three." }], { session });
    for (const gone of [{ session }, { session: "ses_000000000000aaaaaaaaaaaaaa" }]) {
      const from = { ...gone, sessionAt: NOWHERE, conversation: Gen(FIRST), params: { fork: true } };
      const copy = await ask([{ say: "On the side." }], from);
      expect(copy).toMatchObject({ status: "succeeded", output: { text: "On the side." } });
      expect(sessionOf(copy)).not.toBe(session);
      expect(lastAsked()).toContain("Forty-two.");
      expect(lastAsked()).not.toContain("Forty-three.");
    }
    for (const gen of ["run.3.0", "run.4.0"])
      expect(entries(gen).filter(({ type }) => type === "system")).toContainEqual(
        expect.objectContaining({ text: expect.stringContaining("handed over with the prompt") }),
      );
  });

  it.runIf(kind.resets)(
    "forks its session where that stood while another of its processes goes on with it",
    async () => {
      const setting = setUp(name);
      const { ask, cwd } = setting;
      const first = await ask([{ say: "Forty-two." }]);
      const from = { session: sessionOf(first) };
      const until = path.join(cwd, "go");
      let isAtWork = true;
      const main = ask([{ say: SLOWLY, until }], from).finally(() => (isAtWork = false));
      await speaking(setting, "run.2.0");
      const side = await ask([{ say: "On the side." }], { ...from, sessionAt: placeOf(first), params: { fork: true } });
      expect(isAtWork).toBe(true);
      fs.writeFileSync(until, "");
      expect(askedWith("On the side.")).toContain("Forty-two.");
      expect(askedWith("On the side.")).not.toContain("Spoken slowly");
      expect([side.status, (await main).status]).toEqual(["succeeded", "succeeded"]);
    },
  );
});

function allowingCommands({ permissions }: AgentProfile): Partial<AgentProfile> {
  return { permissions: { ...permissions, allow: [...permissions.allow, "execute"] } };
}
