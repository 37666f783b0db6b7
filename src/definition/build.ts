import type { Diagnostic } from "../core/diagnostic.ts";
import type { DefinitionHash } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { ScopeTypes } from "./expressions/index.ts";
import type { WorkflowFile } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";
import { atOf, diagnosticAt, type Finding, type Range, type Source } from "./source.ts";
import type { Step } from "./generated/workflow-file.ts";
import { rangeOf, type Place, type Places } from "./yaml-tree.ts";

/** What the file may refer to outside itself. */
export interface References {
  /** JSON Schema of the parameters of each action. */
  readonly actions: Readonly<Record<string, JsonObject>>;
  /** JSON Schema of what actions leave behind, by action and key. */
  readonly actionOutputs: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  /** Names of the agent profiles; `null` checks none. */
  readonly agents: readonly string[] | null;
  /** Those of them that ask people. */
  readonly askingAgents: readonly string[];
  /** The profile that would work without ever asking for leave where that one is named: itself, or a fallback of it; `null` for none. */
  readonly unasking: (agent: string) => string | null;
  /** The child workflow's facts; `null` when it cannot be had, which is reported already. */
  readonly child: (name: string, range: Range) => Child | null;
  /** The name that the runs of a workflow carry, which is not looked at any further; `null` when there is none, which is reported already. */
  readonly named: (name: string, range: Range) => string | null;
  /** A text beside the workflow's file; `null` when there is none. */
  readonly text: (file: string) => Source | null;
}

export interface Child {
  readonly name: string;
  readonly hash: DefinitionHash | null;
  readonly inputs: JsonObject;
  readonly outputs: readonly string[];
}

/** What is known of a step before the states are made. */
export interface StepFacts {
  readonly id: string;
  readonly raw: object;
  readonly verb: Verb | "steps" | null;
  /** JSON Schema of its output as expressions see it; `null` when its shape is not known. */
  readonly output: JsonObject | null;
}

export const VERBS = ["run", "agent", "approve", "wait", "workflow", "parallel", "uses"] as const;
export type Verb = (typeof VERBS)[number];

/** One file on its way to a definition. `diagnostics` and `workflows` fill up. */
export interface Build {
  readonly source: Source;
  readonly places: Places;
  readonly diagnostics: Diagnostic[];
  readonly references: References;
  readonly file: WorkflowFile;
  readonly inputs: JsonObject;
  readonly steps: Map<string, StepFacts>;
  /** The same by the step itself, those with an id that was taken included. */
  readonly facts: Map<object, StepFacts>;
  readonly workflows: Map<string, DefinitionHash>;
  /** What expressions can read, by the kind of place. */
  readonly scopes: Map<string, ScopeTypes>;
}

/** A member of a map or list of the file. */
export interface Spot {
  readonly in: object;
  readonly key: string | number;
}

export const spot = (container: object, key: string | number): Spot => ({ in: container, key });

function placeOf(build: Build, { in: container, key }: Spot): Place | undefined {
  return build.places.get(container)?.get(key);
}

const NOWHERE: Range = { start: 0, end: 1 };

export const valueRange = (build: Build, where: Spot): Range => placeOf(build, where)?.range ?? NOWHERE;

export function keyRange(build: Build, where: Spot): Range {
  const place = placeOf(build, where);
  if (place === undefined) return NOWHERE;
  return place.key === null ? place.range : rangeOf(place.key);
}

/** True when the file has the key, even with a value that was refused. */
export const hasKey = (build: Build, container: object, key: string): boolean =>
  build.places.get(container)?.has(key) === true || Object.hasOwn(container, key);

/** True when the key is missing but another one stands there, reported as unknown, that was probably meant to be it. */
export function isMistyped(build: Build, container: object, names: readonly string[]): boolean {
  const keys = [...(build.places.get(container)?.keys() ?? [])].map(String);
  return keys.some((key) => !(key in container) && nearest(key, names) !== null);
}

/** Neither there, nor there with a typo. */
export const lacks = (build: Build, container: object, key: string): boolean =>
  !hasKey(build, container, key) && !isMistyped(build, container, [key]);

export const valueAt = (build: Build, where: Spot): string => atOf(build.source, valueRange(build, where).start);
export const keyAt = (build: Build, where: Spot): string => atOf(build.source, keyRange(build, where).start);

export function report(build: Build, range: Range, finding: Finding): void {
  build.diagnostics.push(diagnosticAt(build.source, range, finding));
}

/** Where a step is named: its id, else its first key. */
export function stepRange(build: Build, step: object): Range {
  const places = build.places.get(step);
  return places?.get("id")?.range ?? [...(places?.values() ?? [])][0]?.range ?? NOWHERE;
}

export const stepAt = (build: Build, step: object): string => atOf(build.source, stepRange(build, step).start);

/** The steps that a step holds itself: branches, a branch's chain, handlers. */
function innerSteps(step: Step): readonly Step[] {
  const handler = typeof step["on-failure"] === "object" ? (step["on-failure"].steps ?? []) : [];
  return [...(step.parallel ?? []), ...(step.steps ?? []), ...handler];
}

export function withInner(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...withInner(innerSteps(step))]);
}
