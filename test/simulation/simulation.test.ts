import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { violationsOf } from "./invariants.ts";
import { casesOf } from "./operations.ts";
import { check, play } from "./run-case.ts";
import { parameters, SEED } from "./settings.ts";
import { PLAIN } from "./setup.ts";
import type { Simulation } from "./simulation.ts";

const seen = { cases: 0, points: 0, crashes: 0, engines: 0 };

function count({ world }: Simulation): void {
  seen.cases++;
  seen.points += world.points;
  seen.crashes += world.crashes;
  seen.engines += world.lives.length;
}

afterAll(() => {
  const { cases: played, points, crashes, engines } = seen;
  console.log(
    `simulation: DROVER_SIM_SEED=${SEED}, ${played} cases, ${engines} engines, ${crashes} crashes, ${points} crash points passed`,
  );
});

describe("whatever happens", () => {
  it("nothing is lost, nothing runs twice, nothing lies", async () => {
    await fc.assert(
      fc.asyncProperty(casesOf(), async (given) => {
        const simulation = await check(given);
        count(simulation);
        expect(simulation.isAtRest()).toBe(true);
      }),
      parameters(180),
    );
  });

  it("an engine that reads its state back from the store before every input does exactly the same", async () => {
    const forgetful = { ...PLAIN, alwaysRestore: true };
    await fc.assert(
      fc.asyncProperty(casesOf(), async (given) => {
        const [plain, restored] = [await play(given), await play(given, forgetful)];
        count(restored);
        expect(violationsOf(restored)).toEqual([]);
        expect(everythingOf(restored)).toEqual(everythingOf(plain));
      }),
      parameters(40),
    );
  });

  it("the same case goes the same way each time", async () => {
    await fc.assert(
      fc.asyncProperty(casesOf(), async (given) => {
        expect(everythingOf(await play(given))).toEqual(everythingOf(await play(given)));
      }),
      parameters(10),
    );
  });
});

/** All that a case leaves behind: journals, states, processes, and the time. */
function everythingOf(simulation: Simulation): unknown {
  const { store, room, receipts, world } = simulation.site;
  return {
    runs: simulation.runs().map((run) => ({ state: store.getState(run), journal: [...store.journal(run)] })),
    processes: [...room.processes.values()].map(({ gen, startedAt, exit }) => ({ gen, startedAt, exit })),
    receipts: [...receipts],
    letters: simulation.letters.map(({ name, acknowledged, refusals }) => ({ name, acknowledged, refusals })),
    points: world.points,
    now: world.now,
  };
}
