import type { App } from "../app.ts";
import type { RunId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { xstateJson } from "../machines/xstate-json.ts";
import { frozenDefinition } from "./run-view.ts";
import { loadedWorkflow } from "./workflows.ts";

/** The machine of a workflow as XState's configuration. Throws `workflow.unknown`, `workflow.ambiguous` and `workflow.invalid`. */
export const xstateOfWorkflow = (files: Pick<App, "project" | "catalog">, name: string): JsonObject =>
  xstateJson(loadedWorkflow(files, name).definition);

/** The machine that a run follows, whatever its file says by now. Throws `run.unknown` and `definition.missing`. */
export const xstateOfRun = (store: Store, run: RunId): JsonObject =>
  xstateJson(frozenDefinition(store, run).definition);
