import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import type { WorkspaceDiff } from "../../src/core/workspace.ts";
import { diffWorkspace } from "../../src/workspace/diff.ts";
import { codeOf, GEN, RUN, TemporaryRepository } from "./temporary-repository.ts";

let repo: TemporaryRepository;
let record: WorkspaceRecord;
beforeEach(async () => {
  repo = new TemporaryRepository();
  record = await repo.open();
});
afterEach(() => repo.remove());

const paths = ({ files }: WorkspaceDiff): string[] => files.map(({ path }) => path);
const removed = (): void => rmSync(record.path, { recursive: true });
const committed = (): void => {
  repo.write("committed.txt", "one\n", record.path);
  repo.commit("Work", record.path);
};

test("of a folder that was archived, what was kept is compared", async () => {
  committed();
  repo.write("ünten/not.txt", "two\n", record.path);
  const before = await diffWorkspace(record, null);
  expect(before).toMatchObject({ source: "folder", ref: null });
  await repo.workspaces.archive(RUN, record);
  expect(await diffWorkspace(record, null)).toMatchObject({
    source: "checkpoint",
    ref: `refs/drover/${RUN}/1`,
    files: before.files,
    leftOut: [],
  });
  expect(paths(await diffWorkspace(record, "ünten"))).toEqual(["ünten/not.txt"]);
});

test("of a folder that was removed by hand, what was committed on its branch is", async () => {
  committed();
  repo.write("not.txt", "two\n", record.path);
  removed();
  const found = await diffWorkspace(record, null);
  expect(found).toMatchObject({ source: "branch", ref: "drover/one" });
  expect(paths(found)).toEqual(["committed.txt"]);
});

test("of one that went with its branch when all was merged, what its last attempt left is", async () => {
  repo.write("early.txt", "one\n", record.path);
  await repo.workspaces.keep(RUN, record, `${GEN}.begin`);
  committed();
  await repo.workspaces.keep(RUN, record, `${GEN}.end`);
  await repo.workspaces.merge({
    gen: GEN,
    repo: repo.top,
    branch: "drover/one",
    worktree: record.path,
    into: "main",
    strategy: "squash",
    message: null,
  });
  expect(await repo.workspaces.archive(RUN, record)).toEqual({ removed: true, checkpoint: null });
  const found = await diffWorkspace(record, null);
  expect(found).toMatchObject({ source: "attempt", ref: `refs/drover/${RUN}/files/${GEN}.end` });
  expect(paths(found)).toEqual(["committed.txt", "early.txt"]);
});

test("where nothing is left of it, that is said", async () => {
  await repo.workspaces.archive(RUN, record);
  expect(await codeOf(diffWorkspace(record, null))).toBe("workspace.missing");
  rmSync(repo.top, { recursive: true });
  expect(await codeOf(diffWorkspace(record, null))).toBe("workspace.missing");
});
