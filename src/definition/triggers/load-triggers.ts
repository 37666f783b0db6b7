import type { Diagnostic } from "../../core/diagnostic.ts";
import { lacks, report, spot, stepRange, valueRange, type Build } from "../build.ts";
import type { Trigger, TriggersFile } from "../generated/triggers-file.ts";
import { triggers as validateTriggers } from "../generated/validators.ts";
import { newLoading, references, type Loading, type LoadOptions, type WorkflowText } from "../load.ts";
import { readYaml } from "../parse-yaml.ts";
import { checkSchema } from "../schema-check.ts";
import { sortDiagnostics } from "../source.ts";
import { checkTriggers, type Started } from "./check-triggers.ts";
import { namesStarted } from "./circles.ts";
import type { TriggerSpec } from "./spec.ts";

export interface LoadedTriggers {
  /** As far as they could be read; not to be used while there is an error. */
  readonly triggers: readonly TriggerSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `.drover/triggers.yaml`: a list of triggers, or every mistake of it and of the workflows that it names. Never throws for what a file holds. */
export function loadTriggers({ file, text }: WorkflowText, options: LoadOptions): LoadedTriggers {
  const parsed = readYaml(text, file);
  const isEmpty = parsed.diagnostics.some((one) => one.code === "D007");
  if (isEmpty) return { triggers: [], diagnostics: [] };
  if (parsed.value === null && parsed.diagnostics.length > 0) return { triggers: [], diagnostics: parsed.diagnostics };
  const found: Diagnostic[] = [...parsed.diagnostics, ...checkSchema(parsed, validateTriggers)];
  if (!Array.isArray(parsed.value)) return { triggers: [], diagnostics: found };
  const loading = newLoading(options);
  const build: Build = {
    source: parsed.source,
    places: parsed.places,
    diagnostics: found,
    references: references(loading, parsed, []),
    // What is checked here is no workflow: it has no inputs and no steps.
    file: { name: "" },
    inputs: {},
    steps: new Map(),
    facts: new Map(),
    workflows: new Map(),
    scopes: new Map(),
  };
  // The shape was checked: what did not fit has been taken out.
  const list = parsed.value as unknown as TriggersFile;
  const triggers = checkTriggers(build, list, (raw) => startedBy(loading, build, raw));
  return { triggers, diagnostics: sortDiagnostics([...found, ...loading.diagnostics]) };
}

function startedBy(loading: Loading, build: Build, raw: Trigger): Started | null {
  const { workflow } = raw;
  if (workflow === undefined) {
    if (lacks(build, raw, "workflow"))
      report(build, stepRange(build, raw), {
        code: "D102",
        message: "The trigger does not say which workflow it starts.",
        suggestion: 'add "workflow: …"',
      });
    return null;
  }
  const child = build.references.child(workflow, valueRange(build, spot(raw, "workflow")));
  if (child === null) return null;
  const starts = child.hash === null ? [child.name] : namesStarted(loading.bundle, [child.hash]);
  return { name: child.name, called: workflow, inputs: child.inputs, starts };
}
