import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, git, json, newestRun, project, root, type ShownRun, temporaryFolder, workflow } from "./drover.ts";

interface Forked extends ShownRun {
  readonly workspace: { readonly path: string; readonly branch: string } | null;
  readonly forkedFrom: { readonly run: string; readonly seq: number; readonly files: object } | null;
}

/** Two agents that each write a line, a script that changes files as well, and one that fails until somebody has mended the cause. */
const TASK = `steps:
  - { id: plan, agent: writer, prompt: Plan }
  - { id: build, agent: writer, prompt: Build }
  - { id: test, run: 'echo tested >>tested.txt; test -e "$MENDED"', env: { MENDED: "\${{ inputs.mended }}" } }
inputs: { mended: { type: string } }
`;

function withTask(config = "{}"): { readonly folder: string; readonly mended: string } {
  const folder = project({ task: TASK });
  const script = path.join(folder, ".drover/writer.sh");
  writeFileSync(script, 'read -r said; echo "$said" >>work.txt; echo "wrote $said"\n');
  writeFileSync(path.join(folder, ".drover/config.yaml"), config);
  mkdirSync(path.join(folder, ".drover/agents"));
  writeFileSync(path.join(folder, ".drover/agents/writer.yaml"), JSON.stringify({ command: ["sh", script] }));
  return { folder, mended: path.join(folder, "mended") };
}

const show = (folder: string, run: string): Promise<Forked> => json<Forked>(folder, ["show", run]);
const fork = (folder: string, ...args: readonly string[]) => drover(folder, ["fork", ...args]);

/** All that the store knows of a run, as text. */
const whole = async (folder: string, run: string): Promise<readonly string[]> => [
  (await drover(folder, ["show", run, "--json"])).stdout,
  (await drover(folder, ["show", run, "--journal"])).stdout,
];

const worktree = async (folder: string, run: string): Promise<string> =>
  (await show(folder, run)).workspace?.path ?? "";
const read = (...file: readonly string[]): string => readFileSync(path.join(...file), "utf8");

async function failedTask(config?: string) {
  const { folder, mended } = withTask(config);
  expect((await drover(folder, ["run", "task", "-q", "-i", `mended=${mended}`])).code).toBe(1);
  return { folder, mended, run: await newestRun(folder) };
}

describe("drover fork", () => {
  it("goes on at the step that failed, once its cause is mended, with the files of then; the old run stays as it is", async () => {
    const { folder, mended, run } = await failedTask();
    const before = await whole(folder, run);
    const files = git(await worktree(folder, run), "status", "--porcelain");
    writeFileSync(mended, "");
    const forked = await fork(folder, run);
    expect(forked.stderr).toMatch(/Run \w{6} goes on from entry 4 of run \w{6}, with the files as of entry 4\./);
    expect([forked.code, /plan started|build started/.test(forked.stdout)]).toEqual([0, false]);
    const own = await show(folder, await newestRun(folder));
    expect(own).toMatchObject({
      status: "succeeded",
      forkedFrom: { run, seq: 4, files: { of: "entry", seq: 4, isOlder: false } },
    });
    const at = own.workspace?.path ?? "";
    expect([read(at, "work.txt"), read(at, "tested.txt")]).toEqual(["Plan\nBuild\n", "tested\n"]);
    expect(await whole(folder, run)).toEqual(before);
    expect(git(await worktree(folder, run), "status", "--porcelain")).toBe(files);
    expect((await drover(folder, ["show", own.run])).stdout).toMatch(
      /forked from +run \w{6} at entry 4, with the files as of entry 4/,
    );
  });

  it("does a step and all behind it once more, and a fork can be forked", async () => {
    const { folder, mended, run } = await failedTask();
    writeFileSync(mended, "");
    expect((await fork(folder, run, "--from", "build")).code).toBe(0);
    const first = await newestRun(folder);
    expect(read(await worktree(folder, first), "work.txt")).toBe("Plan\nBuild\n");
    const journal = (await drover(folder, ["show", first, "--journal"])).stdout.trim().split("\n");
    expect((JSON.parse(journal[0] ?? "") as { input: { type: string } }).input.type).toBe("fork");
    expect((await fork(folder, first, "--from", "test")).code).toBe(0);
    const unknown = await fork(folder, first, "--from", "plan");
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining(`drover fork ${run.slice(-6)} --from plan`),
    ]);
    const second = await show(folder, await newestRun(folder));
    expect(second.forkedFrom).toMatchObject({ run: first, files: { of: "entry", isOlder: false } });
    expect(second.steps["build"]?.gen).toMatch(new RegExp(`^${first}`));
    const at = second.workspace?.path ?? "";
    expect([read(at, "work.txt"), read(at, "tested.txt")]).toEqual(["Plan\nBuild\n", "tested\n"]);
  });

  it("begins with the files of now, or with none of the run's, where it is told so", async () => {
    const { folder, mended, run } = await failedTask();
    writeFileSync(mended, "");
    writeFileSync(path.join(await worktree(folder, run), "by-hand.txt"), "mended by hand\n");
    expect((await fork(folder, run, "--files", "now")).stderr).toContain(
      "with the files that it had when it was forked",
    );
    expect(read(await worktree(folder, await newestRun(folder)), "by-hand.txt")).toBe("mended by hand\n");
    expect((await fork(folder, run, "--files", "base")).stderr).toContain(
      "what was changed between the two is not in them",
    );
    expect(existsSync(path.join(await worktree(folder, await newestRun(folder)), "work.txt"))).toBe(false);
  });

  it("has the files of every step where the configuration says so, and without those begins with no others silently", async () => {
    const text = "steps:\n  - { id: a, run: echo a >a.txt }\n  - { id: b, run: test -e b.txt }\n";
    const [kept, not] = [project({ w: text }), project({ w: text })];
    writeFileSync(path.join(kept, ".drover/config.yaml"), "checkpoints: steps\n");
    for (const folder of [kept, not]) expect((await drover(folder, ["run", "w", "-q"])).code).toBe(1);
    expect((await fork(kept, await newestRun(kept))).stderr).toContain("with the files as of entry 3");
    expect(existsSync(path.join(await worktree(kept, await newestRun(kept)), "a.txt"))).toBe(true);
    const run = await newestRun(not);
    expect(await fork(not, run)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("its files of then were not kept") as string,
    });
    expect(await newestRun(not)).toBe(run);
    expect((await fork(not, run, "--from", "a")).stderr).toContain(
      "with the files of the commit that its branch started from.",
    );
  });

  it("says when its files are older than the entry", async () => {
    const { folder } = withTask("agent: writer\n");
    const steps =
      "  - { id: a, agent: writer, prompt: A }\n  - { id: b, run: echo b >b.txt }\n  - { id: c, run: exit 1 }\n";
    workflow(folder, "w", `steps:\n${steps}`);
    expect((await drover(folder, ["run", "w", "-q"])).code).toBe(1);
    const { stderr } = await fork(folder, await newestRun(folder));
    expect(stderr).toMatch(/from entry 4 of .* as of entry 3; what was changed between the two is not in them/);
    expect((await show(folder, await newestRun(folder))).forkedFrom?.files).toEqual({
      of: "entry",
      seq: 3,
      isOlder: true,
    });
  });

  it("works in place where the run did, and says so", async () => {
    const folder = project({
      w: "workspace: none\nsteps:\n  - { id: a, run: echo a >>log }\n  - { id: b, run: exit 1 }\n",
    });
    await drover(folder, ["run", "w", "-q"]);
    const forked = await fork(folder, await newestRun(folder), "--from", "a");
    expect([forked.code, forked.stderr]).toEqual([
      1,
      expect.stringContaining("in the same folder, with the files as they are"),
    ]);
    expect(read(folder, "log")).toBe("a\na\n");
  });

  it("refuses what it cannot do, and says what can be done", async () => {
    const { folder, run } = await failedTask();
    const said = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { code, stderr } = await fork(folder, run, ...args);
      return [code, stderr];
    };
    expect(await said("--at", "5")).toEqual([
      2,
      expect.stringMatching(/at entry 5: it has ended as failed there\. The last entry that can be forked is 4\./),
    ]);
    expect(await said("--at", "99")).toEqual([
      2,
      expect.stringContaining("there is none. The last entry that can be forked is 4."),
    ]);
    expect(await said("--from", "tset")).toEqual([2, expect.stringContaining('Did you mean "test"?')]);
    expect(await said("--at", "2", "--from", "test")).toEqual([64, expect.stringContaining("not both")]);
    expect(await said("--at", "two")).toEqual([64, expect.stringContaining("from 1")]);
    expect(await said("--files", "old")).toEqual([64, expect.stringContaining("entry, now, base")]);
    expect((await fork(folder, "zzzz")).code).toBe(2);
    expect(await json<unknown[]>(folder, ["runs"])).toHaveLength(1);
  });

  it("is exported and imported as any run, and one that was imported is not forked without its files", async () => {
    const { folder, mended, run } = await failedTask();
    writeFileSync(mended, "");
    await fork(folder, run);
    const own = await newestRun(folder);
    const { file } = await json<{ file: string }>(folder, ["export", own]);
    const other = project({});
    expect(await json(other, ["import", file])).toEqual({ run: own });
    expect((await drover(other, ["show", own])).stdout).toContain("forked from");
    const refused = await fork(other, own, "--from", "test");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("it was imported")]);
  });
});

describe("the session of an agent in a fork", () => {
  const agentFile = (executor: string, env: object): string =>
    JSON.stringify({
      executor,
      command: [process.execPath, path.join(root, `test/fixtures/${executor}-agent.mjs`)],
      env,
    });

  /** Three steps in one session, of which the last tells what was said there before it; forked where that one began. */
  async function talkForked(profile: string, said: (text: string) => object, recall: object | string) {
    const step = (id: string, what: object | string, more: object = {}): string => {
      const prompt = typeof what === "string" ? what : JSON.stringify([what]);
      return `  - ${JSON.stringify({ id, agent: "talker", prompt, ...more })}\n`;
    };
    const again = { session: "plan" };
    const steps = [
      step("plan", said("Planned.")),
      step("build", said("Built."), again),
      step("tell", recall, again),
      step("rest", said("Rested."), again),
    ];
    const folder = project({ talk: `workspace: none\nsteps:\n${steps.join("")}` });
    mkdirSync(path.join(folder, ".drover/agents"));
    writeFileSync(path.join(folder, ".drover/agents/talker.yaml"), profile);
    expect(await drover(folder, ["run", "talk", "-q"])).toMatchObject({ code: 0 });
    expect(await fork(folder, await newestRun(folder), "--from", "tell", "-q")).toMatchObject({ code: 0 });
    const own = await newestRun(folder);
    const told = (await show(folder, own)).steps["tell"]?.output["text"];
    return { text: String(told), log: (await drover(folder, ["logs", own, "tell"])).stdout };
  }

  it.each([
    ["codex", "CODEX_THREADS"],
    ["claude", "CLAUDE_SESSIONS"],
  ])("is as it was at that entry, where its agent can cut it there: %s", async (executor, variable) => {
    const profile = agentFile(executor, { [variable]: temporaryFolder() });
    const { text, log } = await talkForked(profile, (say) => ({ say }), { recall: true });
    expect(text).toBe("before: Planned. / Built.");
    expect(log).not.toContain("handed over");
  });

  it("is handed over up to that entry where its agent only has whole copies, and the log says so", async () => {
    const profile = agentFile("acp", { ACP_SESSIONS: temporaryFolder(), ACP_CAN: "resume,fork" });
    const { text, log } = await talkForked(profile, (say) => ({ say }), "What was said?");
    for (const said of ["Planned.", "Built."]) expect(text).toContain(`{"assistant":"${said}"}`);
    expect(text).not.toContain("Rested.");
    expect(log).toContain("were handed over with the prompt");
  });
});
