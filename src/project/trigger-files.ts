import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Catalog, LoadedWorkflow } from "./catalog.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { DroverError } from "../core/errors.ts";
import { circleFinding, circlesOf, diagnosticIn, namesStarted, type TriggerSpec } from "../definition/index.ts";
import { ownWorkflowFiles, type Project } from "./project.ts";

/** A trigger with the workflow that it starts. */
export interface LoadedTrigger {
  readonly spec: TriggerSpec;
  readonly workflow: LoadedWorkflow;
}

/** One file that holds triggers, or should. With an error among the diagnostics there are none. */
export interface TriggerFile {
  /** As messages show it. */
  readonly file: string;
  readonly triggers: readonly LoadedTrigger[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * All triggers of a project: those in its own workflow files, and in `.drover/triggers.yaml`. What only shows when they are seen together
 * (one name twice, circles) is held against the later file.
 */
export function readTriggerFiles(project: Project, catalog: Catalog): readonly TriggerFile[] {
  const own = ownWorkflowFiles(project)
    .filter((file) => readFileSync(file, "utf8").includes("triggers"))
    .map((file) => ofWorkflow(project, catalog, file));
  const listed = existsSync(project.triggers) ? [ofList(project, catalog)] : [];
  const files = [...own, ...listed];
  const found = [...twice(files), ...circles(files)];
  return files.map((file) => {
    const added = found.filter(({ spec }) => spec.file === file.file).map((one) => inFile(project, one));
    if (added.length === 0) return file;
    return { file: file.file, triggers: [], diagnostics: file.diagnostics.concat(added) };
  });
}

function ofWorkflow(project: Project, catalog: Catalog, file: string): TriggerFile {
  const name = path.relative(project.root, file);
  try {
    const workflow = catalog.load(file, project.root);
    const triggers = workflow.triggers.map((spec) => ({ spec, workflow }));
    return { file: name, triggers, diagnostics: workflow.warnings };
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== "workflow.invalid") throw error;
    return { file: name, triggers: [], diagnostics: error.details as readonly Diagnostic[] };
  }
}

function ofList(project: Project, catalog: Catalog): TriggerFile {
  const file = path.relative(project.root, project.triggers);
  const { triggers, diagnostics } = catalog.triggers();
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  const load = (spec: TriggerSpec): LoadedTrigger => ({ spec, workflow: catalog.load(spec.workflow, project.drover) });
  return { file, triggers: isBroken ? [] : triggers.map(load), diagnostics };
}

interface Found {
  readonly spec: TriggerSpec;
  readonly finding: Parameters<typeof diagnosticIn>[2];
}

function twice(files: readonly TriggerFile[]): readonly Found[] {
  const seen = new Map<string, TriggerSpec>();
  const found: Found[] = [];
  for (const { spec } of files.flatMap(({ triggers }) => triggers)) {
    const keys = [
      `trigger named "${spec.name}"`,
      ...(spec.kind === "webhook" ? [`webhook with the path "${spec.path}"`] : []),
    ];
    for (const key of keys) {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, spec);
      else found.push({ spec, finding: { code: "D201", message: `A ${key} stands in ${first.file} already.` } });
    }
  }
  return found;
}

function circles(files: readonly TriggerFile[]): readonly Found[] {
  const followers = files
    .flatMap(({ triggers }) => triggers)
    .flatMap(({ spec, workflow: { bundle, hash } }) =>
      spec.kind === "after" && spec.when === null && spec.isEnabled
        ? [{ spec, after: spec.after, starts: namesStarted(bundle, [hash]) }]
        : [],
    );
  return circlesOf(followers).map(({ follower: { spec }, circle }) => ({ spec, finding: circleFinding(circle) }));
}

function inFile(project: Project, { spec, finding }: Found): Diagnostic {
  const text = readFileSync(path.resolve(project.root, spec.file), "utf8");
  return diagnosticIn({ file: spec.file, text }, spec, finding);
}
