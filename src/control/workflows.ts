import { createHash } from "node:crypto";
import path from "node:path";
import type { App } from "../app.ts";
import { invalidFile, isWithin, type LoadedWorkflow } from "../project/catalog.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { FrozenDefinition } from "./run-view.ts";
import { assertWorkflowPath } from "./workflow-path.ts";
import { DroverError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Definition } from "../definition/definition.ts";
import { mermaidDiagram, treeDiagram, type DiagramLevel } from "../definition/diagram.ts";
import { graphJson, type GraphJson } from "../definition/graph-json.ts";
import { SHIPPED, workflowFiles } from "../project/project.ts";

type Files = Pick<App, "project" | "catalog">;

export interface WorkflowSummary {
  readonly name: string;
  /** Relative to the project; absolute for one that ships with Drover. */
  readonly file: string;
  readonly isShipped: boolean;
  readonly description: string | null;
  /** JSON Schema of the inputs; `null` where the file has mistakes. */
  readonly inputs: JsonObject | null;
  readonly errors: number;
  readonly warnings: number;
}

export interface WorkflowView extends WorkflowSummary {
  /** Of the frozen definition; `null` where the file has mistakes. */
  readonly definition: string | null;
  readonly text: string;
  /** SHA-256 of the text: what a save names as that which it replaces. */
  readonly revision: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** All workflows by name, the shipped ones included; a file with mistakes is among them. */
export function listWorkflows(files: Files): readonly WorkflowSummary[] {
  const all = [...workflowFiles(files.project)].flatMap(([name, found]) => found.map((file) => ({ name, file })));
  return all
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.file.localeCompare(b.file))
    .map(({ file }) => {
      const { definition: _, text: __, revision: ___, diagnostics: ____, ...summary } = viewFile(files, file);
      return summary;
    });
}

/** By name, or by path within the project. Throws `workflow.unknown`, `workflow.ambiguous` and `workspace.outside`. */
export function viewWorkflow(files: Files, name: string): WorkflowView {
  return viewFile(files, sourceOf(files, name).file);
}

function viewFile({ project, catalog }: Files, file: string): WorkflowView {
  const { text } = catalog.source(file, project.root);
  const isShipped = isWithin(SHIPPED.workflows, file);
  const common = {
    file: isShipped ? file : path.relative(project.root, file),
    isShipped,
    text,
    revision: revisionOf(text),
  };
  const name = path.basename(file, path.extname(file));
  const loaded = loadedOr(() => catalog.load(file, project.root));
  if (!("definition" in loaded))
    return { name, ...common, description: null, inputs: null, definition: null, ...counted(loaded) };
  const { definition, hash, warnings } = loaded;
  const { description, inputs } = definition;
  return { name, ...common, description, inputs, definition: hash, ...counted(warnings) };
}

export const revisionOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function counted(diagnostics: readonly Diagnostic[]): Pick<WorkflowView, "errors" | "warnings" | "diagnostics"> {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors, diagnostics };
}

/** The mistakes, where the file has some. */
function loadedOr<T>(load: () => T): T | readonly Diagnostic[] {
  try {
    return load();
  } catch (error) {
    if (error instanceof DroverError && error.code === "workflow.invalid")
      return error.details as readonly Diagnostic[];
    throw error;
  }
}

/** What a text would be as a file of the project; nothing is written. */
export function validateText(
  { catalog }: Pick<App, "catalog">,
  { name, text }: { readonly name: string; readonly text: string },
): Pick<WorkflowView, "definition" | "inputs" | "errors" | "warnings" | "diagnostics"> {
  const result = catalog.check(name, text);
  if (!result.ok) return { definition: null, inputs: null, ...counted(result.diagnostics) };
  return { definition: result.hash, inputs: result.definition.inputs, ...counted(result.warnings) };
}

/** The definition that a text would be run by; nothing is written. Throws `workflow.invalid` with every mistake in `details`. */
export function freezeText(
  { catalog }: Pick<App, "catalog">,
  { name, text }: { readonly name: string; readonly text: string },
): FrozenDefinition {
  const result = catalog.check(name, text);
  if (result.ok) return { hash: result.hash, definition: result.definition };
  throw invalidFile("workflow.invalid", name, result.diagnostics);
}

/** The machine that a workflow becomes. Throws `workflow.invalid` as well. */
export const graphOfWorkflow = (files: Files, name: string): GraphJson => graphJson(definitionOf(files, name));

type DiagramFormat = "tree" | "mermaid";
const DIAGRAMS = { tree: treeDiagram, mermaid: mermaidDiagram } as const;

export interface Drawing {
  readonly format: DiagramFormat;
  readonly level: DiagramLevel;
}

export const drawWorkflow = (files: Files, name: string, drawing: Drawing): string =>
  drawDefinition(definitionOf(files, name), drawing);

export const drawDefinition = (definition: Definition, { format, level }: Drawing): string =>
  DIAGRAMS[format](definition, level);

const definitionOf = (files: Files, name: string): Definition => loadedWorkflow(files, name).definition;

/** By name, or by path within the project. Throws `workflow.invalid` with every mistake. */
export const loadedWorkflow = (files: Files, name: string): LoadedWorkflow =>
  files.catalog.load(sourceOf(files, name).file, files.project.root);

function sourceOf({ project, catalog }: Files, name: string): { readonly file: string } {
  assertWorkflowPath(project, name);
  return catalog.source(name, project.root);
}
