import { makeRunId, type DefinitionHash, type RunId } from "./core/ids.ts";
import type { JsonObject } from "./core/json.ts";
import type { Store } from "./core/store.ts";
import type { Workspaces } from "./core/workspace.ts";
import type { Definition } from "./definition/index.ts";
import type { Engine } from "./engine/index.ts";
import type { Catalog, LoadedWorkflow } from "./project/catalog.ts";

interface Start {
  /** The folder that a path is relative to. */
  readonly from: string;
  /** The run's id, where one was promised before; a run of that id is not started twice. */
  readonly run?: RunId;
}

interface Parts {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly engine: Engine;
  readonly workspaces: Workspaces;
  /** Resolves when the engine may take a new run. */
  readonly ready: () => Promise<unknown>;
}

/** Checks the inputs, stores the definition with its children, creates the run. Durable when it resolves. */
export type StartRun = (workflow: string | LoadedWorkflow, inputs: JsonObject, start: Start) => Promise<RunId>;

export function createRunStarter({ catalog, store, engine, workspaces, ready }: Parts): StartRun {
  const stored = new Set<DefinitionHash>();

  async function keepDefinition(hash: DefinitionHash, definition: Definition): Promise<void> {
    if (stored.has(hash)) return;
    await store.putDefinition(hash, definition as never);
    stored.add(hash);
  }

  return async (named, inputs, { from, run = makeRunId(Date.now(), Math.random) }) => {
    const { definition, hash, bundle } = typeof named === "string" ? catalog.load(named, from) : named;
    const checked = catalog.checkInputs(definition, inputs);
    await ready();
    await Promise.all([...bundle].map(([one, value]) => keepDefinition(one, value)));
    // To see what a run in place stands on changes nothing, so it need not wait for a commit, nor be one.
    const workspace = definition.workspace.kind === "none" ? await workspaces.open(run, { kind: "none" }) : null;
    return engine.create({ definition: hash, inputs: checked, run, ...(workspace !== null && { workspace }) });
  };
}
