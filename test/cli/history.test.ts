import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, json, newestRun, project, root } from "./drover.ts";

const ACP = [process.execPath, path.join(root, "test/fixtures/acp-agent.mjs")];
/** Answers with its first argument, and notes what it was told in the file `told`. */
const command = (says: string): readonly string[] => ["sh", "-c", `cat >"$AT/told"; echo ${says}`];

interface Agent {
  readonly name: string;
  readonly lines: readonly string[];
}

const plain = (name: string, says: string): Agent => ({ name, lines: [`command: ${JSON.stringify(command(says))}`] });
const talked = (name: string, can: string): Agent => ({
  name,
  lines: ["executor: acp", `command: ${JSON.stringify(ACP)}`, `env: { ACP_CAN: "${can}" }`],
});

/** Runs the steps, in each of which an agent works, and gives what the last one has told of its prompt. */
async function ran(agents: readonly Agent[], steps: readonly string[]) {
  const folder = project({ talk: `steps:\n${steps.map((step) => `  - ${step}`).join("\n")}\n` });
  const at = path.join(folder, ".sessions");
  for (const one of [at, path.join(folder, ".drover/agents")]) mkdirSync(one, { recursive: true });
  for (const { name, lines } of agents)
    writeFileSync(
      path.join(folder, `.drover/agents/${name}.yaml`),
      `${lines.join("\n")}\ninherit: [AT, ACP_SESSIONS]\n`,
    );
  const run = await drover(folder, ["run", "talk"], { env: { AT: at, ACP_SESSIONS: at } });
  const id = (await newestRun(folder)).slice(-6);
  const logs = async (step: string): Promise<string> => (await drover(folder, ["logs", id, step])).stdout;
  return { run, steps: (await json(folder, ["show", id])).steps, logs, told: path.join(at, "told") };
}

/** Sends the run back to the first step, once. */
const AGAIN = '{ id: check, run: "test -e done || { touch done; exit 1; }", on-failure: { goto: one, max: 1 } }';

const HANDED =
  /the agent cannot go on with its session: \d+ parts of what was said before were handed over with the prompt/;

describe.concurrent("an agent that cannot go on with a session", () => {
  it("is handed what was said, oldest first, and the log says so", async () => {
    const { run, steps, logs } = await ran(
      [talked("scripted", "nothing")],
      [
        "{ id: one, agent: scripted, prompt: The word is plum. }",
        "{ id: two, agent: scripted, session: one, prompt: What was the word? }",
      ],
    );
    expect(run.code).toBe(0);
    const lines = String(steps["two"]?.output["text"]).split("\n");
    expect(lines).toEqual([
      "I was told: What was said and done here before stands in the next 2 lines, oldest first.",
      '{"user":"The word is plum."}',
      '{"assistant":"I was told: The word is plum."}',
      "You have no memory of it yourself. Go on from there with this:",
      "What was the word?",
    ]);
    expect(await logs("one")).not.toMatch(HANDED);
    expect(await logs("two")).toMatch(HANDED);
    expect(await logs("two")).toContain("› What was the word?\n");
  });

  it("is handed it over several attempts, tools in a few words", async () => {
    const tool = JSON.stringify(JSON.stringify([{ tool: "npm test", kind: "execute" }, { say: "Tested." }]));
    const { steps } = await ran(
      [talked("scripted", "nothing"), plain("parrot", "Heard.")],
      [
        `{ id: one, agent: scripted, prompt: ${tool} }`,
        "{ id: two, agent: parrot, session: one, prompt: And then? }",
        "{ id: three, agent: scripted, session: two, prompt: So what happened? }",
      ],
    );
    expect(
      String(steps["three"]?.output["text"])
        .split("\n")
        .slice(1, -2)
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { user: expect.stringContaining("npm test") },
      { tool: "execute: npm test (created)" },
      { assistant: "Tested." },
      { user: "And then?" },
      { assistant: "Heard." },
    ]);
  });

  it("goes on by itself where it can, and nothing is handed over", async () => {
    const { steps, logs } = await ran(
      [talked("scripted", "resume")],
      [
        "{ id: one, agent: scripted, prompt: The word is plum. }",
        "{ id: two, agent: scripted, session: one, prompt: What was the word? }",
      ],
    );
    expect(steps["two"]?.output["text"]).toBe("I was told: What was the word?");
    expect(await logs("two")).not.toMatch(HANDED);
  });

  it.each(["continue", "fork"])("is a program without sessions that is visited again (%s)", async (session) => {
    const { steps, told, logs } = await ran(
      [plain("parrot", "Heard.")],
      [`{ id: one, agent: parrot, session: ${session}, prompt: The word is plum. }`, AGAIN],
    );
    expect(steps["one"]).toMatchObject({ status: "succeeded", visits: 2 });
    expect(readFileSync(told, "utf8")).toContain('\n{"user":"The word is plum."}\n{"assistant":"Heard."}\n');
    expect(await logs("one")).toMatch(HANDED);
  });

  it("is one that has no forks, for a fork: it gets a session of its own", async () => {
    const { steps, logs } = await ran(
      [talked("scripted", "load")],
      ["{ id: one, agent: scripted, session: fork, prompt: The word is plum. }", AGAIN],
    );
    expect(steps["one"]?.output["text"]).toContain('{"assistant":"I was told: The word is plum."}');
    expect(await logs("one")).toMatch(HANDED);
  });

  it("is handed no more than its newest part, and is told so", async () => {
    const { steps, logs } = await ran(
      [{ name: "long", lines: ['command: [sh, -c, "seq 1 4000; echo The end."]'] }, talked("scripted", "nothing")],
      [
        "{ id: one, agent: long, prompt: First. }",
        ...[2, 3, 4, 5, 6].map(
          (n) => `{ id: s${n}, agent: long, session: ${n === 2 ? "one" : `s${n - 1}`}, prompt: Number ${n}. }`,
        ),
        "{ id: last, agent: scripted, session: s6, prompt: So? }",
      ],
    );
    const text = String(steps["last"]?.output["text"]);
    expect(text).toContain("oldest first, without its beginning.");
    expect(text).not.toContain('{"user":"First."}');
    expect(text).toContain('{"user":"Number 6."}');
    expect(text.length).toBeLessThan(70_000);
    expect(await logs("last")).toContain("without the beginning, were handed over");
  });
});
