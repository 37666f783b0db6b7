import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createMachine } from "xstate";
import { beforeAll, describe, expect, it } from "vitest";
import { drover, json, newestRun, project, temporaryFolder, workflow, type ShownRun } from "./drover.ts";

const LOUD = `steps:
  - id: loud
    run: |
      echo "to you: é"; echo "oh no" >&2
      test -f mark || { touch mark; exit 1; }
    retry: { attempts: 2, delay: 10ms }
  - { id: quiet, run: 'true' }
  - { id: wait, wait: 10ms }
`;

let folder = "";
let run = "";

beforeAll(async () => {
  folder = project({ loud: LOUD });
  await drover(folder, ["run", "loud", "-q"]);
  run = await newestRun(folder);
});

describe.concurrent("drover runs", () => {
  it("lists runs as a table and as JSON with times in UTC", async () => {
    const { stdout } = await drover(folder, ["runs"]);
    expect(stdout).toMatch(/^RUN +WORKFLOW +STATUS +STARTED +TOOK\n/);
    expect(stdout).toMatch(
      new RegExp(`^${run.slice(-6)}  loud +✓ succeeded  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  \\S+$`, "m"),
    );
    const [only] = await json<ShownRun[]>(folder, ["runs", "--workflow", "loud"]);
    expect(only).toMatchObject({ run, status: "succeeded", createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await json<ShownRun[]>(folder, ["runs", "--status", "failed"])).toEqual([]);
  });

  it("takes any head or tail of an id, and lists those that fit when there are several", async () => {
    expect((await json(folder, ["show", run.slice(-4)])).run).toBe(run);
    expect((await json(folder, ["show", run.toUpperCase()])).run).toBe(run);
    expect((await drover(folder, ["show", "zzzzzz"])).stderr).toContain("`drover runs` lists them");
    const many = project({ one: "steps:\n  - { id: a, run: 'true' }\n" });
    await drover(many, ["run", "one", "-q"]);
    await drover(many, ["run", "one", "-q"]);
    const { code, stderr } = await drover(many, ["show", "0"]);
    expect(code).toBe(2);
    expect(stderr).toContain("2 fit. Give more of the id.");
    for (const { run: id } of await json<ShownRun[]>(many, ["runs"])) expect(stderr).toContain(id);
  });
});

describe.concurrent("drover show", () => {
  it("tells steps, attempts and the timeline", async () => {
    const { stdout } = await drover(folder, ["show", run]);
    expect(stdout).toContain(`loud ${run}\n`);
    expect(stdout).toMatch(/✓ loud +\S+ +2 attempts/);
    expect(stdout).toMatch(
      /\+\S+ +loud failed: exited with code 1: oh no\n +\+\S+ +loud is tried again\n +\+\S+ +loud succeeded/,
    );
    expect(stdout).toContain("wait has waited long enough");
  });

  it("prints the journal, one input a line", async () => {
    const { stdout } = await drover(folder, ["show", run, "--journal"]);
    const entries = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; input: { type: string } });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
    expect(entries[0]?.input.type).toBe("start");
  });
});

describe.concurrent("drover logs", () => {
  it("keeps the two streams apart", async () => {
    const both = await drover(folder, ["logs", run, "loud"]);
    expect(both).toMatchObject({ code: 0, stdout: "to you: é\n", stderr: "oh no\n" });
    expect(await drover(folder, ["logs", run, "loud", "--stderr"])).toMatchObject({ stdout: "oh no\n", stderr: "" });
    expect((await drover(folder, ["logs", run])).stdout).toContain("── loud (attempt 2)\nto you: é\n");
  });

  it("finds every attempt, and says which there are", async () => {
    const first = await drover(folder, ["logs", run, "loud", "--attempt", "1", "--json"]);
    const pieces = first.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(pieces).toEqual([
      { step: "loud", attempt: 1, stream: "stdout", offset: 0, text: "to you: é\n" },
      { step: "loud", attempt: 1, stream: "stderr", offset: 0, text: "oh no\n" },
    ]);
    expect((await drover(folder, ["logs", run, "loud", "--attempt", "3"])).stderr).toContain("the last one is 2");
    expect((await drover(folder, ["logs", run, "lous"])).stderr).toContain('Did you mean "loud"?');
    expect((await drover(folder, ["logs", run, "wait"])).stderr).toContain("it has started no process");
    expect((await drover(folder, ["logs", run, "quiet"])).stderr).toContain('Nothing was written by "quiet"');
  });
});

describe.concurrent("drover validate", () => {
  it("prints every mistake of every file with its place, and exits with 2", async () => {
    const bad = project({ fine: "steps:\n  - { id: a, run: 'true' }\n" });
    workflow(bad, "one", "steps:\n  - id: a\n    rn: x\n");
    workflow(bad, "two", "steps:\n  - id: a\n    run: echo ${{ inputs.q }}\n");
    const { code, stdout } = await drover(bad, ["validate"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/one\.yaml:4:5 error D101.*\n +4 \| +rn: x\n +\| +\^\^\n[^]*did you mean: run/);
    expect(stdout).toContain("two.yaml:4:");
    expect(stdout).toMatch(/✗ \d errors in 3 files\n$/);
    const found = await json<object[]>(bad, ["validate", "one"]);
    expect(found).toContainEqual(expect.objectContaining({ code: "D101", line: 4, column: 5, severity: "error" }));
    expect((await drover(bad, ["validate", "fine", "attempt", "task"])).code).toBe(0);
    expect((await drover(bad, ["validate", "onee"])).stderr).toContain('Did you mean "one"?');
  });

  it("tells a broken agent profile beside the mistakes of all files, once", async () => {
    const bad = project({ sound: "steps:\n  - { id: a, agent: claude, prompt: x }\n" });
    workflow(bad, "wrong", "steps:\n  - { id: a, agent: claude, prompt: x, timeuot: 5m }\n");
    mkdirSync(path.join(bad, ".drover/agents"));
    writeFileSync(path.join(bad, ".drover/agents/mine.yaml"), "extends: claude\nmodle: opus\n");
    const found = await json<{ file: string; line: number; code: string }[]>(bad, ["validate"]);
    expect(found.map(({ file, line, code }) => [path.basename(file), line, code])).toEqual([
      ["mine.yaml", 2, "D210"],
      ["wrong.yaml", 3, "D101"],
    ]);
  });

  it("warns of a file whose name is not the workflow's, which no other than its own finds", async () => {
    const odd = project({});
    mkdirSync(path.join(odd, ".drover/workflows"), { recursive: true });
    writeFileSync(path.join(odd, ".drover/workflows/same1.yaml"), "name: same\nsteps: [{ id: a, run: 'true' }]\n");
    const { code, stdout } = await drover(odd, ["validate"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/same1\.yaml:1:7 warning D214.*calls itself "same", and is found as "same1"/);
    expect(stdout).toContain("1 file checked, 0 errors, 1 warning");
    expect((await drover(odd, ["run", "same"])).code).toBe(2);
    expect((await drover(odd, ["run", "same1"])).code).toBe(0);
  });

  it("says of a file without a name that it has none, and nothing of another one", async () => {
    const odd = project({});
    mkdirSync(path.join(odd, ".drover/workflows"), { recursive: true });
    writeFileSync(path.join(odd, ".drover/workflows/none.yaml"), "steps: [{ id: a, run: 'true' }]\n");
    const found = await json<{ code: string }[]>(odd, ["validate"]);
    expect(found.map(({ code }) => code)).toEqual(["D102"]);
  });

  it("colours on demand, and never without", async () => {
    const bad = project({ one: "steps:\n  - id: a\n    rn: x\n" });
    expect((await drover(bad, ["validate"])).stdout).not.toContain("\u001B");
    expect((await drover(bad, ["validate"], { env: { FORCE_COLOR: "1" } })).stdout).toContain("\u001B[31m");
  });
});

describe.concurrent("drover graph", () => {
  it("draws steps as they are written, and the whole machine", async () => {
    const { stdout } = await drover(folder, ["graph", "attempt"]);
    expect(stdout).toContain("├─ setup ");
    expect(stdout).toMatch(/test +run · .*failure, 2 times at most → agent\n/);
    expect(stdout).toMatch(/└─ finally\n   ├─ cleanup/);
    const full = await drover(folder, ["graph", "attempt", "--full"]);
    expect(full.stdout).toContain("(succeeded)");
  });

  it("draws Mermaid in which every arrow leads to a state that is declared", async () => {
    for (const args of [["attempt"], ["task"], ["attempt", "--full"], ["loud", "--full"]]) {
      const { stdout, code } = await drover(folder, ["graph", ...args, "--format", "mermaid"]);
      expect(code).toBe(0);
      const [head, ...lines] = stdout.trimEnd().split("\n");
      expect(head).toBe("stateDiagram-v2");
      const declared = new Set(lines.flatMap((line) => /state ".*" as (\w+)/.exec(line)?.[1] ?? []));
      const arrows = lines.flatMap((line) => /^ *(\S+) --> (\S+)(?: : .+)?$/.exec(line)?.slice(1, 3) ?? []);
      expect(arrows.length).toBeGreaterThan(4);
      expect(arrows.filter((end) => end !== "[*]" && !declared.has(end))).toEqual([]);
      expect(lines.filter((line) => line.includes("{")).length).toBe(
        lines.filter((line) => line.trim() === "}").length,
      );
    }
  });
});

describe.concurrent("drover graph for other programs", () => {
  it("writes a machine that XState takes", async () => {
    const { code, stdout } = await drover(folder, ["graph", "loud", "--format", "xstate"]);
    const machine = createMachine(JSON.parse(stdout) as never);
    expect([code, machine.id, Object.keys(machine.root.states)]).toEqual([0, "loud", ["open", "main", "end"]]);
    expect(Object.keys(machine.root.states["main"]?.states ?? {}).slice(0, 3)).toEqual(["loud", "quiet", "wait"]);
  });

  it("writes a picture, and leaves nothing behind in a folder that is no project", async () => {
    const bare = temporaryFolder();
    writeFileSync(path.join(bare, "one.yaml"), "name: one\nworkspace: none\nsteps:\n  - { id: only, run: 'true' }\n");
    const { code, stdout, stderr } = await drover(bare, ["graph", "./one.yaml", "--format", "svg"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^<svg xmlns=[^]*>only<\/text>[^]*<\/svg>\n$/);
    expect(readdirSync(bare)).toEqual(["one.yaml"]);
  });
});

describe.concurrent("drover doctor", () => {
  it("finds nothing wrong in a sound project", async () => {
    const { code, stdout } = await drover(folder, ["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +node +\d/m);
    expect(stdout).toMatch(/^ok +store +1 run, 0 not ended$/m);
    expect(stdout).not.toMatch(/^(warn|fail)/m);
  });

  it("fails for mistakes in files, with advice", async () => {
    const bad = project({ one: "steps:\n  - id: a\n    rn: x\n" });
    writeFileSync(path.join(bad, ".drover/config.yaml"), "agnet: x\n");
    const findings = await json<object[]>(bad, ["doctor"]);
    expect(findings).toContainEqual(expect.objectContaining({ level: "fail", what: "configuration" }));
    expect((await drover(bad, ["doctor"])).code).toBe(1);
    writeFileSync(path.join(bad, ".drover/config.yaml"), "");
    expect(await json<object[]>(bad, ["doctor"])).toContainEqual({
      level: "fail",
      what: "workflows",
      found: "1 file has mistakes: .drover/workflows/one.yaml",
      advice: "`drover validate` shows each of them.",
    });
  });
});

describe.concurrent("drover record", () => {
  it("records an agent that a replay agent then plays", async () => {
    const made = project({});
    mkdirSync(path.join(made, ".drover/agents"));
    const agent = (name: string, text: string): void =>
      writeFileSync(path.join(made, `.drover/agents/${name}.yaml`), text);
    agent("writer", "executor: command\ncommand: [sh, -c, 'cat > said.txt; echo written']\n");
    const recorded = await drover(made, ["record", "--agent", "writer", "--prompt", "hello", "--out", "tape"]);
    expect(recorded).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(made, "said.txt"), "utf8")).toBe("hello");
    agent("player", "executor: replay\nrecording: ../../tape\npace: 0\n");
    workflow(
      made,
      "play",
      "steps:\n  - { id: a, agent: player, prompt: hi }\noutputs: { text: '${{ steps.a.output.text }}' }\n",
    );
    const played = await drover(made, ["run", "play", "-q"]);
    expect(played).toMatchObject({ code: 0 });
    expect(played.stdout).toContain("  text: written\n");
    expect((await drover(made, ["record", "--agent", "writre", "--prompt", "x", "--out", "y"])).stderr).toContain(
      "writer",
    );
  });
});

describe.concurrent("drover backup", () => {
  it("copies the store to a folder named by the time", async () => {
    const { code, stdout } = await drover(folder, ["backup"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/copied to \.drover\/state\/backups\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\./);
  });
});

it("keeps a fault's stack for those who debug", async () => {
  const broken = temporaryFolder();
  mkdirSync(path.join(broken, ".drover"));
  // A file where the state folder has to be: nothing that a message was written for.
  writeFileSync(path.join(broken, ".drover/workflows"), "");
  const quiet = await drover(broken, ["validate"]);
  expect(quiet.code).toBe(70);
  expect(quiet.stderr).toContain("DROVER_DEBUG=1");
  expect(quiet.stderr).not.toMatch(/\n\s+at /);
  expect((await drover(broken, ["validate"], { env: { DROVER_DEBUG: "1" } })).stderr).toMatch(/\n\s+at /);
});
