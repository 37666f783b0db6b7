export { DIAGNOSTIC_CODES, type DiagnosticCode } from "./codes.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { formatDiagnostic } from "./format-diagnostic.ts";
export { canonicalJson, hashDefinition } from "./hash.ts";
export { checkInputs, coerceInputs, type InputProblem, type InputsResult } from "./inputs.ts";
export { loadWorkflow, type LoadOptions, type LoadResult, type WorkflowText } from "./load.ts";
export { nearest } from "./nearest.ts";
export { parseYaml } from "./parse-yaml.ts";
export type * from "./definition.ts";
