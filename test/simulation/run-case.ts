import { violationsOf } from "./invariants.ts";
import { caseText, type Case } from "./operations.ts";
import { PLAIN, type Setup } from "./setup.ts";
import { Simulation } from "./simulation.ts";

/** A case from its beginning to its end; nothing is judged yet. */
export async function play(given: Case, setup: Setup = PLAIN): Promise<Simulation> {
  const simulation = new Simulation(given, setup);
  await simulation.open();
  for (const operation of given.operations) {
    await simulation.do(operation);
    if (simulation.site.violations.length > 0) break;
  }
  if (simulation.site.violations.length === 0) await simulation.finish();
  return simulation;
}

/** Plays a case and throws with everything that does not hold. */
export async function check(given: Case, setup: Setup = PLAIN): Promise<Simulation> {
  const simulation = await play(given, setup);
  const violations = violationsOf(simulation);
  if (violations.length === 0) return simulation;
  const shown = [...new Set(violations)].slice(0, 8).join("\n  ");
  throw new Error(
    `${violations.length} violations, the last engine died at "${simulation.world.diedAt}":\n  ${shown}\n${caseText(given)}`,
  );
}
