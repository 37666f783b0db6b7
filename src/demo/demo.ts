import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SHIPPED } from "../project/project.ts";

/*
 * `npm run demo`: the main job on a small real repository. `--kill` kills the engine while the agent works and lets the next start
 * finish. `--agent [name]` takes a real agent CLI instead of the recorded session.
 */

const CLI = path.resolve(import.meta.dirname, "../bin/drover.js");
/** What a person types: `npx drover` would ask the registry, for nothing is installed in the demo's folder. */
const LOOK = `node ${CLI}`;
const PROMPT = "The test of add() fails. Make it pass by mending src/add.js.";
/** Agents that have a shipped profile, in the order in which they are looked for on PATH. */
const AGENTS = ["claude", "codex"];

const FILES: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify({ name: "adder", type: "module", scripts: { test: "node --test" } }, null, 2)}\n`,
  "src/add.js": "export const add = (a, b) => a - b;\n",
  "test/add.test.js": [
    'import assert from "node:assert/strict";',
    'import test from "node:test";',
    'import { add } from "../src/add.js";',
    "",
    'test("adds", () => assert.equal(add(2, 3), 5));',
    "",
  ].join("\n"),
};

async function main(args: readonly string[]): Promise<void> {
  const agent = chooseAgent(args);
  const repo = await makeRepository();
  say(`A repository with a failing test: ${repo}`);
  say(
    agent === "recorded"
      ? "The agent is a recorded session of OpenCode, with a scripted model (--agent takes a real one)."
      : `The agent is ${agent}.`,
  );
  writeProfile(repo);
  const run = [
    "run",
    "--foreground",
    "attempt",
    "-i",
    `prompt=${PROMPT}`,
    "-i",
    `agent=${agent}`,
    "-i",
    "test=npm test",
    "-i",
    "merge=true",
  ];
  const code = args.includes("--kill") ? await killAndResume(repo, run) : await drover(repo, run).ended;
  if (code !== 0) {
    say(`The run did not succeed (exit code ${code}). Look: cd ${repo} && ${LOOK} runs`);
    process.exitCode = 1;
    return;
  }
  await showResult(repo);
}

function chooseAgent(args: readonly string[]): string {
  const index = args.indexOf("--agent");
  if (index < 0) return "recorded";
  const named = args[index + 1];
  if (named !== undefined && !named.startsWith("-")) return named;
  const found = AGENTS.find((name) => onPath(name));
  if (found !== undefined) return found;
  say(`None of ${AGENTS.join(", ")} is on PATH; taking the recorded session.`);
  return "recorded";
}

const onPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));

async function makeRepository(): Promise<string> {
  const repo = mkdtempSync(path.join(os.tmpdir(), "drover-demo-"));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(repo, file)), { recursive: true });
    writeFileSync(path.join(repo, file), text);
  }
  await git(repo, "init", "--quiet", "--initial-branch", "main");
  await git(repo, "config", "user.name", "Demo");
  await git(repo, "config", "user.email", "demo@localhost");
  await drover(repo, ["init"], "ignore").ended;
  await git(repo, "add", "--all");
  await git(repo, "commit", "--quiet", "--message", "An adder that subtracts");
  return repo;
}

function writeProfile(repo: string): void {
  const profile = { executor: "replay", recording: path.join(SHIPPED.recordings, "fix-add-opencode"), pace: 0.3 };
  writeFileSync(path.join(repo, ".drover/agents/recorded.yaml"), `${JSON.stringify(profile)}\n`);
}

/** The first engine dies by SIGKILL as soon as the agent has said something; the second one finds the agent at work. */
async function killAndResume(repo: string, run: readonly string[]): Promise<number> {
  const first = drover(repo, run);
  const isKilled = await Promise.race([first.ended.then(() => false), agentSpoke(repo).then(() => true)]);
  if (!isKilled) return first.ended;
  first.kill();
  await first.ended;
  say("\nThe engine was killed with SIGKILL while the agent works. The agent does not notice. A second start:\n");
  return drover(repo, ["resume", "--foreground"]).ended;
}

/** Resolves when the agent has written something; the setup before it is silent. */
async function agentSpoke(repo: string): Promise<void> {
  const attempts = path.join(repo, ".drover/state/attempts");
  for (;;) {
    const folders = existsSync(attempts) ? readdirSync(attempts) : [];
    if (folders.some((folder) => hasSpoken(path.join(attempts, folder)))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const hasSpoken = (attempt: string): boolean =>
  (statSync(path.join(attempt, "stdout"), { throwIfNoEntry: false })?.size ?? 0) > 0;

async function showResult(repo: string): Promise<void> {
  say("\nWhat was merged:\n");
  await git(repo, "--no-pager", "log", "--graph", "--stat", "-3", "--format=%h %an: %s%n%(trailers:key=Drover-Effect)");
  await git(repo, "--no-pager", "diff", "HEAD~1", "--", "src");
  say("\nThe run:\n");
  await drover(repo, ["show", latestRun(repo)]).ended;
  say(`\nIt is all in ${repo}; look around there with ${LOOK} runs, then remove it.`);
}

/** Run ids sort by the time of their creation. */
function latestRun(repo: string): string {
  const attempts = readdirSync(path.join(repo, ".drover/state/attempts"));
  return (
    attempts
      .map((gen) => gen.split(".")[0] ?? "")
      .toSorted()
      .at(-1) ?? ""
  );
}

function drover(
  repo: string,
  args: readonly string[],
  stdio: "inherit" | "ignore" = "inherit",
): { kill: () => void; ended: Promise<number> } {
  if (stdio === "inherit")
    say(`$ drover ${args.map((arg) => (arg.includes(" ") ? JSON.stringify(arg) : arg)).join(" ")}`);
  const child = spawn(process.execPath, [CLI, ...args], { cwd: repo, stdio });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
  return { kill: () => void child.kill("SIGKILL"), ended };
}

async function git(repo: string, ...args: readonly string[]): Promise<void> {
  const child = spawn("git", args, { cwd: repo, stdio: "inherit" });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}`);
}

function say(text: string): void {
  console.log(text);
}

await main(process.argv.slice(2));
