import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DefinitionHash } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import type { Definition, StateNode } from "../../src/definition/definition.ts";
import { defineAll } from "../machines/harness.ts";

/** A workflow of the simulation: one of `workflows/`, loaded by the real loader. */
export interface SimWorkflow {
  readonly name: string;
  readonly hash: DefinitionHash;
  readonly definition: Definition;
  readonly bundle: ReadonlyMap<DefinitionHash, Json>;
}

const FOLDER = path.join(import.meta.dirname, "workflows");

const TEXTS = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file.replace(/\.yaml$/, ""), readFileSync(path.join(FOLDER, file), "utf8")]),
);

/** By name, `inner` left out: it only runs as a child. */
export const WORKFLOWS: readonly SimWorkflow[] = Object.entries(TEXTS)
  .filter(([name]) => name !== "inner")
  .map(([name, text]) => {
    const { definition, hash, bundle } = defineAll(text, TEXTS);
    return { name, hash, definition, bundle: bundle as unknown as SimWorkflow["bundle"] };
  });

export const DEFINITIONS: ReadonlyMap<DefinitionHash, Definition> = new Map(
  WORKFLOWS.flatMap(({ bundle }) => [...bundle].map(([hash, json]) => [hash, json as unknown as Definition] as const)),
);

/** Events from outside that the states of a workflow take. */
export function eventsOf({ main }: Definition): readonly string[] {
  const names = new Set<string>();
  const visit = (node: StateNode): void => {
    for (const name of Object.keys(node.on)) names.add(name);
    for (const inner of node.states) visit(inner);
  };
  visit(main);
  return [...names].toSorted();
}

/** Steps of `finally`, none in a branch. */
export const finalSteps = ({ finally: node }: Definition): readonly string[] =>
  node === null ? [] : node.states.flatMap(({ action }) => (action === null ? [] : [action.step]));
