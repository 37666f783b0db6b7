import type { Json, JsonObject } from "../../src/core/json.ts";
import { ended, errorInfo, failed, succeeded, type Outcome } from "../../src/core/outcome.ts";
import type { Activity } from "../../src/core/run.ts";
import type { DefinitionHash } from "../../src/core/ids.ts";
import type { ActionSpec, Definition, StateNode } from "../../src/definition/definition.ts";

/* What the world may answer, a few samples of each kind: made from what the definition itself mentions. */

const TEXT = "text";

/** Every text of a definition, expressions among them. */
export const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
};

const STEP_OUTPUT = /steps(?:\.(\w+)|\["([^"]+)"\])\.output\.(\w+)/g;

/** Keys of a step's output that some expression reads. */
const readKeys = (texts: readonly string[], step: string): readonly string[] =>
  texts.flatMap((text) =>
    [...text.matchAll(STEP_OUTPUT)].flatMap(([, plain, quoted, key]) =>
      (plain ?? quoted) === step ? (key ?? []) : [],
    ),
  );

/** An object with every key that some expression reads below `data`, as an event would carry it. */
export const eventData = (texts: readonly string[]): JsonObject =>
  Object.fromEntries(texts.flatMap((text) => [...text.matchAll(/\.data\.(\w+)/g)].map(([, key]) => [key, TEXT])));

export function actionsOf({ main, finally: last }: Definition): readonly ActionSpec[] {
  const below = (node: StateNode): readonly ActionSpec[] => [
    ...(node.action === null ? [] : [node.action]),
    ...node.states.flatMap(below),
  ];
  return [main, ...(last === null ? [] : [last])].flatMap(below);
}

export const eventsOf = ({ main }: Definition): readonly string[] => {
  const below = (node: StateNode): readonly string[] => [...Object.keys(node.on), ...node.states.flatMap(below)];
  return [...new Set(below(main))];
};

/** A value that fits a plain JSON Schema. */
function sampleOf(schema: JsonObject): Json {
  if (schema["const"] !== undefined) return schema["const"];
  const [first] = (schema["enum"] ?? []) as Json[];
  if (first !== undefined) return first;
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema["minimum"] ?? 1;
    case "array":
      return [];
    case "null":
      return null;
    case "object":
      return mapValues((schema["properties"] ?? {}) as Record<string, JsonObject>, sampleOf);
    default:
      return TEXT;
  }
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** The inputs as they are by default, with all of them changed, and with each one changed. */
export function inputSamples({ inputs }: Definition): readonly JsonObject[] {
  const properties = (inputs["properties"] ?? {}) as Record<string, JsonObject>;
  const usual = mapValues(properties, (schema) => schema["default"] ?? sampleOf(schema));
  const other = mapValues(properties, changed);
  const single = Object.keys(properties).map((name) => Object.assign({}, usual, { [name]: other[name] ?? null }));
  const all = [usual, other, ...single].map((sample) => JSON.stringify(sample));
  return [...new Set(all)].map((sample) => JSON.parse(sample) as JsonObject);
}

/** Another value than the default, where the schema has one and nothing else but its text would differ. */
function changed(schema: JsonObject): Json {
  const usual = schema["default"];
  if (typeof usual === "boolean") return !usual;
  if (usual === "") return TEXT;
  const other = ((schema["enum"] ?? []) as Json[]).find((value) => value !== usual);
  return other ?? usual ?? sampleOf(schema);
}

export interface World {
  readonly definition: Definition;
  readonly bundle: ReadonlyMap<DefinitionHash, Definition>;
  readonly texts: readonly string[];
}

/** Everything that an activity may end as. */
export function outcomesOf(world: World, activity: Activity): readonly Outcome[] {
  const output = failureOutput(activity);
  const error = (message: string, more: Parameters<typeof errorInfo>[1] = {}) => errorInfo(message, more);
  return [
    ...successOutputs(world, activity).map((sample) => succeeded(sample)),
    failed(error("it failed"), output),
    failed(error("try again", { class: "transient" }), output),
    ended("timed_out", error("it said nothing", { class: "timeout" }), output),
    ended("canceled", error("somebody ended it"), output),
    ended("interrupted", error("nobody knows", { class: "interrupted" }), output),
  ];
}

const FAILURE: Readonly<Record<string, JsonObject>> = {
  run: { exitCode: 1, tail: TEXT },
  agent: { text: "", session: null, usage: null, changed: [] },
  "git.merge": { conflicts: [TEXT] },
  workflow: { branch: TEXT, run: TEXT, status: "failed" },
};

const failureOutput = ({ action }: Activity): JsonObject => FAILURE[action] ?? {};

const SUCCESS: Readonly<Record<string, readonly JsonObject[]>> = {
  run: [{ exitCode: 0, tail: TEXT }],
  agent: [
    { text: TEXT, session: "session", usage: null, changed: [TEXT] },
    { text: TEXT, session: null, usage: null, changed: [] },
  ],
  "git.commit": [
    { commit: TEXT, files: [TEXT] },
    { commit: null, files: [] },
  ],
  "git.merge": [{ commit: TEXT, files: [TEXT], found: false }],
  "workspace.archive": [{ removed: true, checkpoint: null }],
  "workspace.open": [
    { kind: "worktree", path: "/there", repo: "/repo", branch: "drover/branch", base: "c0ffee", target: "main" },
  ],
};

function successOutputs({ definition, bundle, texts }: World, activity: Activity): readonly JsonObject[] {
  const { action, step, params } = activity;
  if (action === "workflow") return childOutputs(bundle.get(params["definition"] as DefinitionHash));
  const read = Object.fromEntries((step === null ? [] : readKeys(texts, step)).map((key) => [key, TEXT]));
  const schema = actionsOf(definition).find((spec) => spec.step === step)?.output ?? null;
  const declared = schema === null ? {} : (sampleOf(schema) as JsonObject);
  return (SUCCESS[action] ?? [{}]).map((sample) => Object.assign({}, read, sample, declared));
}

/** With every output, and with none that says anything. */
function childOutputs(child: Definition | undefined): readonly JsonObject[] {
  const outputs = child?.outputs ?? {};
  const own = { run: TEXT, status: "succeeded" };
  return [TEXT, null].map((value) =>
    Object.assign(
      { branch: TEXT },
      mapValues(outputs, () => value),
      own,
    ),
  );
}
