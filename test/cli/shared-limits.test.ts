import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { drover, json, project, root, start, workflow } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

/** Two agents that work at the same time, each by its prompt, in a run that may use a dollar. */
function sharing(left: readonly object[], right: readonly object[], limits = "{ cost: 1 }"): string {
  const branch = (id: string, steps: readonly object[]): string =>
    `      - { id: ${id}, agent: one, prompt: ${JSON.stringify(JSON.stringify(steps))} }\n`;
  const folder = project({
    talk: `workspace: none\nlimits: ${limits}\nsteps:\n  - id: both\n    fail-fast: false\n    parallel:\n${branch("left", left)}${branch("right", right)}`,
  });
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions") });
  const command = JSON.stringify([process.execPath, AGENT]);
  writeFileSync(path.join(folder, ".drover/agents/one.yaml"), `executor: acp\ncommand: ${command}\nenv: ${env}\n`);
  return folder;
}

/** The same, and the agent on the right works in a child run. */
function withChild(left: readonly object[], right: readonly object[]): string {
  const folder = sharing(left, right);
  const text = readFileSync(path.join(folder, ".drover/workflows/talk.yaml"), "utf8");
  const branch = /- (\{ id: right, .* \})\n/.exec(text)?.[1] ?? "";
  workflow(folder, "talk", text.replace("name: talk\n", "").replace(branch, "{ id: right, workflow: part }"));
  workflow(folder, "part", `steps:\n  - ${branch}\n`);
  return folder;
}

const used = (amount: number): object => ({ update: { sessionUpdate: "usage_update", cost: { amount } } });
/** Long enough for whoever should end it, and not for ever. */
const idle = { wait: "never", for: 20_000 };

/** Of the run that was asked for, which is older than its child. */
async function stepsOf(folder: string) {
  const runs = await json<{ readonly run: string; readonly workflow: string }[]>(folder, ["runs"]);
  const run = runs.find(({ workflow: name }) => name === "talk")?.run ?? "";
  return (await json(folder, ["show", run])).steps;
}

const LIMIT = { class: "limit", message: "reached the run's limit of $1" };

describe.concurrent("agents that work at the same time", () => {
  it("share the limit of their run, and are ended once they have reached it together", async () => {
    const folder = sharing([used(0.6), { touch: "told" }, idle], [{ wait: "told" }, used(0.6), idle]);
    expect((await drover(folder, ["run", "talk"])).code).toBe(1);
    expect(await stepsOf(folder)).toMatchObject({
      left: { status: "failed", error: LIMIT },
      right: { status: "failed", error: LIMIT },
    });
  });

  it("share it with what was used before the engine was killed", async () => {
    const folder = sharing(
      [used(0.6), { touch: "told" }, { wait: "go" }, idle],
      [{ wait: "told" }, { touch: "both" }, { wait: "go" }, used(0.6), idle],
    );
    const going = start(folder, ["run", "talk"]);
    await going.said("left started");
    await started(folder, "both");
    going.child.kill("SIGKILL");
    await going.ended;
    writeFileSync(path.join(folder, "go"), "");
    expect((await drover(folder, ["resume"])).code).toBe(1);
    expect(await stepsOf(folder)).toMatchObject({ left: { error: LIMIT }, right: { error: LIMIT } });
  });

  it("share it with the agents of child runs", async () => {
    const folder = withChild([used(0.6), { touch: "told" }, idle], [{ wait: "told" }, used(0.6), idle]);
    expect((await drover(folder, ["run", "talk"])).code).toBe(1);
    const { left, right } = await stepsOf(folder);
    expect(left).toMatchObject({ status: "failed", error: LIMIT });
    expect(right).toMatchObject({
      status: "failed",
      error: { cause: { class: "limit", message: "reached the parent run's limit of $1" } },
    });
  });

  it("are not started without a turn for each", async () => {
    const folder = sharing([{ say: "done" }], [{ say: "done" }], "{ turns: 1 }");
    expect((await drover(folder, ["run", "talk"])).code).toBe(1);
    expect(await stepsOf(folder)).toMatchObject({
      left: { status: "succeeded" },
      right: { status: "failed", error: { message: "was not started: the run's limit of 1 turn is used up" } },
    });
  });
});

/** Resolves once an agent has made the file. */
async function started(folder: string, file: string): Promise<void> {
  while (!existsSync(path.join(folder, file))) await sleep(20);
}
