import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  drover,
  git,
  json,
  newestRun,
  project,
  start,
  temporaryFolder,
  untilGo,
  workflow,
  type ShownRun,
} from "./drover.ts";

const LOOP = `inputs:
  n: { type: integer, default: 1 }
  fail: { type: boolean, default: false }
  list: { type: array, items: { type: string }, default: [] }
steps:
  - id: flaky
    run: test -f mark || { touch mark; echo "not yet" >&2; exit 3; }
    retry: { attempts: 2, delay: 50ms }
  - id: skipped
    when: inputs.n > 100
    run: echo no
  - id: work
    run: echo "work \${{ inputs.n }}"
  - id: test
    run: |
      if [ "\${{ inputs.fail }}" = true ]; then echo "expected 3, got 4" >&2; exit 1; fi
      test -f second || { touch second; exit 1; }
    on-failure: { goto: work, max: 1 }
finally:
  - { id: clean, run: echo clean }
outputs:
  n: \${{ inputs.n }}
  list: \${{ inputs.list }}
`;

describe.concurrent("drover run", () => {
  it("prints a line for each thing that happens, and the outcome with its output", async () => {
    const folder = project({ loop: LOOP });
    const { code, stdout, stderr } = await drover(folder, ["run", "loop", "-i", "n=7"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const texts = stdout
      .split("\n")
      .map((line) => line.replace(/^\d\d:\d\d:\d\d /, "").replace(/after [\d.]+m?s/, "after T"));
    expect(texts).toEqual(
      expect.arrayContaining([
        "flaky failed after T; exited with code 3: not yet; again in 50ms",
        "flaky started (attempt 2)",
        "flaky succeeded after T (attempt 2)",
        "skipped skipped",
        "test failed after T; exited with code 1; back to work",
        "work started (visit 2)",
        "test succeeded after T (visit 2)",
        "clean succeeded after T",
        "  n: 7",
        "  list: none",
      ]),
    );
    expect(stdout).toMatch(/✓ loop \w{6} succeeded in [\d.]+m?s\n/);
    expect(stdout).toMatch(/work: branch drover\/\w{6}\n/);
    expect(stdout).not.toContain("\u001B");
  });

  it("says where a failure leads: back, or on to a step that stands behind others", async () => {
    const folder = project({
      over: `steps:
  - { id: quick, run: exit 1, on-failure: { goto: slow, max: 1 } }
  - { id: between, run: "true" }
  - { id: slow, run: "true" }
`,
    });
    expect((await drover(folder, ["run", "over"])).stdout).toContain("; exited with code 1; on to slow\n");
  });

  it("tells of a failure the step, its last words, the log and what to do next, with exit code 1", async () => {
    const folder = project({ loop: LOOP });
    const { code, stdout } = await drover(folder, ["run", "loop", "--input", "fail=true", "--quiet"]);
    expect(code).toBe(1);
    const id = (await newestRun(folder)).slice(-6);
    expect(stdout).toContain(`✗ loop ${id} failed in`);
    expect(stdout).toContain("  test: exited with code 1: expected 3, got 4\n");
    expect(stdout).toContain("  │ expected 3, got 4\n");
    expect(stdout).toContain(`drover logs ${id} test`);
    expect(stdout).toContain(`drover retry ${id}`);
    const log = /log: .+ {2}(\S+\/stderr)\n/.exec(stdout)?.[1] ?? "";
    expect(readFileSync(path.join(folder, log), "utf8")).toBe("expected 3, got 4\n");
    expect(stdout).not.toContain("flaky");
  });

  it("prints events as JSON, one a line, and everything else to standard error", async () => {
    const folder = project({ one: "steps:\n  - { id: a, run: echo hi }\n" });
    const { code, stdout, stderr } = await drover(folder, ["run", "one", "--json"]);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; run: string; at: number });
    expect(events[0]).toMatchObject({ type: "run.started", workflow: "one" });
    expect(events.at(-1)).toMatchObject({ type: "run.ended", status: "succeeded" });
    expect(events.map(({ type }) => type)).toContain("step.ended");
    expect(new Set(events.map(({ run }) => run)).size).toBe(1);
    expect(stderr).toContain("succeeded");
  });

  it("takes inputs from a file and from standard input, and single ones over them", async () => {
    const folder = project({ loop: LOOP });
    writeFileSync(path.join(folder, "in.json"), JSON.stringify({ n: 3, list: ["a"] }));
    const file = await drover(folder, ["run", "loop", "--inputs", "in.json", "-i", "n=4", "-q"]);
    expect(file.stdout).toContain("  n: 4\n  list: a\n");
    const piped = await drover(folder, ["run", "loop", "--inputs", "-", "-i", 'list=["b","c"]', "-q"], {
      input: '{"n": 5}',
    });
    expect(piped.stdout).toContain("  n: 5\n  list: b, c\n");
  });

  it("refuses wrong inputs and wrong files before anything is started or stored", async () => {
    const folder = project({ loop: LOOP, bad: "steps:\n  - id: a\n    rnu: x\n" });
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr, stdout } = await drover(folder, ["run", ...args]);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      return stderr;
    };
    expect(await refused("loop", "-i", "n=three")).toContain("a whole number");
    expect(await refused("loop", "-i", "lsit=a")).toContain('did you mean "list"?');
    // Of one letter nothing is left that a guess could go by.
    expect(await refused("loop", "-i", "m=3")).not.toContain("did you mean");
    expect(await refused("loop", "--inputs", "none.json")).toContain('Cannot read the inputs of "none.json"');
    expect(await refused("bad")).toMatch(/bad\.yaml:4:5 error D101.*\n.*rnu: x\n.*\^\^\^/);
    expect(await refused("lop")).toContain('Did you mean "loop"?');
    expect((await drover(folder, ["run", "loop", "-i", "n"])).code).toBe(64);
    expect(existsSync(path.join(folder, ".drover/state"))).toBe(false);
  });

  it("runs a file by path in a repository without .drover, and hides its state from git", async () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    git(folder, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "Begin");
    mkdirSync(path.join(folder, "sub"));
    writeFileSync(path.join(folder, "sub/w.yaml"), "name: w\nsteps:\n  - { id: a, run: pwd }\n");
    const { code, stdout } = await drover(path.join(folder, "sub"), ["run", "./w.yaml"]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(existsSync(path.join(folder, ".drover/state/store"))).toBe(true);
    expect(git(folder, "status", "--short")).toBe("?? sub/");
    expect(await json<ShownRun[]>(path.join(folder, "sub"), ["runs"])).toMatchObject([
      { workflow: "w", status: "succeeded" },
    ]);
  });

  it("says so where there is neither a project nor a repository", async () => {
    const { code, stderr } = await drover(temporaryFolder(), ["run", "attempt"]);
    expect(code).toBe(2);
    expect(stderr).toContain("`drover init` makes one");
  });

  it("shows child runs under the step that started them", async () => {
    const folder = project({
      inner: "steps:\n  - { id: deep, run: echo deep }\n",
      outer: "steps:\n  - { id: child, workflow: inner }\n",
    });
    const { code, stdout } = await drover(folder, ["run", "outer"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/child\/inner is run \w{6}\n/);
    expect(stdout).toMatch(/ child\/deep succeeded after/);
    expect(await json<ShownRun[]>(folder, ["runs"])).toHaveLength(1);
    expect(await json<ShownRun[]>(folder, ["runs", "--all"])).toHaveLength(2);
  });

  it("traces the failure of a child run to the step that failed in it", async () => {
    const folder = project({
      inner: "steps:\n  - { id: deep, run: 'echo oh no >&2; exit 4' }\n",
      outer: "steps:\n  - { id: child, workflow: inner }\n",
    });
    const { code, stdout } = await drover(folder, ["run", "outer", "-q"]);
    expect(code).toBe(1);
    expect(stdout).toContain("  child › deep: exited with code 4: oh no\n  │ oh no\n");
    const child = (await json<ShownRun[]>(folder, ["runs", "--all"])).find(({ run }) =>
      stdout.includes(`drover logs ${run.slice(-6)} deep`),
    );
    expect((await drover(folder, ["logs", child?.run ?? "", "deep", "--stderr"])).stdout).toBe("oh no\n");
  });

  it("detaches when nobody reads its progress any more", async () => {
    const folder = project({});
    workflow(folder, "work", `steps:\n${untilGo(folder)}`);
    const going = start(folder, ["run", "work"]);
    await going.said("work started");
    going.child.stdout.destroy();
    await drover(folder, ["cancel", await newestRun(folder)]);
    expect(await going.ended).toMatchObject({ code: 3, stderr: "" });
  });
});
