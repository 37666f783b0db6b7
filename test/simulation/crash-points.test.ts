import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import { violationsOf } from "./invariants.ts";
import { Simulation } from "./simulation.ts";
import { openDecisions } from "./talking/letters.ts";
import { WORKFLOWS } from "./workflows.ts";

/** One run of a workflow, with people who answer at once; the engine dies at one crash point, or at none. */
async function runOnce(workflow: number, crash: { at: number; downMs: number; again: number | null } | null, seed = 0) {
  const simulation = new Simulation({ seed, latencyMs: 0 });
  await simulation.open();
  const before = simulation.world.points;
  if (crash !== null) await simulation.do({ op: "crash-at", ...crash });
  await simulation.create(workflow);
  for (let turns = 0; turns < 2_000; turns++) {
    await simulation.pass(0);
    if (simulation.isAtRest()) break;
    if (answerOne(simulation)) continue;
    const { now } = simulation.world;
    await simulation.pass(Math.max(1, (simulation.world.nextAt() ?? now) - now));
  }
  const points = simulation.world.points - before;
  await simulation.finish();
  return { simulation, points };
}

/** One answer at a time, and only to what waits: then the choices do not depend on when the engine died. */
function answerOne(simulation: Simulation): boolean {
  if (simulation.letters.some(({ state }) => state !== "done")) return false;
  for (const run of simulation.runs()) {
    const { activities, value } = simulation.snapshot(run);
    const [decision] = openDecisions(simulation.snapshot(run));
    if (decision !== undefined) {
      simulation.write(run, decision);
      return true;
    }
    const asked = Object.values(activities).find(({ signals }) => signals.length > 0)?.signals[0];
    const isWaiting = JSON.stringify(value) === '{"main":"idle"}' || JSON.stringify(value) === '{"main":"waiting"}';
    const name = asked ?? (isWaiting ? "start" : null);
    if (name === null) continue;
    simulation.write(run, { type: "signal", name, step: null, data: null, sender: { by: null } });
    return true;
  }
  return false;
}

/** How everything ended, without times and generations, which a crash may change. */
function endOf(simulation: Simulation): unknown {
  const runs = simulation.runs();
  const ends = runs.map((run) => {
    const { snapshot, steps } = simulation.site.store.getState(run) ?? { snapshot: null, steps: {} };
    const records = Object.entries(steps).map(([id, { status, output, attempts, visits, gotos }]) => [
      id,
      { status, output, attempts, visits, gotos },
    ]);
    return {
      workflow: snapshot?.workflow,
      status: snapshot?.status,
      output: snapshot?.output,
      error: snapshot?.error?.message,
      context: snapshot?.context,
      steps: Object.fromEntries(records) as unknown,
    };
  });
  const started = [...simulation.site.room.processes.values()].map(
    ({ run, activity, exit }) =>
      `${run} ${activity?.step} ${activity?.visit} ${activity?.attempt} ${JSON.stringify(exit)}`,
  );
  const text = JSON.stringify({ ends, started: started.toSorted() });
  return JSON.parse(
    runs.reduce(
      (all, run, index) => all.replaceAll(run, `run ${index}`).replaceAll(shortId(run), `run ${index}`),
      text,
    ),
  );
}

/** Workflows in which no timeout rings: a heartbeat's age may put it off, and then the choices may differ. */
const UNTIMED = new Set(["retry", "goto", "finally", "chart", "child-branches", "fail-fast"]);

describe.each(WORKFLOWS.map(({ name }, index) => ({ name, index })))(
  "a crash at every write and effect of $name",
  ({ name, index }) => {
    const isTalk = name.startsWith("talk");
    it.each(UNTIMED.has(name) ? [0, 3] : [0])("changes nothing of how it ends (processes %i)", async (seed) => {
      const undisturbed = await runOnce(index, null, seed);
      expect(violationsOf(undisturbed.simulation)).toEqual([]);
      const end = endOf(undisturbed.simulation);
      for (let at = 0; at < undisturbed.points; at += seed === 0 ? 1 : 2) {
        const { simulation } = await runOnce(index, { at, downMs: 0, again: null }, seed);
        // Whether an agent has its work may be in doubt after a crash; then the attempt counts as interrupted.
        const same = isTalk ? end : endOf(simulation);
        expect({ at, end: same, violations: violationsOf(simulation) }).toEqual({ at, end, violations: [] });
      }
    });

    it("and again while it recovers, breaks no promise", async () => {
      const { points } = await runOnce(index, null, 5);
      for (let at = 0; at < points; at += 4) {
        const { simulation } = await runOnce(index, { at, downMs: 2_200, again: at % 7 }, 5);
        expect({ at, violations: violationsOf(simulation) }).toEqual({ at, violations: [] });
      }
    });
  },
);
