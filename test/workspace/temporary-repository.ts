import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Gen, RunId } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import type { WorkspaceRequest, Workspaces } from "../../src/core/workspace.ts";
import { createWorkspaces } from "../../src/workspace/workspaces.ts";

export const RUN = RunId("01hrun");
export const GEN = Gen("01hrun.7.1");

/** A real repository with one commit on `main`, and workspaces on it. */
export class TemporaryRepository {
  readonly root: string;
  readonly top: string;
  readonly state: string;
  readonly workspaces: Workspaces;

  constructor({ name = "projekt ünï", commits = true }: { name?: string; commits?: boolean } = {}) {
    this.root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover-ws-")));
    this.top = path.join(this.root, name);
    this.state = path.join(this.top, ".drover", "state");
    mkdirSync(this.top);
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("config", "user.name", "Tester");
    this.git("config", "user.email", "tester@example.com");
    if (commits) {
      this.write("readme.md", "one\ntwo\nthree\n");
      this.write("old.txt", "old\n");
      this.write(".gitignore", ".env\n.drover/\nignored/\n");
      this.commit("First");
    }
    this.workspaces = createWorkspaces({ project: this.top, stateFolder: this.state });
  }

  git(...args: string[]): string {
    return this.gitIn(this.top, ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
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

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
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
