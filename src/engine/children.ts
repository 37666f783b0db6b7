import { DroverError } from "../core/errors.ts";
import type { DefinitionHash, Gen, RunId } from "../core/ids.ts";
import { allowanceOf, type Spent } from "../core/limits.ts";
import { isJsonObject } from "../core/json.ts";
import { errorInfo, failed } from "../core/outcome.ts";
import { isFinal, type Activity, type RunState, type Snapshot } from "../core/run.ts";
import { checkInputs } from "../definition/inputs.ts";
import { outcomeOf } from "../machines/finish.ts";
import type { Performer, PerformerPorts } from "./performer.ts";

/*
 * Child runs: a run whose end is the outcome of an activity of another run. Its id follows from that activity's generation, so
 * that creating it twice creates it once.
 */

/** Creates the child, or finds it. Its outcome reaches the parent when it ends. */
export async function startChild({ ports }: Performer, parent: RunState, activity: Activity): Promise<void> {
  const { run, workspace } = parent.snapshot;
  const { id, gen, params, startedAt, budget } = activity;
  const checked = childInputs(ports, activity);
  if ("refused" in checked) {
    const outcome = failed(errorInfo(checked.refused, { code: checked.code }));
    await ports.deliver(run, { type: "outcome", activity: id, gen, outcome });
    return;
  }
  await ports.create({
    definition: params["definition"] as DefinitionHash,
    inputs: checked.inputs,
    run: ports.childId(gen, startedAt),
    parent: { run, activity: id, gen },
    ...(workspace === null ? {} : { workspace }),
    ...(budget === undefined ? {} : { allowance: allowanceOf(budget) }),
  });
}

type ChildInputs = { readonly inputs: Snapshot["inputs"] } | { readonly refused: string; readonly code: string };

function childInputs(ports: PerformerPorts, { params }: Activity): ChildInputs {
  const { workflow, definition, inputs } = params;
  if (typeof definition !== "string") {
    return {
      refused: `Cannot start workflow ${JSON.stringify(workflow ?? null)}: it is not part of the definition.`,
      code: "workflow.unknown",
    };
  }
  const program = ports.programs.get(definition as DefinitionHash);
  const checked = checkInputs(program.definition, isJsonObject(inputs) ? inputs : {});
  if (checked.ok) return { inputs: checked.inputs };
  const problems = checked.problems.map((problem) => problem.message).join("; ");
  return { refused: `Cannot start workflow "${program.definition.name}": ${problems}`, code: "inputs.invalid" };
}

/** Asks the child to end; its outcome still comes. */
export async function cancelChild({ ports, running }: Performer, gen: Gen, startedAt: number): Promise<void> {
  // It may be about to be created: a cancel that comes before it would be lost.
  await running.get(gen)?.ended;
  const child = ports.childId(gen, startedAt);
  if (ports.store.getSnapshot(child) === null) return;
  await ports.deliver(child, {
    type: "cancel",
    reason: "the step that started it has to end",
    force: false,
    sender: { by: null },
  });
}

/** Cancels the child and resolves when it has ended, with what its agents have used. */
export async function stopChild({ ports, childEnds }: Performer, parent: RunId, gen: Gen): Promise<Spent | null> {
  const child = childOf(ports, parent, gen);
  if (child === null || isFinal(child.status)) return child?.spent ?? null;
  const ended = new Promise<void>((resolve) => childEnds.set(child.run, resolve));
  await ports.deliver(child.run, {
    type: "cancel",
    reason: "its parent went on without it",
    force: false,
    sender: { by: null },
  });
  await ended;
  return ports.store.getSnapshot(child.run)?.spent ?? null;
}

/** The child of a generation that its parent no longer lists among its activities. */
function childOf(ports: PerformerPorts, parent: RunId, gen: Gen): Snapshot | null {
  for (const { run } of ports.store.list({ parent, limit: Number.MAX_SAFE_INTEGER })) {
    const snapshot = ports.store.getSnapshot(run);
    if (snapshot?.parent?.gen === gen) return snapshot;
  }
  return null;
}

/** Gives the outcome of an ended child to its parent, then notes that it was told. */
export async function tellParent({ ports, childEnds }: Performer, { snapshot }: RunState): Promise<void> {
  const { run, parent } = snapshot;
  if (parent === null) return;
  try {
    const { activity, gen } = parent;
    await ports.deliver(parent.run, {
      type: "outcome",
      activity,
      gen,
      outcome: outcomeOf(snapshot),
      ...(snapshot.spent === undefined ? {} : { spent: snapshot.spent }),
    });
  } catch (error) {
    // A parent that was deleted has nothing to be told.
    if (!(error instanceof DroverError) || error.code !== "run.unknown") throw error;
  }
  await ports.deliver(run, { type: "parent_told" });
  childEnds.get(run)?.();
  childEnds.delete(run);
}
