import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, json, newestRun, project, root } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");
const used = (amount: number): object => ({ update: { sessionUpdate: "usage_update", cost: { amount } } });
const idle = { wait: "never", for: 20_000 };

/** Runs one step of an agent with a profile of that kind; gives the step as it stands then. */
async function stepOf(profile: string, prompt: string, more = "") {
  const step = `{ id: work, agent: bounded, prompt: ${JSON.stringify(prompt)}${more} }`;
  const folder = project({ talk: `workspace: none\nsteps:\n  - ${step}\n` });
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const env = `env: ${JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions") })}\n`;
  writeFileSync(path.join(folder, ".drover/agents/bounded.yaml"), env + profile);
  const { stderr } = await drover(folder, ["run", "talk"]);
  expect(stderr).toBe("");
  return (await json(folder, ["show", await newestRun(folder)])).steps["work"];
}

const ACP = `executor: acp\ncommand: ${JSON.stringify([process.execPath, AGENT])}\n`;
const spending = JSON.stringify([used(0.6), { say: "Spent." }]);

describe.concurrent("what a profile limits", () => {
  it("ends an agent at its work, as a limit of its step does", async () => {
    const steps = JSON.stringify([used(0.6), idle]);
    expect(await stepOf(`${ACP}limits: { cost: 0.5 }\n`, steps)).toMatchObject({
      status: "failed",
      error: { class: "limit", message: "reached the step's limit of $0.5" },
    });
  });

  it("yields to what the step itself says, key by key", async () => {
    const limits = "limits: { cost: 0.5, output: '10' }\n";
    expect(await stepOf(ACP + limits, spending, ", limits: { cost: 2, output: 1M }")).toMatchObject({
      status: "succeeded",
    });
    const steps = JSON.stringify([used(0.6), idle]);
    expect(await stepOf(ACP + limits, steps, ", limits: { cost: 2 }")).toMatchObject({
      status: "failed",
      error: { message: "wrote more than its limit of 10 bytes and was ended" },
    });
  });

  it("keeps an agent that is not talked with from a turn too many", async () => {
    const program = "command: [sh, -c, 'echo No. >&2; exit 1']\nlimits: { turns: 1 }\n";
    expect(await stepOf(program, "Try.", ", retry: { attempts: 3, delay: 1ms }")).toMatchObject({
      status: "failed",
      attempts: 2,
      error: { class: "limit", message: "was not started: the step's limit of 1 turn is used up" },
    });
  });
});
