import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, eventually, json, newestRun, project, root, start, type Ended, type Going } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");
const PUBLISH = [{ ask: { kind: "execute", command: "npm publish" } }];

/** What the approver does: it notes what it is asked, waits for the file `go`, and says what the file `verdict` holds. */
const GUARD = 'cat >>"$AT/asked"; echo $$ >"$AT/pid"; until [ -e "$AT/go" ]; do sleep 0.05; done; cat "$AT/verdict"';

interface Guarded {
  readonly folder: string;
  /** Lets the approver answer, or says beforehand what it will. */
  readonly decide: (verdict: string) => void;
  readonly asked: () => string;
  /** 0 before it says so. */
  readonly pid: () => number;
}

const ALLOWED = JSON.stringify({ decision: "allow", reason: "It is harmless." });

function guarded(steps: readonly object[], approver: string, guard: readonly string[] = []): Guarded {
  const prompt = JSON.stringify(JSON.stringify(steps));
  const folder = project({ talk: `steps:\n  - { id: work, agent: scripted, prompt: ${prompt} }\n` });
  const at = path.join(folder, ".sessions");
  const agents = path.join(folder, ".drover/agents");
  for (const one of [at, agents]) mkdirSync(one, { recursive: true });
  const profile = (name: string, lines: readonly string[]): void =>
    writeFileSync(path.join(agents, `${name}.yaml`), `${lines.join("\n")}\n`);
  profile("scripted", [
    "executor: acp",
    `command: ${JSON.stringify([process.execPath, AGENT])}`,
    `permissions: { otherwise: ask, deny: ["execute rm*"], approver: ${approver} }`,
    `env: { ACP_SESSIONS: ${JSON.stringify(at)} }`,
  ]);
  const command = [`command: ${JSON.stringify(["sh", "-c", GUARD])}`];
  profile("guard", [...(guard.length > 0 ? guard : command), `env: { AT: ${JSON.stringify(at)} }`]);
  return {
    folder,
    decide(verdict) {
      writeFileSync(path.join(at, "verdict"), `${verdict}\n`);
      writeFileSync(path.join(at, "go"), "");
    },
    asked: () => (existsSync(path.join(at, "asked")) ? readFileSync(path.join(at, "asked"), "utf8") : ""),
    pid: () => (existsSync(path.join(at, "pid")) ? Number(readFileSync(path.join(at, "pid"), "utf8")) : 0),
  };
}

/** One that nobody has waited for yet has no command line any more. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

const idOf = async (folder: string): Promise<string> => (await newestRun(folder)).slice(-6);

async function textOf(folder: string): Promise<unknown> {
  return (await json(folder, ["show", await idOf(folder)])).steps["work"]?.output["text"];
}

/** Once the approver is at it: its turn is told before its process says who it is. */
async function deciding({ folder, pid }: Guarded): Promise<{ going: Going; id: string }> {
  const going = start(folder, ["run", "talk"]);
  await going.said("guard decides on execute: npm publish");
  await eventually(() => pid() > 0, "the approver is at it");
  return { going, id: await idOf(folder) };
}

async function killed({ child, ended }: Going): Promise<Ended> {
  child.kill("SIGKILL");
  return ended;
}

const decisions = (text: string): number => text.split("\n").filter((line) => /(allowed|denied) by /.test(line)).length;

describe.concurrent("an agent that decides on what another one asks", () => {
  it("is told what is asked, and its leave counts, with its name, its reason and what it has used", async () => {
    const { folder, decide, asked } = guarded(PUBLISH, "{ agent: guard, instructions: Let nothing out. }");
    decide(ALLOWED);
    const ran = await drover(folder, ["run", "talk"]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining("allowed by agent:guard: It is harmless.") });
    expect(await textOf(folder)).toBe("[yes]");
    expect(asked()).toContain("Let nothing out.");
    expect(asked()).toContain('"subjects":["npm publish"]');
    const id = await idOf(folder);
    expect((await drover(folder, ["show", id])).stdout).toMatch(/spent\s+2 turns/);
    const logs = (await drover(folder, ["logs", id])).stdout;
    expect(logs).toContain("── work#approver\n› An agent that works on a task asks for leave");
    expect(logs).toContain(`\n${ALLOWED}\n`);
  });

  it("denies, and the agent goes on", async () => {
    const { folder, decide } = guarded([...PUBLISH, { say: " Then not." }], "{ agent: guard }");
    decide(JSON.stringify({ decision: "deny", reason: "Not today." }));
    expect((await drover(folder, ["run", "talk"])).stdout).toContain("denied by agent:guard: Not today.");
    expect(await textOf(folder)).toBe("[no] Then not.");
  });

  it.each([
    ["leaves it to one", JSON.stringify({ decision: "person", reason: "Too much for me." }), "Too much for me."],
    ["answers what cannot be read", "Sure, go ahead!", "it holds no JSON object"],
  ])("gives way to a person when it %s", async (_, verdict, reason) => {
    const { folder, decide } = guarded(PUBLISH, "{ agent: guard }");
    decide(verdict);
    const going = start(folder, ["run", "talk"]);
    expect(await going.said(/is left to a person[^]+drover approve/)).toContain(reason);
    const id = await idOf(folder);
    expect((await drover(folder, ["show", id])).stdout).toMatch(/execute: npm publish \(high risk\); guard: .+/);
    await drover(folder, ["approve", id]);
    expect((await going.ended).code).toBe(0);
    expect(await textOf(folder)).toBe("[yes]");
  });

  it("gives way to a person when its time is over, and is ended", async () => {
    const { folder, pid } = guarded(PUBLISH, "{ agent: guard, timeout: 500ms }");
    const going = start(folder, ["run", "talk"]);
    await going.said("is left to a person by agent:guard: did not decide in time");
    expect(isAlive(pid())).toBe(false);
    await drover(folder, ["approve", await idOf(folder), "--deny"]);
    await going.ended;
    expect(await textOf(folder)).toBe("[no]");
  });

  it.each([
    ["its rules keep it for one", '{ agent: guard, person: ["execute npm publish*"] }', PUBLISH],
    [
      "it could see a part only",
      "{ agent: guard }",
      [{ ask: { kind: "execute", command: `true ${"x".repeat(9000)}` } }],
    ],
  ])("is not asked where %s: a person is", async (_, approver, steps) => {
    const { folder, decide, asked } = guarded(steps, approver);
    decide(ALLOWED);
    const going = start(folder, ["run", "talk"]);
    await going.said("drover approve");
    await drover(folder, ["approve", await idOf(folder), "--deny"]);
    await going.ended;
    expect(await textOf(folder)).toBe("[no]");
    expect(asked()).toBe("");
  });

  it("widens nothing: what a rule denies is denied unasked", async () => {
    const { folder, decide, asked } = guarded(
      [{ ask: { kind: "execute", command: "rm -rf src" } }],
      "{ agent: guard }",
    );
    decide(ALLOWED);
    await drover(folder, ["run", "talk"]);
    expect(await textOf(folder)).toBe("[no]");
    expect(asked()).toBe("");
  });

  it("is ended when a person decides before it", async () => {
    const told = guarded(PUBLISH, "{ agent: guard }");
    const { folder, pid } = told;
    const { going, id } = await deciding(told);
    await drover(folder, ["approve", id]);
    expect(await going.ended).toMatchObject({ code: 0 });
    expect(await textOf(folder)).toBe("[yes]");
    expect(isAlive(pid())).toBe(false);
  });

  it("does not hear what is meant for the agent that works", async () => {
    const program = path.join(root, "test/fixtures/acp-guard.mjs");
    const lines = ["executor: acp", `command: ${JSON.stringify([process.execPath, program])}`];
    const told = guarded(PUBLISH, "{ agent: guard }", lines);
    const { folder, decide, asked } = told;
    const { going, id } = await deciding(told);
    await drover(folder, ["send", id, "--message", JSON.stringify([{ say: "I heard you." }])]);
    decide("");
    expect((await going.ended).code).toBe(0);
    expect(await textOf(folder)).toBe("I heard you.");
    expect(asked()).not.toContain("I heard you.");
  });
});

describe.concurrent("an approver and an engine that is killed", () => {
  it("goes on, is found by the next engine, and decides once", async () => {
    const told = guarded(PUBLISH, "{ agent: guard }");
    const { folder, decide, asked } = told;
    const { going, id } = await deciding(told);
    await killed(going);
    const resumed = start(folder, ["resume"]);
    await resumed.said("adopted");
    decide(ALLOWED);
    expect(await resumed.ended).toMatchObject({ code: 0 });
    expect(await textOf(folder)).toBe("[yes]");
    expect(asked().match(/An agent that works/g)).toHaveLength(1);
    expect(decisions((await drover(folder, ["show", id])).stdout)).toBe(1);
  });

  it("has its verdict taken when it came while no engine ran", async () => {
    const told = guarded(PUBLISH, "{ agent: guard }");
    const { folder, decide, pid } = told;
    const { going, id } = await deciding(told);
    const guard = pid();
    await killed(going);
    decide(ALLOWED);
    while (isAlive(guard)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await drover(folder, ["resume"])).toMatchObject({ code: 0 });
    expect(await textOf(folder)).toBe("[yes]");
    expect(decisions((await drover(folder, ["show", id])).stdout)).toBe(1);
  });

  it("counts for nothing when it was killed as well: a person is asked", async () => {
    const told = guarded(PUBLISH, "{ agent: guard }");
    const { folder, pid } = told;
    const { going, id } = await deciding(told);
    await killed(going);
    process.kill(pid(), "SIGKILL");
    const resumed = start(folder, ["resume"]);
    await resumed.said("is left to a person by agent:guard");
    await drover(folder, ["approve", id]);
    expect(await resumed.ended).toMatchObject({ code: 0 });
    expect(await textOf(folder)).toBe("[yes]");
  });

  it("is ended with the run that is canceled while no engine runs", async () => {
    const told = guarded(PUBLISH, "{ agent: guard }");
    const { folder, pid } = told;
    const { going, id } = await deciding(told);
    const guard = pid();
    await killed(going);
    await drover(folder, ["cancel", id]);
    await drover(folder, ["resume"]);
    expect(isAlive(guard)).toBe(false);
  });
});
