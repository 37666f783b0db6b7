import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Ending, endingOf, expectSameEnding, type StoredRun } from "./ending.ts";
import { compileEngine, type Line, problems, startEngine } from "./engine-process.ts";
import { type CrashProject, lifeOf, newProject } from "./project.ts";

compileEngine();

const LANES = 3;
const LIMIT_MS = 180_000;

const kindOf = (workflow: string): { isRepository: boolean } => ({
  isRepository: workflow === "merge" || workflow === "fork",
});

/** One kill point: a project whose engine was killed there, which the next process brings to its end. */
interface Killed {
  readonly project: CrashProject;
  /** As `Life.killAt`. */
  readonly at: number | string;
  readonly where: string;
}

/**
 * Kills an engine at each boundary of the workflow, one fresh project for each, until one comes to its end unharmed. A process first
 * brings the project of the one before to its end and is then killed in a project of its own: that saves every second start.
 */
async function sweep(workflow: string, undisturbed: Ending, first = 1): Promise<readonly string[]> {
  const killed: string[] = [];
  let next = first;
  let last = Infinity;
  const lane = async (): Promise<void> => {
    for (let before: (Killed & { readonly at: number }) | null = null; ;) {
      const at = next <= last ? next++ : null;
      if (at === null && before === null) return;
      const doomed = at === null ? null : { project: newProject(kindOf(workflow)), at };
      const lines = await livesOf(workflow, before, doomed);
      if (before !== null) await expectGoodEnding(before, lines, undisturbed);
      const where = lines.at(-1)?.killed ?? null;
      before = doomed === null || where === null ? null : { ...doomed, where };
      if (before !== null) killed[before.at - 1] = before.where;
      else if (doomed !== null) {
        last = Math.min(last, doomed.at - 1);
        await expectGoodEnding({ ...doomed, where: "not at all" }, lines, undisturbed);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return killed;
}

/** Kills an engine at a boundary of that name, wherever it comes. */
async function killedAt(workflow: string, undisturbed: Ending, name: string): Promise<string> {
  const doomed = { project: newProject(kindOf(workflow)), at: name };
  const where = (await livesOf(workflow, null, doomed)).at(-1)?.killed ?? "not at all";
  const killed = { ...doomed, where };
  await expectGoodEnding(killed, await livesOf(workflow, killed, null), undisturbed);
  return where;
}

async function livesOf(
  workflow: string,
  before: Killed | null,
  doomed: Pick<Killed, "project" | "at"> | null,
): Promise<readonly Line[]> {
  const engine = startEngine([
    ...(before === null ? [] : [lifeOf(before.project, [workflow])]),
    ...(doomed === null ? [] : [lifeOf(doomed.project, [workflow], { killAt: doomed.at })]),
  ]);
  await engine.ended;
  return engine.lines;
}

async function expectGoodEnding(
  { project, at, where }: Killed,
  lines: readonly Line[],
  undisturbed: Ending,
): Promise<void> {
  try {
    const own = lines.slice(0, lines.findIndex(({ over }) => over === project.root) + 1);
    expect(problems(lines)).toEqual([]);
    expect(own.at(-1)?.over ?? lines.at(-1)).toBe(project.root);
    expectSameEnding(await endingOf(project), undisturbed);
    rmSync(project.root, { recursive: true, force: true });
  } catch (error) {
    throw new Error(`Killed at boundary ${at}, ${where}:\n${lines.map((line) => JSON.stringify(line)).join("\n")}`, {
      cause: error,
    });
  }
}

async function undisturbedEnding(
  workflow: string,
  alwaysRestore = false,
): Promise<Awaited<ReturnType<typeof endingOf>> & { readonly boundaries: number }> {
  const project = newProject(kindOf(workflow));
  const engine = startEngine([lifeOf(project, [workflow], { alwaysRestore })]);
  expect({ ...(await engine.ended), stderr: engine.stderr() }).toEqual({ code: 0, signal: null, stderr: "" });
  const ending = await endingOf(project);
  return { ...ending, boundaries: engine.lines.at(-1)?.boundaries ?? 0 };
}

describe.each([
  { workflow: "steps", first: 1, from: "" },
  // Until then all goes as in `steps`.
  { workflow: "states", first: 9, from: "after commit of .*#4 timer" },
  { workflow: "merge", first: 3, from: "begun workspace.open" },
])("the workflow $workflow", ({ workflow, first, from }) => {
  it(
    "ends as if nothing had happened, killed at every commit and at every effect that is new in it",
    async () => {
      const undisturbed = await undisturbedEnding(workflow);
      const killed = (await sweep(workflow, undisturbed, first)).filter((where) => where !== undefined);
      console.info(`${workflow}: killed at ${killed.length} places`);
      expect(killed).toHaveLength(undisturbed.boundaries - first + 1);
      expect(killed[0]).toMatch(new RegExp(from));
    },
    LIMIT_MS,
  );

  it("ends the same when every state is read back from the store", async () => {
    const [undisturbed, restored] = await Promise.all([undisturbedEnding(workflow), undisturbedEnding(workflow, true)]);
    expect(restored.runs).toEqual(undisturbed.runs);
    expect(restored.repository).toEqual(undisturbed.repository);
  });
});

describe("a fork", () => {
  it(
    "is there whole or not at all, killed at every commit and at every effect, and the run that it comes from stays as it was",
    async () => {
      const undisturbed = await undisturbedEnding("fork");
      const source = undisturbed.stored.find(({ state }) => state.snapshot.forkedFrom === undefined);
      // Those of the source are the boundaries of any run: one at least for each entry of its journal.
      const first = source?.journal.length ?? 0;
      const killed = await sweep("fork", undisturbed, first);
      const forking = killed.findIndex((where) => where?.startsWith("after commit of 01crashfork000000001#1 fork"));
      expect(forking).toBeGreaterThanOrEqual(0);
      console.info(`fork: killed at ${killed.length - forking} places`);
      expect(killed.filter((where) => where !== undefined)).toHaveLength(undisturbed.boundaries - first + 1);
    },
    LIMIT_MS,
  );
});

describe("an agent that asks leave of its approver", () => {
  it(
    "has each thing decided once, by the approver or by a person who is quicker, killed at every commit and at every effect from its first asking on",
    async () => {
      const undisturbed = await undisturbedEnding("approver");
      expect(undisturbed.begun).toEqual({ work: 1, allows: 1, publish: 1, ponders: 1 });
      const [run] = undisturbed.stored;
      expect(decisionsIn(run)).toEqual(["allow by agent:decider", "deny by tester"]);
      // A boundary at least for each entry before.
      const first = run?.journal.findIndex(({ input }) => input.type === "asked") ?? 0;
      const killed = (await sweep("approver", undisturbed, first)).filter((where) => where !== undefined);
      console.info(`approver: killed at ${killed.length} places`);
      expect(killed).toHaveLength(undisturbed.boundaries - first + 1);
      for (const place of [
        "after commit of .* asked",
        "before commit of .* outcome",
        "after commit of .* decision",
        "stop of",
      ]) {
        // What happens at the same time has no order: the sweep may come to each place but this one.
        const name = new RegExp(place);
        expect(killed.find((where) => name.test(where)) ?? (await killedAt("approver", undisturbed, place))).toMatch(
          name,
        );
      }
    },
    LIMIT_MS,
  );
});

const decisionsIn = (run?: StoredRun): readonly string[] =>
  (run?.journal ?? [])
    .flatMap(({ events = [] }) => events)
    .flatMap((event) => (event.type === "ask.decided" ? [`${event.answer} by ${event.by}`] : []));
