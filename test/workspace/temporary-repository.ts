import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Gen, RunId } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import type { WorkspaceRequest, Workspaces } from "../../src/core/workspace.ts";
import { createWorkspaces } from "../../src/workspace/workspaces.ts";
import { atEndOfFile } from "../endings.ts";

export const RUN = RunId("01hrun");
export const GEN = Gen("01hrun.7.1");

const gitIn = (folder: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();

const newFolder = (): string => realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover-ws-")));

const COPY = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true } as const;

const templates = new Map<boolean, string>();

atEndOfFile(() => {
  for (const folder of templates.values()) rmSync(folder, { recursive: true, force: true });
  templates.clear();
});

/** Made once and copied: half a dozen git processes for each repository took longer than most tests themselves. */
function templateOf(commits: boolean): string {
  const known = templates.get(commits);
  if (known !== undefined) return known;
  const folder = newFolder();
  templates.set(commits, folder);
  gitIn(folder, "init", "--quiet", "--initial-branch=main");
  gitIn(folder, "config", "user.name", "Tester");
  gitIn(folder, "config", "user.email", "tester@example.com");
  // A process after each commit, to see whether there is anything to tidy up.
  gitIn(folder, "config", "maintenance.auto", "false");
  const hooks = path.join(folder, ".git", "hooks");
  for (const sample of readdirSync(hooks)) rmSync(path.join(hooks, sample));
  if (!commits) return folder;
  writeFileSync(path.join(folder, "readme.md"), "one\ntwo\nthree\n");
  writeFileSync(path.join(folder, "old.txt"), "old\n");
  writeFileSync(path.join(folder, ".gitignore"), ".env\n.drover/\nignored/\n");
  gitIn(folder, "add", "--all");
  gitIn(folder, "commit", "--quiet", "--message", "First");
  return folder;
}

/** A real repository with one commit on `main`, and workspaces on it. */
export class TemporaryRepository {
  readonly root: string;
  readonly top: string;
  readonly state: string;
  readonly workspaces: Workspaces;
  private readonly kept: string;

  constructor({ name = "projekt ünï", commits = true }: { name?: string; commits?: boolean } = {}) {
    this.root = newFolder();
    this.kept = `${this.root}-kept`;
    this.top = path.join(this.root, name);
    this.state = path.join(this.top, ".drover", "state");
    cpSync(templateOf(commits), this.top, COPY);
    this.workspaces = createWorkspaces({ project: this.top, stateFolder: this.state });
  }

  git(...args: string[]): string {
    return this.gitIn(this.top, ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    return gitIn(folder, ...args);
  }

  write(file: string, text: string, folder = this.top): void {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  commit(message: string, folder = this.top): string {
    this.gitIn(folder, "add", "--all");
    this.gitIn(folder, "commit", "--quiet", "--message", message);
    return this.gitIn(folder, "rev-parse", "HEAD");
  }

  request(changes: Partial<Extract<WorkspaceRequest, { kind: "worktree" }>> = {}): WorkspaceRequest {
    return { kind: "worktree", repo: ".", branch: "drover/one", base: null, copy: [], ...changes };
  }

  open(changes: Partial<Extract<WorkspaceRequest, { kind: "worktree" }>> = {}, run = RUN): Promise<WorkspaceRecord> {
    return this.workspaces.open(run, this.request(changes));
  }

  /** Commits on a branch that carry the effect's trailer. */
  withTrailer(branch: string, gen: Gen): string[] {
    return this.git("log", "--format=%H", `--grep=^Drover-Effect: ${gen}$`, branch).split("\n").filter(Boolean);
  }

  status(folder = this.top): string {
    return this.gitIn(folder, "status", "--porcelain", "--untracked-files=all");
  }

  /** Works with a git before the real one on PATH: a shell script that may end, and has the real one as `$git`. */
  async withGit<T>(script: string, work: () => Promise<T>): Promise<T> {
    const bin = path.join(this.root, "bin");
    const text = `#!/bin/sh\ngit="${this.git("--exec-path")}/git"\n${script}\nexec "$git" "$@"\n`;
    mkdirSync(bin);
    writeFileSync(path.join(bin, "git"), text, { mode: 0o755 });
    const saved = process.env["PATH"];
    process.env["PATH"] = `${bin}:${saved}`;
    try {
      return await work();
    } finally {
      process.env["PATH"] = saved;
    }
  }

  /** Everything as it is now, to be brought back any number of times; paths stay the same. */
  keep(): void {
    cpSync(this.root, this.kept, COPY);
  }

  async restore(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
    cpSync(this.kept, this.root, COPY);
  }

  async remove(): Promise<void> {
    for (const folder of [this.root, this.kept]) await rm(folder, { recursive: true, force: true });
  }
}

/** The code of the DroverError that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
  return "nothing was thrown";
}
