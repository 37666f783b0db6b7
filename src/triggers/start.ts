import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { Json, JsonObject } from "../core/json.ts";
import {
  compileExpression,
  compileTemplate,
  type InputProblem,
  type OutsideScope,
  type TriggerSpec,
} from "../definition/index.ts";
import type { LoadedTrigger } from "../project/trigger-files.ts";

/** `refused`: these inputs never start anything. What may work later (a full disk) is thrown. */
export type Started =
  | { readonly outcome: "started" }
  | { readonly outcome: "skipped" }
  | { readonly outcome: "refused"; readonly message: string; readonly problems: readonly InputProblem[] };

interface Start {
  readonly trigger: LoadedTrigger;
  readonly scope: OutsideScope;
  /** The inputs where the trigger has no `with`. */
  readonly inputs: JsonObject;
  readonly run: RunId;
}

/** Evaluates `when` and `with`, and starts the run under the id given: durable when it resolves. Doing it again changes nothing. */
export async function startRun(app: App, { trigger, scope, inputs, run }: Start): Promise<Started> {
  const { spec, workflow } = trigger;
  const asked = evaluate(spec, scope, inputs);
  if ("refusal" in asked) return { outcome: "refused", message: asked.refusal, problems: [] };
  if (asked.inputs === null) return { outcome: "skipped" };
  try {
    await app.start(workflow, asked.inputs, { from: app.project.root, run });
    return { outcome: "started" };
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== "inputs.invalid") throw error;
    return { outcome: "refused", message: error.message, problems: error.details as readonly InputProblem[] };
  }
}

type Asked = { readonly inputs: JsonObject | null } | { readonly refusal: string };

/** `inputs: null`: the condition says no. */
function evaluate(spec: TriggerSpec, scope: OutsideScope, inputs: JsonObject): Asked {
  if (spec.when !== null) {
    const { text, at } = spec.when;
    const when = compileExpression(text)(scope);
    if (!when.ok) return refusal(spec, at, when.message);
    if (when.value === false) return { inputs: null };
    if (when.value !== true)
      return refusal(spec, at, `The condition gave ${JSON.stringify(when.value)}, not true or false.`);
  }
  if (spec.with === null) return { inputs };
  const given: Record<string, Json> = {};
  for (const [name, { value, at }] of Object.entries(spec.with)) {
    const result = compileTemplate(value)(scope);
    if (!result.ok) return refusal(spec, at, result.message);
    given[name] = result.value;
  }
  return { inputs: given };
}

const refusal = ({ file }: TriggerSpec, at: string, message: string): Asked => ({
  refusal: `${file}:${at} ${message}`,
});
