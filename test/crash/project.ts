import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { atEndOfFile } from "../endings.ts";
import type { Answer, Life } from "./engine-process.ts";

const WORKFLOWS = path.resolve(import.meta.dirname, "workflows");
const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");

/** A project of its own with the workflows, and a log that lies outside of it. */
export interface CrashProject {
  readonly root: string;
  readonly log: string;
  /** With a git repository around it, of one commit. */
  readonly isRepository: boolean;
}

/** Of the present file of tests. */
let folder: string | null = null;
let made = 0;

const ownFolder = (): string => (folder ??= realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover-crash-"))));

atEndOfFile(() => {
  if (folder === null) return;
  for (const name of readdirSync(folder)) endMarked(path.join(folder, name, "project"));
  rmSync(folder, { recursive: true, force: true });
  folder = null;
});

/** Made once and copied: many git processes for each kill point would be most of the work. */
function repositoryTemplate(): string {
  const root = path.join(ownFolder(), "template", "project");
  if (existsSync(root)) return root;
  writeDrover(root);
  writeFileSync(path.join(root, ".drover", ".gitignore"), "state/\n");
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "config", "user.name", "Tester");
  git(root, "config", "user.email", "tester@example.com");
  // A process after each commit, to see whether there is anything to tidy up.
  git(root, "config", "maintenance.auto", "false");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "First");
  rmSync(path.join(root, ".git", "hooks"), { recursive: true, force: true });
  return root;
}

export function newProject({ isRepository }: { isRepository: boolean }): CrashProject {
  const own = path.join(ownFolder(), String(++made));
  const root = path.join(own, "project");
  if (isRepository) cpSync(repositoryTemplate(), root, { recursive: true });
  else writeDrover(root);
  return { root, log: path.join(own, "log"), isRepository };
}

function writeDrover(root: string): void {
  cpSync(WORKFLOWS, path.join(root, ".drover", "workflows"), { recursive: true });
  mkdirSync(path.join(root, ".drover", "agents"));
  for (const [name, profile] of Object.entries(AGENTS))
    writeFileSync(path.join(root, ".drover", "agents", `${name}.yaml`), JSON.stringify(profile));
}

const AGENTS = {
  ticker: { command: ["sh", path.join(FIXTURES, "ticking-agent.sh")] },
  asker: {
    executor: "acp",
    command: ["sh", path.join(FIXTURES, "asking-agent.sh")],
    permissions: { otherwise: "ask", approver: { agent: "decider" } },
  },
  decider: { command: ["sh", path.join(FIXTURES, "deciding-agent.sh")] },
};

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();

/** A life that starts each of the workflows once; run ids are the same in every life. */
export function lifeOf({ root, log }: CrashProject, workflows: readonly string[], more: Partial<Life> = {}): Life {
  const starts = workflows.map((workflow, index) => ({ workflow, run: runOf(workflow, index), inputs: { log } }));
  const [first] = starts;
  if (first?.workflow === "fork") starts.push({ ...first, run: runOf("fork", 1), ...FORK(first.run) });
  return { root, starts, answers: answers(log), ...more };
}

const FORK = (from: string) => ({ fork: { from, step: "more" } });

const runOf = (workflow: string, index: number): string => `01crash${workflow.padEnd(12, "0")}${index}`;

/** What people answer, whatever the engine goes through. */
const answers = (log: string): readonly Answer[] => [
  { workflow: "steps", step: "approval", signal: "approve" },
  { workflow: "states", state: "editing.polish", signal: "suspend" },
  { workflow: "states", state: "paused", signal: "resume", after: "suspend" },
  { workflow: "states", state: "editing.polish", signal: "publish", after: "resume" },
  { workflow: "states", state: "building", signal: "abort", begun: { log, step: "building" } },
  { workflow: "states", step: "asking", signal: "approve" },
  { workflow: "approver", ask: "deploy", signal: "deny", begun: { log, step: "ponders" } },
];

/** Each effect that began: its generation and the name of its step, in the order in which they began. */
export const effects = ({ log }: CrashProject): readonly { readonly gen: string; readonly step: string }[] =>
  (existsSync(log) ? readFileSync(log, "utf8") : "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [gen = "", step = ""] = line.split(" ");
      return { gen, step };
    });

/** Living processes that carry the mark of the project's state folder. */
export function markedProcesses(root: string): readonly number[] {
  const mark = `DROVER_STATE=${path.join(root, ".drover", "state", "attempts")}\0`;
  return readdirSync("/proc").flatMap((name) =>
    /^\d+$/.test(name) && environOf(name).includes(mark) ? [Number(name)] : [],
  );
}

function environOf(pid: string): string {
  try {
    return `${readFileSync(`/proc/${pid}/environ`, "latin1")}\0`;
  } catch {
    // Gone meanwhile, or somebody else's.
    return "";
  }
}

/** Kills everything that carries the mark, the leaders first: none of them lives to record how the others ended. */
export function endMarked(root: string): void {
  for (const pid of markedProcesses(root).toSorted((a, b) => a - b)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
