import { DroverError } from "../core/errors.ts";
import type { DefinitionHash, Gen, RunId } from "../core/ids.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { errorInfo, failed } from "../core/outcome.ts";
import { isFinal, type Activity, type RunState } from "../core/run.ts";
import { checkInputs } from "../definition/inputs.ts";
import { outcomeOf } from "../machines/finish.ts";
import type { PerformerPorts } from "./performer.ts";

/** Child runs: a run whose end is the outcome of an activity of another run. Its id follows from that activity's generation. */
export interface Children {
  /** Creates the child, or finds it. Its outcome reaches the parent when it ends. */
  start(parent: RunState, activity: Activity): Promise<void>;
  cancel(gen: Gen, startedAt: number): Promise<void>;
  /** Cancels the child and resolves when it has ended. */
  stop(parent: RunId, gen: Gen): Promise<void>;
  /** Gives the outcome of an ended child to its parent, then notes that it was told. */
  tellParent(child: RunState): Promise<void>;
}

export function createChildren(ports: PerformerPorts): Children {
  const { store, deliver } = ports;
  const onEnd = new Map<RunId, () => void>();

  async function start(parent: RunState, activity: Activity): Promise<void> {
    const { run, workspace } = parent.snapshot;
    const { id, gen, params, startedAt } = activity;
    const refuse = (message: string, code: string): Promise<unknown> =>
      deliver(run, { type: "outcome", activity: id, gen, outcome: failed(errorInfo(message, { code })) });
    if (typeof params["definition"] !== "string") return void (await refuse(`Cannot start workflow "${String(params["workflow"])}": it is not part of the definition.`, "workflow.unknown"));
    const definition = params["definition"] as DefinitionHash;
    const given = isJsonObject(params["inputs"]) ? params["inputs"] : {};
    const inputs = checkInputs(ports.programs.get(definition).definition, given);
    if (!inputs.ok) return void (await refuse(inputs.problems.map((problem) => problem.message).join("; "), "inputs.invalid"));
    const child = ports.childId(gen, startedAt);
    await ports.create({
      definition,
      inputs: inputs.inputs as JsonObject,
      run: child,
      parent: { run, activity: id, gen },
      ...(workspace === null ? {} : { workspace }),
    });
  }

  async function cancel(gen: Gen, startedAt: number): Promise<void> {
    const child = ports.childId(gen, startedAt);
    if (store.getSnapshot(child) === null) return;
    await deliver(child, { type: "cancel", reason: "the step that started it has ended", force: false, sender: { by: null } });
  }

  async function stop(parent: RunId, gen: Gen): Promise<void> {
    const child = childOf(parent, gen);
    if (child === null || isFinal(child.status)) return;
    await new Promise<void>((resolve, reject) => {
      onEnd.set(child.run, resolve);
      cancelRun(child.run).catch(reject);
    });
  }

  const cancelRun = (run: RunId): Promise<unknown> =>
    deliver(run, { type: "cancel", reason: "its parent went on without it", force: false, sender: { by: null } });

  /** The child of a generation that its parent no longer lists among its activities. */
  function childOf(parent: RunId, gen: Gen): { run: RunId; status: RunState["snapshot"]["status"] } | null {
    for (const { run, status } of store.list({ parent, limit: 10_000 })) {
      if (store.getSnapshot(run)?.parent?.gen === gen) return { run, status };
    }
    return null;
  }

  async function tellParent({ snapshot }: RunState): Promise<void> {
    const { run, parent } = snapshot;
    if (parent === null) return;
    try {
      const { activity, gen } = parent;
      await deliver(parent.run, { type: "outcome", activity, gen, outcome: outcomeOf(snapshot) });
    } catch (error) {
      // A parent that was deleted has nothing to be told.
      if (!(error instanceof DroverError) || error.code !== "run.unknown") throw error;
    }
    await deliver(run, { type: "parent_told" });
    onEnd.get(run)?.();
    onEnd.delete(run);
  }

  return { start, cancel, stop, tellParent };
}
