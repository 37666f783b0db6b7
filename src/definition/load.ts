import type { Diagnostic } from "../core/diagnostic.ts";
import type { DefinitionHash } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { hasKey, keyRange, report, spot, valueRange, type Build, type Child, type References } from "./build.ts";
import { buildDefinition } from "./build-definition.ts";
import type { Definition } from "./definition.ts";
import { workflow as validateWorkflow } from "./generated/validators.ts";
import type { Trigger } from "./generated/triggers-file.ts";
import type { WorkflowFile } from "./generated/workflow-file.ts";
import { frozenCopy, hashDefinition } from "./hash.ts";
import { nearest } from "../core/nearest.ts";
import { readYaml, type ParsedYaml } from "./parse-yaml.ts";
import { checkSchema } from "./schema-check.ts";
import { diagnosticAt, makeSource, sortDiagnostics, type Range } from "./source.ts";
import { checkTriggers } from "./triggers/check-triggers.ts";
import { namesStarted } from "./triggers/circles.ts";
import type { TriggerSpec } from "./triggers/spec.ts";

export interface WorkflowText {
  /** As messages show it; two texts of one name are one file. */
  readonly file: string;
  readonly text: string;
}

export interface LoadOptions {
  /** Finds a child workflow by the name or path that stands in the file `from`. */
  readonly resolve: (
    name: string,
    from: string,
  ) => WorkflowText | "unknown" | { readonly ambiguous: readonly string[] };
  /** The name by which a file is found, which is that of the file; `null` for one that only its path leads to. Left out: all are such. */
  readonly foundAs?: (file: string) => string | null;
  /** Reads a prompt's file by the path that stands in the file `from`; `null` when it cannot be read. Left out: there are none. */
  readonly readText?: (path: string, from: string) => WorkflowText | null;
  /** JSON Schema of `with:` by action name. */
  readonly actions: Readonly<Record<string, JsonObject>>;
  /** JSON Schema of what they leave behind, by action and key. Of an action that is not there anything may be read. */
  readonly actionOutputs?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  /** Names of the known agent profiles; `null` checks none. What is wrong in their files is told beside the workflow's own mistakes. */
  readonly agents: readonly string[] | null | { readonly mistakes: readonly Diagnostic[] };
  /** Those of them that ask people, and so cannot be approvers. Left out for none. */
  readonly askingAgents?: readonly string[];
  /** The profile that would work without ever asking for leave where that one is named: itself, or a fallback. Left out for none. */
  readonly unasking?: (agent: string) => string | null;
  /** For suggestions. */
  readonly workflowNames: readonly string[];
}

export type LoadResult =
  | {
      readonly ok: true;
      readonly definition: Definition;
      readonly hash: DefinitionHash;
      /** The definition and all its children. */
      readonly bundle: ReadonlyMap<DefinitionHash, Definition>;
      readonly warnings: readonly Diagnostic[];
      /** Its own. They are no part of the definition: a run is the same whatever started it. */
      readonly triggers: readonly TriggerSpec[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** YAML to a frozen definition with all its children, or every mistake of all these files at once. Never throws for what a file holds. */
export function loadWorkflow(entry: WorkflowText, options: LoadOptions): LoadResult {
  const loading = newLoading(options);
  const loaded = loadFile(loading, entry, []);
  const diagnostics = sortDiagnostics(loading.diagnostics);
  const { definition, hash, triggers } = loaded;
  if (definition === null || hash === null || diagnostics.some((one) => one.severity === "error"))
    return { ok: false, diagnostics };
  return { ok: true, definition, hash, bundle: loading.bundle, warnings: diagnostics, triggers };
}

interface Loaded extends Child {
  readonly definition: Definition | null;
  readonly triggers: readonly TriggerSpec[];
}

/** Several files that are read together; `diagnostics` and `bundle` fill up. */
export interface Loading {
  readonly options: LoadOptions;
  readonly loaded: Map<string, Loaded>;
  readonly diagnostics: Diagnostic[];
  readonly bundle: Map<DefinitionHash, Definition>;
}

export const newLoading = (options: LoadOptions): Loading => ({
  options,
  loaded: new Map(),
  diagnostics: [],
  bundle: new Map(),
});

/** Files that are being loaded now, the outermost first. */
type Chain = readonly string[];

function loadFile(loading: Loading, { file, text }: WorkflowText, chain: Chain): Loaded {
  const known = loading.loaded.get(file);
  if (known !== undefined) return known;
  const parsed = readYaml(text, file);
  const loaded =
    parsed.value === null && parsed.diagnostics.length > 0
      ? unreadable(loading, parsed)
      : loadParsed(loading, parsed, [...chain, file]);
  loading.loaded.set(file, loaded);
  return loaded;
}

const NOTHING: Loaded = {
  name: "",
  hash: null,
  definition: null,
  inputs: { type: "object" },
  outputs: [],
  triggers: [],
};

function unreadable(loading: Loading, parsed: ParsedYaml): Loaded {
  loading.diagnostics.push(...parsed.diagnostics);
  return NOTHING;
}

function loadParsed(loading: Loading, parsed: ParsedYaml, chain: Chain): Loaded {
  const found = [...parsed.diagnostics];
  found.push(...checkSchema(parsed, validateWorkflow));
  if (typeof parsed.value !== "object" || parsed.value === null || Array.isArray(parsed.value)) {
    loading.diagnostics.push(...found);
    return NOTHING;
  }
  const file = parsed.value as unknown as WorkflowFile;
  const build: Build = {
    source: parsed.source,
    places: parsed.places,
    diagnostics: found,
    references: references(loading, parsed, chain),
    file,
    inputs: inputsSchema(file),
    steps: new Map(),
    facts: new Map(),
    workflows: new Map(),
    scopes: new Map(),
  };
  const draft = buildDefinition(build);
  warnOfName(build, loading.options.foundAs?.(parsed.source.file) ?? null);
  const triggers = checkTriggers(build, file.triggers ?? [], (raw) => {
    refuseWorkflowKey(build, raw);
    const starts = [file.name, ...namesStarted(loading.bundle, [...build.workflows.values()])];
    return { name: file.name, called: file.name, inputs: build.inputs, starts };
  });
  loading.diagnostics.push(...withoutFollowers(found, parsed.diagnostics));
  const facts = { name: file.name, inputs: build.inputs, outputs: Object.keys(file.outputs ?? {}), triggers };
  if (found.some((one) => one.severity === "error")) return { ...facts, hash: null, definition: null };
  const definition = frozenCopy(draft);
  const hash = hashDefinition(definition);
  loading.bundle.set(hash, definition);
  return { ...facts, hash, definition };
}

/** Runs carry the name that stands in the file; `drover run` and other workflows look for the file's own. */
function warnOfName(build: Build, found: string | null): void {
  const { name } = build.file;
  // One that could not be read has a name in brackets, which nobody wrote.
  if (found === null || found === name || name.startsWith("(") || !hasKey(build, build.file, "name")) return;
  report(build, valueRange(build, spot(build.file, "name")), {
    code: "D214",
    severity: "warning",
    message: `The workflow calls itself "${name}", and is found as "${found}", as its file is called.`,
    expected: `name: ${found}, or a file ${name}.yaml`,
  });
}

function refuseWorkflowKey(build: Build, raw: Trigger): void {
  if (raw.workflow === undefined) return;
  report(build, keyRange(build, spot(raw, "workflow")), {
    code: "D105",
    message: '"workflow" means nothing here: a workflow\'s own triggers start that workflow.',
    suggestion: "move the trigger to .drover/triggers.yaml, or leave the key out",
  });
}

/** A value that could not be read is missing everywhere after that: what follows from it is no mistake of its own. */
function withoutFollowers(found: readonly Diagnostic[], first: readonly Diagnostic[]): Diagnostic[] {
  const places = new Set(first.map(placeKey));
  return found.filter((one) => first.includes(one) || !places.has(placeKey(one)));
}

const placeKey = ({ line, column }: Diagnostic): string => `${line}:${column}`;

/** An input without a default is required. */
function inputsSchema(file: WorkflowFile): JsonObject {
  const properties = (file.inputs ?? {}) as JsonObject;
  const required = Object.entries(file.inputs ?? {}).flatMap(([name, schema]) => ("default" in schema ? [] : [name]));
  return { type: "object", properties, required, additionalProperties: false };
}

export function references(loading: Loading, parsed: ParsedYaml, chain: Chain): References {
  const { options } = loading;
  const children = new Map<string, Child | null>();
  const child = (name: string, range: Range): Child | null => {
    const known = children.get(name);
    const found = known === undefined ? loadChild(loading, { parsed, name, range, chain }) : known;
    children.set(name, found);
    return found;
  };
  return {
    actions: options.actions,
    actionOutputs: options.actionOutputs ?? {},
    // Looked at when a step names an agent: reading the profiles takes its time.
    get agents() {
      const { agents } = options;
      if (agents === null || !("mistakes" in agents)) return agents;
      loading.diagnostics.push(...agents.mistakes);
      return null;
    },
    get askingAgents() {
      return options.askingAgents ?? [];
    },
    unasking: (agent) => options.unasking?.(agent) ?? null,
    child,
    named(name, range) {
      const found = findFile(loading, { parsed, name, range, chain });
      return found === null ? null : nameIn(found);
    },
    text(path) {
      const found = options.readText?.(path, parsed.source.file) ?? null;
      return found === null ? null : makeSource(found.file, found.text);
    },
  };
}

interface Reference {
  readonly parsed: ParsedYaml;
  readonly name: string;
  readonly range: Range;
  readonly chain: Chain;
}

function loadChild(loading: Loading, reference: Reference): Child | null {
  const { parsed, range, chain } = reference;
  const found = findFile(loading, reference);
  if (found === null) return null;
  if (chain.includes(found.file)) {
    const circle = [...chain.slice(chain.indexOf(found.file)), found.file].join(" → ");
    const finding = {
      message: `The workflows start each other in a circle: ${circle}.`,
      expected: "a chain of workflows that comes to an end",
    };
    loading.diagnostics.push(diagnosticAt(parsed.source, range, { code: "D212", ...finding }));
    return null;
  }
  const loaded = loadFile(loading, found, chain);
  return loaded === NOTHING ? null : loaded;
}

/** The `name:` of a workflow file, or what its file is called where that cannot be read. */
function nameIn({ file, text }: WorkflowText): string {
  const { value } = readYaml(text, file);
  const name = typeof value === "object" && value !== null && !Array.isArray(value) ? value["name"] : null;
  return typeof name === "string" ? name : file;
}

function findFile(loading: Loading, { parsed, name, range }: Reference): WorkflowText | null {
  const { resolve, workflowNames } = loading.options;
  const found = resolve(name, parsed.source.file);
  if (found === "unknown") {
    const expected = workflowNames.length === 0 ? null : workflowNames.join(", ");
    const finding = { message: `Unknown workflow "${name}".`, expected, suggestion: nearest(name, workflowNames) };
    loading.diagnostics.push(diagnosticAt(parsed.source, range, { code: "D208", ...finding }));
    return null;
  }
  if ("ambiguous" in found) {
    const finding = {
      message: `Several files define the workflow "${name}".`,
      expected: found.ambiguous.join(", "),
      suggestion: "write the path of the one that is meant",
    };
    loading.diagnostics.push(diagnosticAt(parsed.source, range, { code: "D209", ...finding }));
    return null;
  }
  return found;
}
