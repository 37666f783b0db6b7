import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import type { RunState } from "../../src/core/run.ts";
import { openApp } from "../../src/app.ts";
import { timelineOf } from "../../src/cli/timeline.ts";
import { projectAt } from "../../src/project/project.ts";
import { answer, ended, openProject, type TestProject, when } from "../examples/project.ts";

let project: TestProject;

beforeEach(async () => {
  project = await openProject({
    "server.yaml": `name: server
workspace: none
steps:
  - { id: start, run: "setsid sleep 300 >/dev/null 2>&1 & echo $! >server.pid" }
  - { id: hold, wait: { event: go } }
  - { id: use, run: "kill -0 $(cat server.pid)" }
`,
    "tree.yaml": `name: tree
workspace: { repo: ., branch: "drover/\${{ run.shortId }}" }
steps:
  - { id: write, run: "echo kept >kept.txt" }
  - { id: commit, uses: git.commit, with: { message: Keep } }
  - { id: hold, wait: { event: go } }
  - { id: read, run: cat kept.txt }
`,
  });
});

afterEach(() => project.close());

const isWaiting = ({ snapshot }: RunState): boolean => snapshot.status === "waiting";
const serverPid = (): number => Number(readFileSync(path.join(project.root, "server.pid"), "utf8"));

/** A zombie that nobody has collected yet is dead. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, "utf8"));
}

/** The next engine on the same state, as after a restart. */
async function nextEngine(): Promise<App> {
  await project.app.close();
  const app = await openApp({ project: projectAt(project.root), command: "test, again" });
  await app.resume();
  project = {
    ...project,
    app,
    close: async () => (await app.close(), rmSync(project.root, { recursive: true, force: true })),
  };
  return app;
}

it("what a script leaves at work lives as long as its run, also over a restart of the engine, and ends with it", async () => {
  const run = await project.app.start("./server.yaml", {}, { from: project.root });
  await when(project.app, run, isWaiting);
  const pid = serverPid();
  const app = await nextEngine();
  expect(isAlive(pid)).toBe(true);
  await answer(app, run, "go");
  expect((await ended(app, run)).snapshot.status).toBe("succeeded");
  await app.close();
  expect(isAlive(pid)).toBe(false);
});

it("a worktree that was removed by hand is added again from its branch, and that is told", async () => {
  const run = await project.app.start("./tree.yaml", {}, { from: project.root });
  const { snapshot } = await when(project.app, run, isWaiting);
  rmSync(snapshot.workspace?.path ?? "", { recursive: true });
  await answer(project.app, run, "go");
  const { snapshot: end, steps } = await ended(project.app, run);
  expect(end.status).toBe("succeeded");
  expect(steps["read"]?.output["tail"]).toBe("kept\n");
  const journal = [...project.app.store.journal(run)];
  const told = journal.flatMap(({ events = [] }) =>
    events.filter((event) => event.type === "step.ended" && "note" in event),
  );
  const note = expect.stringMatching(/^its worktree was gone and was added again/);
  expect(told).toEqual([expect.objectContaining({ step: "read", note })]);
  expect(timelineOf(journal, null).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^read succeeded; its worktree was gone/),
  );
});
