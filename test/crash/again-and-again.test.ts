import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Ending, endingOf, expectSameEnding } from "./ending.ts";
import { compileEngine, type EngineProcess, problems, startEngine, until } from "./engine-process.ts";
import { type CrashProject, lifeOf, newProject } from "./project.ts";

compileEngine();

const WORKFLOWS = ["steps", "states", "merge", "steps", "states", "merge"];
const LIMIT_MS = 120_000;
const MOST_KILLS = 12;
/** Printed lines, of about two hundred of a whole life. */
const LONGEST_LIFE = 40;
/** An engine that has not printed anything yet takes some hundred milliseconds to start. */
const LONGEST_START_MS = 400;
const LONGEST_PAUSE_MS = 30;

async function undisturbed(workflows: readonly string[]): Promise<Ending> {
  const project = newProject({ isRepository: true });
  const engine = startEngine([lifeOf(project, workflows)]);
  expect({ ...(await engine.ended), stderr: engine.stderr() }).toEqual({ code: 0, signal: null, stderr: "" });
  return endingOf(project);
}

/** Lives until one is not killed; gives back how many were. */
async function livesUntilTheEnd(live: (count: number) => Promise<EngineProcess>): Promise<number> {
  for (let count = 0; ; count++) {
    const engine = await live(count);
    const { signal } = await engine.ended;
    expect(problems(engine.lines)).toEqual([]);
    if (signal === null) return count;
  }
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Each life ends some time after a number of lines: by what the engine has done, so that a slow machine is killed as often as a fast one. */
async function killedAtRandom(project: CrashProject, seed: number): Promise<number> {
  const chance = chances(seed);
  return livesUntilTheEnd(async (count) => {
    const engine = startEngine([lifeOf(project, WORKFLOWS)]);
    if (count >= MOST_KILLS) return engine;
    let isOver = false;
    void engine.ended.then(() => (isOver = true));
    const life = Math.floor(chance() * LONGEST_LIFE);
    const pause = chance() * (life === 0 ? LONGEST_START_MS : LONGEST_PAUSE_MS);
    await until(() => isOver || engine.lines.length >= life);
    await sleep(pause);
    engine.kill();
    return engine;
  });
}

describe("an engine that is killed again and again, with several runs at once", () => {
  it(
    "brings all to the same end, killed in its first life at the first boundary, in the second at the second, and so on",
    async () => {
      const expected = undisturbed(WORKFLOWS.slice(0, 3));
      const project = newProject({ isRepository: true });
      const kills = await livesUntilTheEnd(async (count) =>
        startEngine([lifeOf(project, WORKFLOWS.slice(0, 3), { killAt: count + 1 })]),
      );
      expect(kills).toBeGreaterThan(5);
      expectSameEnding(await endingOf(project), await expected);
    },
    LIMIT_MS,
  );

  it(
    "brings all to the same end, killed at random moments",
    async () => {
      const seed = Number(process.env["DROVER_CRASH_SEED"] ?? Date.now() % 1_000_000);
      console.info(`DROVER_CRASH_SEED=${seed}`);
      const expected = undisturbed(WORKFLOWS);
      const project = newProject({ isRepository: true });
      expect(await killedAtRandom(project, seed)).toBeGreaterThan(0);
      expectSameEnding(await endingOf(project), await expected);
    },
    LIMIT_MS,
  );
});
