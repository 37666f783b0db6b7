import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { answer, ended, inState, openProject, when, type TestProject } from "./project.ts";

const BROKEN = "export const add = (a, b) => a - b;\n";
const MENDED = "export const add = (a, b) => a + b;\n";
const TEST = "grep -q 'a + b' src/add.js";

let project: TestProject;
beforeAll(async () => {
  project = await openProject({
    "src/add.js": BROKEN,
    // Repeats what it is asked, and does nothing.
    ".drover/agents/idle.yaml": "command: [cat]\n",
    ".drover/agents/noting.yaml": "command: [sh, -c, 'tee -a notes.txt']\n",
    ".drover/agents/endless.yaml": "command: [sh, -c, 'echo begun > begun.txt; sleep 300']\n",
  });
});
afterAll(() => project.close());

const start = (workflow: string, inputs: JsonObject): Promise<RunId> =>
  project.app.start(workflow, inputs, { from: project.root });
const branchOf = (run: RunId): string => {
  const branch = contextOf(run)["branch"];
  return typeof branch === "string" ? branch : "";
};
const contextOf = (run: RunId): JsonObject => project.app.engine.get(run)?.snapshot.context ?? {};
const workspaceOf = (run: RunId): WorkspaceRecord | null => project.app.engine.get(run)?.snapshot.workspace ?? null;
const childrenOf = (run: RunId): readonly RunId[] => project.app.engine.list({ parent: run }).map((child) => child.run);

/** Undoes what a test has merged. */
const onFreshMain = async (test: () => Promise<void>): Promise<void> => {
  const before = project.git("rev-parse", "HEAD");
  await test();
  project.git("reset", "--quiet", "--hard", before);
};

describe("attempt", () => {
  const attempt = async (inputs: JsonObject) =>
    ended(project.app, await start("attempt", { prompt: "Mend add", ...inputs }));

  it("sets up, lets the agent work, tests, merges, cleans up and archives", () =>
    onFreshMain(async () => {
      const cleaned = path.join(project.root, "..", `${path.basename(project.root)}-cleaned`);
      const inputs = {
        agent: "recorded",
        setup: "cat src/add.js",
        test: TEST,
        cleanup: `rmdir '${cleaned}'`,
        merge: true,
      };
      mkdirSync(cleaned);
      const { snapshot, steps } = await attempt(inputs);
      expect([snapshot.status, snapshot.error]).toEqual(["succeeded", null]);
      expect(steps["setup"]?.output["tail"]).toBe(BROKEN);
      expect(project.git("show", "main:src/add.js")).toBe(MENDED.trim());
      expect(readFileSync(path.join(project.root, "src/add.js"), "utf8")).toBe(MENDED);
      expect(existsSync(cleaned)).toBe(false);
      expect(existsSync(snapshot.workspace?.path ?? "")).toBe(false);
      expect(snapshot.output).toMatchObject({ branch: null, changed: ["src/add.js"] });
    }));

  it("leaves its branch and its worktree to look at when nothing asked for a merge", async () => {
    const { snapshot, steps } = await attempt({ agent: "recorded", test: TEST });
    expect(snapshot.status).toBe("succeeded");
    expect(project.git("show", "main:src/add.js")).toBe(BROKEN.trim());
    expect(project.git("show", `${snapshot.workspace?.branch ?? ""}:src/add.js`)).toBe(MENDED.trim());
    expect(existsSync(snapshot.workspace?.path ?? "")).toBe(true);
    expect(["merge", "archive", "setup", "cleanup"].map((step) => steps[step]?.status)).toEqual(
      Array(4).fill("skipped"),
    );
  });

  it("tells the agent what the tests say, merges nothing when they never pass, and keeps the work on the branch", async () => {
    const { snapshot, steps } = await attempt({ agent: "noting", test: "echo too bad; false", merge: true });
    expect(snapshot.status).toBe("failed");
    expect(steps["agent"]).toMatchObject({ visits: 3, output: { text: expect.stringContaining("too bad") as string } });
    expect(steps["merge"]).toBeUndefined();
    const branch = snapshot.workspace?.branch ?? "";
    expect(project.git("show", `${branch}:notes.txt`)).toContain("The tests fail. Fix them.\n\ntoo bad");
    expect(project.git("log", "-1", "--format=%s", branch)).toBe("Unfinished: Mend add");
    expect(existsSync(snapshot.workspace?.path ?? "")).toBe(true);
  });

  it("waits for a person before it merges, and a denial ends it with the reason", async () => {
    const run = await start("attempt", { prompt: "Mend add", agent: "recorded", merge: true, approve: true });
    await answer(project.app, run, "deny", { comment: "not today" });
    const { snapshot } = await ended(project.app, run);
    expect(snapshot).toMatchObject({ status: "failed", error: { code: "denied" } });
    expect(snapshot.error?.message).toContain("not today");
    expect(project.git("show", "main:src/add.js")).toBe(BROKEN.trim());
  });

  it("says that nothing has changed when the agent did nothing", async () => {
    const { snapshot } = await attempt({ agent: "idle" });
    expect(snapshot).toMatchObject({ status: "succeeded", output: { branch: null, changed: [], commit: null } });
  });
});

describe("task", () => {
  const card = (inputs: JsonObject): Promise<RunId> =>
    start("task", { title: "Repair add", prompt: "Mend add", ...inputs });
  const send = (run: RunId, name: string, data: Json = null): Promise<void> => answer(project.app, run, name, data);

  it("goes from to do over progress, review and a follow-up to a merge", () =>
    onFreshMain(async () => {
      const run = await card({ agent: "recorded", test: TEST });
      expect((await inState(project.app, run, "todo")).snapshot.status).toBe("waiting");
      await send(run, "start");
      await inState(project.app, run, "in_progress");
      await inState(project.app, run, "in_review");
      const first = branchOf(run);
      await send(run, "follow_up", { prompt: "Look once more" });
      await when(project.app, run, ({ steps }) => steps["in_progress"]?.visits === 2);
      await inState(project.app, run, "in_review");
      // The recorded agent finds nothing more to do: the branch is still the first one.
      expect(contextOf(run)).toEqual({ prompt: "Look once more", branch: first });
      await send(run, "merge");
      const { snapshot } = await ended(project.app, run);
      expect([snapshot.status, snapshot.error, snapshot.output]).toEqual(["succeeded", null, { branch: first }]);
      expect(project.git("show", "main:src/add.js")).toBe(MENDED.trim());
      expect(project.git("log", "-1", "--format=%s", "main")).toBe("Repair add");
      expect(childrenOf(run).map((child) => existsSync(workspaceOf(child)?.path ?? ""))).toEqual([false, false]);
    }));

  it("takes up the work of an attempt that failed", async () => {
    const run = await card({ agent: "noting", test: "false" });
    await send(run, "start");
    await inState(project.app, run, "in_review");
    const first = branchOf(run);
    expect(project.git("show", `${first}:notes.txt`)).toContain("Mend add");
    await send(run, "follow_up", { prompt: "And now?" });
    await when(project.app, run, ({ steps }) => steps["in_progress"]?.visits === 2);
    await inState(project.app, run, "in_review");
    const second = branchOf(run);
    expect(second).not.toBe(first);
    expect(project.git("show", `${second}:notes.txt`)).toMatch(/^Mend add[^]*And now\?/);
    await send(run, "cancel");
    expect((await ended(project.app, run)).snapshot.status).toBe("canceled");
    // Each attempt asked three times, and the second began with what the first had left.
    expect(project.git("log", "--format=%s", `main..${second}`)).toBe("Unfinished: And now?\nUnfinished: Mend add");
  });

  it("stops: the attempt is canceled, the card stands in to do again, and what was begun is kept", async () => {
    const run = await card({ agent: "endless" });
    await send(run, "start");
    const child = await when(project.app, run, () => childrenOf(run).length === 1).then(
      () => childrenOf(run)[0] as RunId,
    );
    await when(project.app, child, () => existsSync(path.join(workspaceOf(child)?.path ?? "/nowhere", "begun.txt")));
    await send(run, "stop");
    await inState(project.app, run, "todo");
    const { snapshot } = await ended(project.app, child);
    expect(snapshot.status).toBe("canceled");
    expect(project.git("show", `${snapshot.workspace?.branch ?? ""}:begun.txt`)).toBe("begun");
    expect((await when(project.app, run, (state) => state.snapshot.status === "waiting")).snapshot.stops).toEqual([]);
    await send(run, "cancel");
    expect((await ended(project.app, run)).snapshot.status).toBe("canceled");
  });

  it("can be canceled from outside while an attempt is at work, and takes the attempt along", async () => {
    const run = await card({ agent: "endless" });
    await send(run, "start");
    await when(project.app, run, () => childrenOf(run).length === 1);
    await project.app.engine.deliver(run, { type: "cancel", reason: "enough", force: false, sender: { by: "ann" } });
    const { snapshot } = await ended(project.app, run);
    expect(snapshot).toMatchObject({ status: "canceled", error: { message: "The run was canceled by ann: enough" } });
    expect((await ended(project.app, childrenOf(run)[0] as RunId)).snapshot.status).toBe("canceled");
  });

  it("merges the work of an attempt that failed only when a person says so in as many words", () =>
    onFreshMain(async () => {
      const run = await card({ agent: "noting", test: "false" });
      await send(run, "start");
      await inState(project.app, run, "in_review");
      const merge = { type: "signal", name: "merge", step: null, data: null, sender: { by: null } } as const;
      await expect(project.app.engine.deliver(run, merge)).rejects.toMatchObject({ code: "signal.unexpected" });
      await send(run, "merge_anyway");
      expect((await ended(project.app, run)).snapshot.status).toBe("succeeded");
      expect(project.git("show", "main:notes.txt")).toContain("Mend add");
    }));

  it("has nothing to merge before something has changed", async () => {
    const run = await card({ agent: "idle" });
    await send(run, "start");
    await inState(project.app, run, "in_review");
    const merge = { type: "signal", name: "merge", step: null, data: null, sender: { by: null } } as const;
    await expect(project.app.engine.deliver(run, merge)).rejects.toMatchObject({ code: "signal.unexpected" });
    await send(run, "cancel");
    expect((await ended(project.app, run)).snapshot.status).toBe("canceled");
  });
});
