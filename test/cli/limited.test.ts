import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, json, newestRun, project, root, start } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

/** A project with agents that share nothing but what is said here, and a step for each prompt. */
function limited(agents: Readonly<Record<string, string>>, steps: readonly string[]): string {
  const folder = project({ talk: `steps:\n${steps.map((step) => `  - ${step}\n`).join("")}` });
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  for (const [name, more] of Object.entries(agents)) {
    mkdirSync(path.join(folder, ".sessions", name));
    const lines = [
      "executor: acp",
      `command: ${JSON.stringify([process.execPath, AGENT])}`,
      `env: { ACP_SESSIONS: ${JSON.stringify(path.join(folder, ".sessions", name))} }`,
      more,
    ];
    writeFileSync(path.join(folder, `.drover/agents/${name}.yaml`), `${lines.join("\n")}\n`);
  }
  return folder;
}

const step = (id: string, agent: string, steps: readonly object[], more = ""): string =>
  `{ id: ${id}, agent: ${agent}, prompt: ${JSON.stringify(JSON.stringify(steps))}${more} }`;

const refusal = (message: string): object => ({ fail: { code: -32603, message } });
const LIMITED = refusal("429 rate limit reached, try again in 2 seconds");

const outputOf = async (folder: string, id: string): Promise<Readonly<Record<string, unknown>> | undefined> =>
  (await json(folder, ["show", (await newestRun(folder)).slice(-6)])).steps[id]?.output;

interface Timed {
  readonly steps: Readonly<
    Record<"first" | "second", { readonly startedAt: string; readonly endedAt: string; readonly output: object }>
  >;
}

describe.concurrent("an account whose limit is reached", () => {
  it("lets every agent of the account wait until it is over", async () => {
    const folder = limited({ one: "account: shared", two: "account: shared" }, [
      step("first", "one", [LIMITED], ", on-failure: continue"),
      step("second", "two", [{ say: "late but well" }]),
    ]);
    const { code } = await drover(folder, ["run", "talk"]);
    expect(code).toBe(0);
    const { first, second } = (await json<Timed>(folder, ["show", await newestRun(folder)])).steps;
    expect(second.output).toMatchObject({ text: "late but well", agent: "two" });
    // On a machine that is busy the limit may be over before anybody would have to wait.
    expect(Date.parse(second.endedAt) - Date.parse(first.startedAt)).toBeGreaterThanOrEqual(2000);
  });

  it("is told, and remembered over a kill of the engine", async () => {
    const folder = limited({ one: "account: shared", two: "account: shared" }, [
      step("first", "one", [refusal("usage limit reached, resets in 600 s")], ", on-failure: continue"),
      step("second", "two", [{ say: "done" }]),
    ]);
    for (const command of [["run", "talk"], ["resume"]]) {
      const going = start(folder, command);
      await going.said(/second waits until \d\d:\d\d:\d\d: the limit of account shared is reached/);
      going.child.kill("SIGKILL");
      await going.ended;
    }
    expect(await outputOf(folder, "second")).toEqual({});
  });

  it("is passed over by a fallback that is free, in a session of its own", async () => {
    const folder = limited({ one: "fallback: [two]", two: "" }, [
      step("first", "one", [{ say: "begun" }]),
      step("again", "one", [refusal("quota exceeded")], ", session: first, on-failure: continue"),
      step("third", "one", [{ say: "taken over" }], ", session: first"),
    ]);
    expect((await drover(folder, ["run", "talk"])).code).toBe(0);
    const first = await outputOf(folder, "first");
    const third = await outputOf(folder, "third");
    expect(third).toMatchObject({ text: "taken over", agent: "two" });
    expect(third?.["session"]).not.toBe(first?.["session"]);
  });

  it("does not hold a run that is canceled", async () => {
    const folder = limited({ one: "" }, [
      step("first", "one", [refusal("quota exceeded")], ", on-failure: continue"),
      step("second", "one", [{ say: "never" }]),
    ]);
    const going = start(folder, ["run", "talk"]);
    await going.said("second waits until");
    await drover(folder, ["cancel", (await newestRun(folder)).slice(-6)]);
    await going.ended;
    expect((await json(folder, ["show", await newestRun(folder)])).status).toBe("canceled");
  });
});
