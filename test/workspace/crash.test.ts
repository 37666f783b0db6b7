import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { quietDesk } from "../actions/support.ts";
import { bundledFixture } from "../crash/bundle.ts";
import type { Action, Attempt } from "../../src/core/action.ts";
import { Gen, RunId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { createGitCommitAction } from "../../src/actions/git-commit.ts";
import { createGitMergeAction } from "../../src/actions/git-merge.ts";
import { createWorkspaceArchiveAction } from "../../src/actions/workspace-archive.ts";
import { createWorkspaceOpenAction } from "../../src/actions/workspace-open.ts";
import { createWorkspaces } from "../../src/workspace/workspaces.ts";
import { GEN, RUN, TemporaryRepository } from "./temporary-repository.ts";

const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");
const PROCESS = bundledFixture("workspace-action.mjs");
const REAL_GIT = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
type When = "before" | "after" | "orphan";
interface Scene {
  readonly repo: TemporaryRepository;
  readonly record: WorkspaceRecord | null;
  readonly run?: RunId;
  readonly params?: JsonObject;
}
interface Play {
  readonly create: (options: Parameters<typeof createGitMergeAction>[0]) => Action;
  readonly params: JsonObject;
  readonly set: () => Promise<Scene>;
  /** What has to be true once the action was performed again after the crash. */
  readonly verify: (scene: Scene, outcome: Outcome) => void;
}

/**
 * Kills the process that performs the action at every single git command that changes something, performs it again, and verifies; once
 * more than there should be such commands, to see that it then comes to its end. Gives the commands.
 */
async function killEverywhere(play: Play, when: When, expected: number): Promise<readonly string[]> {
  const killed: string[] = [];
  let next = 1;
  // The scene is set once a lane: to set it took more git commands than are killed in it.
  const lane = async (): Promise<void> => {
    const scene = await play.set();
    try {
      for (scene.repo.keep(); next <= expected + 1; await scene.repo.restore()) {
        const at = next++;
        const command = await killAt(play, scene, when, at);
        if (command !== null) killed[at - 1] = command;
      }
    } finally {
      await scene.repo.remove();
    }
  };
  await Promise.all([lane(), lane()]);
  return killed;
}

/** The command at which it was killed; `null` when it had ended before. */
async function killAt(play: Play, scene: Scene, when: When, at: number): Promise<string | null> {
  try {
    const { top, state } = scene.repo;
    const action = play.create({ workspaces: createWorkspaces({ project: top, stateFolder: state }) });
    const attempt = attemptOf(scene, play.params);
    const { killed, gone } = await performAndDie(scene.repo, { name: action.name, attempt, when, at });
    play.verify(scene, await action.perform(attempt));
    await gone;
    return killed;
  } catch (error) {
    throw new Error(`Killed ${when} git command ${at}.`, { cause: error });
  }
}

const attemptOf = ({ record, run = RUN, params: own }: Scene, params: JsonObject): Attempt => ({
  run,
  gen: GEN,
  step: "step",
  params: own ?? params,
  env: {},
  idleMs: null,
  attempt: 1,
  visit: 1,
  workspace: record,
  session: null,
  halt: new AbortController().signal,
  recovering: false,
  found: () => {},
  desk: quietDesk,
  held: () => {},
});

async function performAndDie(
  { root, top, state }: TemporaryRepository,
  { name, attempt, when, at }: { name: string; attempt: Attempt; when: When; at: number },
): Promise<{ readonly killed: string | null; readonly gone: Promise<unknown> }> {
  const bin = path.join(root, "bin");
  mkdirSync(bin);
  symlinkSync(path.join(FIXTURES, "crashing-git.sh"), path.join(bin, "git"));
  const job = JSON.stringify({ project: top, stateFolder: state, name, attempt });
  const child = spawn(process.execPath, [...PROCESS, job], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env["PATH"]}`,
      REAL_GIT,
      CRASH_LOG: path.join(root, "commands"),
      CRASH_AT: String(at),
      CRASH_WHEN: when,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => (said += data.toString()));
  // An orphan still has the pipe.
  const gone = once(child, "close");
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal === "SIGKILL") {
    const commands = readFileSync(path.join(root, "commands"), "utf8").split("\n");
    return { killed: commands[at - 1] ?? null, gone };
  }
  expect([code, said]).toEqual([0, expect.stringContaining('"status":"succeeded"')]);
  return { killed: null, gone };
}

const log = (repo: TemporaryRepository, ...args: string[]): string[] =>
  repo
    .git("log", ...args)
    .split("\n")
    .filter(Boolean);
const checkpoints = (repo: TemporaryRepository): string[] =>
  repo.git("for-each-ref", "--format=%(refname)", `refs/drover/${RUN}`).split("\n").filter(Boolean);

const opening: Play = {
  create: createWorkspaceOpenAction,
  params: { kind: "worktree", repo: ".", branch: "drover/one", base: null, copy: [".env"] },
  set: () => {
    const repo = new TemporaryRepository();
    repo.write(".env", "SECRET=1\n");
    return Promise.resolve({ repo, record: null });
  },
  verify: ({ repo }, { status, output }) => {
    const folder = path.join(repo.state, "worktrees", RUN);
    expect(status).toBe("succeeded");
    expect(output).toEqual({
      kind: "worktree",
      path: folder,
      repo: repo.top,
      branch: "drover/one",
      base: repo.git("rev-parse", "main"),
      target: "main",
    });
    expect(repo.git("rev-parse", "drover/one")).toBe(output["base"]);
    expect(repo.gitIn(folder, "symbolic-ref", "--short", "HEAD")).toBe("drover/one");
    expect(readFileSync(path.join(folder, ".env"), "utf8")).toBe("SECRET=1\n");
    expect([repo.status(folder), repo.status()]).toEqual(["", ""]);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(2);
    expect(repo.git("worktree", "list", "--porcelain")).not.toContain("locked");
  },
};

const working = async (): Promise<{ repo: TemporaryRepository; record: WorkspaceRecord }> => {
  const repo = new TemporaryRepository();
  const record = await repo.open();
  repo.write("feature.txt", "feature\n", record.path);
  repo.write("readme.md", "ONE\ntwo\nthree\n", record.path);
  return { repo, record };
};

const committing: Play = {
  create: createGitCommitAction,
  params: { message: "Add the feature" },
  set: working,
  verify: ({ repo, record }, { status, output }) => {
    expect(status).toBe("succeeded");
    expect(output).toEqual({ commit: repo.git("rev-parse", "drover/one"), files: ["feature.txt", "readme.md"] });
    expect(log(repo, "--format=%s", "main..drover/one")).toEqual(["Add the feature"]);
    expect(repo.withTrailer("drover/one", GEN)).toEqual([output["commit"]]);
    expect([repo.status(record?.path), repo.status()]).toEqual(["", ""]);
  },
};

/** A commit of the agent's, work that it did not commit, a target that has gone on, and changes of the user's own. */
const mergeable = async (): Promise<Scene> => {
  const scene = await working();
  scene.repo.commit("The agent's commit", scene.record.path);
  scene.repo.write("uncommitted.txt", "uncommitted\n", scene.record.path);
  scene.repo.write("readme.md", "one\ntwo\nTHREE\n");
  scene.repo.commit("Meanwhile");
  scene.repo.write("old.txt", "the user's own\n");
  scene.repo.write("notes.txt", "the user's own\n");
  return scene;
};

const merging = (strategy: string, into: string): Play => ({
  create: createGitMergeAction,
  params: { strategy, into },
  set: async () => {
    const scene = await mergeable();
    scene.repo.git("branch", "release");
    return scene;
  },
  verify: ({ repo }, { status, output }) => {
    expect(status).toBe("succeeded");
    expect(output["files"]).toEqual(["feature.txt", "readme.md", "uncommitted.txt"]);
    expect(output["commit"]).toBe(repo.git("rev-parse", into));
    expect(repo.withTrailer(into, GEN)).toEqual([output["commit"]]);
    expect(repo.withTrailer("drover/one", Gen(`${GEN}.commit`))).toHaveLength(1);
    expect(log(repo, "--first-parent", "--format=%s", into)).toHaveLength(3);
    expect(repo.git("show", `${into}:readme.md`)).toBe("ONE\ntwo\nTHREE");
    expect(repo.git("show", `${into}:uncommitted.txt`)).toBe("uncommitted");
    expect(repo.status()).toBe(" M old.txt\n?? notes.txt");
  },
});

const archiving: Play = {
  create: createWorkspaceArchiveAction,
  params: {},
  set: working,
  verify: ({ repo, record }, outcome) => {
    const checkpoint = `refs/drover/${RUN}/1`;
    expect(outcome).toEqual({ status: "succeeded", output: { removed: true, checkpoint }, error: null });
    expect(checkpoints(repo)).toEqual([checkpoint]);
    expect(repo.git("show", `${checkpoint}:feature.txt`)).toBe("feature");
    expect(repo.git("show", `${checkpoint}:readme.md`)).toBe("ONE\ntwo\nthree");
    expect(existsSync(record?.path ?? "")).toBe(false);
    expect(readdirSync(path.join(repo.state, "worktrees"))).toEqual([]);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
    expect(repo.status()).toBe("");
  },
};

const archivingMerged: Play = {
  ...archiving,
  set: async () => {
    const { repo, record } = await working();
    repo.commit("Work", record.path);
    const merge = {
      gen: GEN,
      repo: repo.top,
      branch: "drover/one",
      worktree: record.path,
      into: "main",
      message: null,
    };
    await repo.workspaces.merge({ ...merge, strategy: "squash" });
    return { repo, record };
  },
  verify: ({ repo, record }, outcome) => {
    expect(outcome).toEqual({ status: "succeeded", output: { removed: true, checkpoint: null }, error: null });
    expect(checkpoints(repo)).toEqual([]);
    expect(repo.git("branch", "--format=%(refname:short)")).toBe("main");
    expect(existsSync(record?.path ?? "")).toBe(false);
    expect(readdirSync(path.join(repo.state, "worktrees"))).toEqual([]);
    expect(repo.git("show", "main:feature.txt")).toBe("feature");
  },
};

/** The files of a run whose branch has gone on since: one commit, and what was not committed. */
const FORKED = RunId("01hfork");
const forked: Play = {
  create: createWorkspaceOpenAction,
  params: {},
  set: async () => {
    const { repo, record } = await working();
    repo.commit("The agent's commit", record.path);
    repo.write("uncommitted.txt", "then\n", record.path);
    repo.git("-C", record.path, "rm", "--quiet", "old.txt");
    const { head, commit } = await repo.workspaces.keep(RUN, record, "1");
    repo.write("uncommitted.txt", "now\n", record.path);
    repo.commit("Later", record.path);
    const base = repo.git("rev-parse", "main");
    const params = { kind: "worktree", repo: repo.top, branch: "drover/fork", base, target: "main", head, commit };
    return { repo, record: null, run: FORKED, params };
  },
  verify: ({ repo }, { status, output }) => {
    const folder = path.join(repo.state, "worktrees", FORKED);
    expect([status, output["path"], output["base"]]).toEqual(["succeeded", folder, repo.git("rev-parse", "main")]);
    expect(log(repo, "--format=%s", "main..drover/fork")).toEqual(["The agent's commit"]);
    expect(repo.status(folder)).toBe(" D old.txt\n?? uncommitted.txt");
    expect(readFileSync(path.join(folder, "uncommitted.txt"), "utf8")).toBe("then\n");
    expect(log(repo, "--format=%s", "main..drover/one")).toEqual(["Later", "The agent's commit"]);
    expect(repo.git("worktree", "list").split("\n")).toHaveLength(3);
  },
};

const OPEN = ["worktree add"];
const FORK = ["worktree add", "update-ref", "read-tree", "reset"];
const COMMIT = ["add", "commit"];
const MERGE = [...COMMIT, "merge-tree", "commit-tree", "commit-tree", "update-ref"];
const CHECKPOINT = ["add", "write-tree", "commit-tree", "update-ref"];

test.each<[string, Play, When, readonly string[]]>([
  ["opening a worktree", opening, "before", OPEN],
  ["opening a worktree", opening, "after", OPEN],
  ["opening a worktree", opening, "orphan", OPEN],
  ["opening a fork's worktree", forked, "after", FORK],
  ["opening a fork's worktree", forked, "orphan", FORK],
  ["a commit", committing, "after", COMMIT],
  ["a commit", committing, "orphan", COMMIT],
  ["a merge into the user's checkout", merging("merge", "main"), "after", [...MERGE, "merge"]],
  ["a merge into the user's checkout", merging("merge", "main"), "orphan", [...MERGE, "merge"]],
  ["a squash into a branch without a checkout", merging("squash", "release"), "after", [...MERGE, "update-ref"]],
  ["archiving unsaved work", archiving, "before", [...CHECKPOINT, "worktree remove"]],
  ["archiving unsaved work", archiving, "after", [...CHECKPOINT, "worktree remove"]],
  [
    "archiving merged work",
    archivingMerged,
    "after",
    ["add", "write-tree", "worktree remove", "update-ref", "update-ref"],
  ],
])("%s survives kill -9 at every git command, once and whole (%#)", async (_, play, when, commands) => {
  expect(await killEverywhere(play, when, commands.length)).toEqual(commands);
});
