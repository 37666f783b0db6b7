import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { allCommands } from "../../src/cli/commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { processShell } from "../../src/cli/shell.ts";
import type { Command } from "commander";
import { drover, json, MAIN, newestRun, project, temporaryFolder } from "./drover.ts";

const HELLO = "workspace: none\nsteps:\n  - { id: hello, run: echo hello }\n";

const completed = async (cwd: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const { stdout, code } = await drover(cwd, ["__complete", "--", ...words]);
  expect(code).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
};

describe("completion", () => {
  it("offers commands, options, choices, and what stands in the project", async () => {
    const folder = project({ hello: HELLO, "hello-again": HELLO });
    expect((await drover(folder, ["run", "hello"])).code).toBe(0);
    const run = await newestRun(folder);
    expect(await completed(folder, "sh")).toEqual(["show"]);
    expect(await completed(folder, "_")).toEqual([]);
    expect(await completed(folder, "agents", "")).toEqual(["show", "add", "edit", "remove", "check"]);
    expect(await completed(folder, "run", "hel")).toEqual(["hello", "hello-again"]);
    expect(await completed(folder, "runs", "-w", "hello-")).toEqual(["hello-again"]);
    expect(await completed(folder, "runs", "--status", "s")).toEqual(["succeeded"]);
    expect(await completed(folder, "runs", "--js")).toEqual(["--json"]);
    expect(await completed(folder, "show", "")).toEqual([run.slice(-6)]);
    expect(await completed(folder, "show", "--json", run.slice(0, 4))).toEqual([run]);
    expect(await completed(folder, "agents", "show", "recorded-h")).toEqual(["recorded-hasty"]);
    expect(await completed(temporaryFolder(), "show", "")).toEqual([]);
  });

  it("works in a real bash", async () => {
    const folder = project({ hello: HELLO });
    const bin = path.join(temporaryFolder(), "bin");
    mkdirSync(bin);
    symlinkSync(MAIN, path.join(bin, "drover"));
    const tried = (line: string): string =>
      execFileSync(
        "bash",
        [
          "--norc",
          "-c",
          `eval "$(drover completion bash)"
           COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}
           read -ra COMP_WORDS <<< "$COMP_LINE"; [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
           COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
           complete -p drover; _drover; printf '%s\n' "\${COMPREPLY[@]}"`,
        ],
        { cwd: folder, encoding: "utf8", env: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` } },
      );
    expect(tried("drover run he").split("\n")).toEqual(["complete -o default -F _drover drover", "hello", ""]);
    expect(tried("drover agents ")).toContain("\ncheck\n");
    expect(tried("drover serve --log-level ")).toContain("\ndebug\ninfo\nwarn\nerror\n");
  });

  it.each(["bash", "zsh", "fish"])("prints a script for %s, and an error for other shells", async (shell) => {
    const { stdout, code } = await drover(temporaryFolder(), ["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("drover __complete --");
    expect((await drover(temporaryFolder(), ["completion", "tcsh"])).code).toBe(64);
  });
});

/** Commands whose output is a text of another kind by its nature. */
const WITHOUT_JSON: Readonly<Record<string, string>> = {
  graph: "prints a diagram, as text or as Mermaid",
  completion: "prints a script for a shell",
  __complete: "is asked by those scripts, and answers with lines",
  top: "is a screen that people look at and press keys on",
  mcp: "speaks a protocol of its own, which is JSON",
};

describe("--json", () => {
  const leaves = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(leaves)];

  it("is an option of every command, save those with a reason", async () => {
    const shell = processShell(
      () => undefined,
      () => Promise.resolve(null),
    );
    const program = createProgram(await allCommands(), shell);
    const without = program.commands
      .flatMap(leaves)
      .filter(({ options }) => !options.some(({ long }) => long === "--json"))
      .map((command) => command.name());
    expect(without.toSorted()).toEqual(Object.keys(WITHOUT_JSON).toSorted());
  });
});

describe("drover token", () => {
  it("makes tokens, lists them without their values and takes them back", async () => {
    const folder = project({});
    const { stdout } = await drover(folder, ["token", "add", "ci", "--role", "operate"]);
    expect(stdout).toMatch(/^drover_[\w-]{43}\n$/);
    const made = await json<{ token: string }>(folder, ["token", "add", "reader"]);
    expect(made).toMatchObject({ name: "reader", role: "read" });
    const listed = await json<object[]>(folder, ["token"]);
    expect(listed).toMatchObject([
      { name: "ci", role: "operate" },
      { name: "reader", role: "read" },
    ]);
    expect(JSON.stringify(listed)).not.toContain("drover_");
    expect((await drover(folder, ["token", "add", "ci"])).stderr).toContain("there is one of that name");
    expect((await drover(folder, ["token", "remove", "ci"])).code).toBe(0);
    expect(await json(folder, ["token"])).toMatchObject([{ name: "reader" }]);
    expect((await drover(folder, ["token", "remove", "ci"])).code).toBe(64);
  });
});
