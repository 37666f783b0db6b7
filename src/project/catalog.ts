import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { mayAsk } from "../core/permissions.ts";
import { DroverError } from "../core/errors.ts";
import type { DefinitionHash } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import {
  checkInputs,
  formatDiagnostic,
  loadConfig,
  loadTriggers,
  loadWorkflow,
  nearest,
  parseYaml,
  type Config,
  type Definition,
  type LoadedTriggers,
  type LoadOptions,
  type LoadResult,
  type TriggerSpec,
} from "../definition/index.ts";
import { createFileMarks, type FileMarks, markFolder, markNames } from "./file-marks.ts";
import { type LoadedProfiles, loadProfiles, namesOf } from "../executors/profiles.ts";
import { NO_PRICES, type Prices, readPrices } from "../executors/prices.ts";
import { profileMistakes } from "./profile-mistakes.ts";
import { nameOfFile, resolveWorkflow, SHIPPED, type WorkflowFile, workflowFiles, type Project } from "./project.ts";
import { unasking } from "./unasking.ts";
import { ACTION_OUTPUTS, ACTION_SCHEMAS } from "../actions/schemas.ts";

/** A workflow with everything it needs, checked. */
export interface LoadedWorkflow {
  readonly definition: Definition;
  readonly hash: DefinitionHash;
  readonly bundle: ReadonlyMap<DefinitionHash, Definition>;
  readonly warnings: readonly Diagnostic[];
  /** Those that stand in its own file. */
  readonly triggers: readonly TriggerSpec[];
}

/**
 * What a project's files say: workflows, agents, configuration. Workflows and profiles are as their files are at the moment of
 * asking; the configuration and the prices are those of the beginning.
 */
export interface Catalog {
  readonly config: Config;
  readonly prices: Prices;
  readonly profiles: LoadedProfiles;
  /** Names of all workflows, the shipped ones included. */
  names(): readonly string[];
  /** By name, or by path relative to `from`. Throws `workflow.invalid` with every mistake in `details`. */
  load(name: string, from: string): LoadedWorkflow;
  /** The file that a name or a path stands for. Throws `workflow.unknown` and `workflow.ambiguous`. */
  source(name: string, from: string): WorkflowFile;
  /** What a text would be as `.drover/workflows/<name>.yaml`. Nothing is written, and nothing outside of the project is read for it. */
  check(name: string, text: string): LoadResult;
  /** What `.drover/triggers.yaml` says; nothing where there is none. Its mistakes are values. */
  triggers(): LoadedTriggers;
  /** Defaults applied; throws `inputs.invalid` with every problem in one message. */
  checkInputs(definition: Definition, inputs: JsonObject): JsonObject;
}

export function openCatalog(project: Project): Catalog {
  const config = readConfig(project);
  const profiles = profilesOnDemand(project);
  const names = (): readonly string[] => [...workflowFiles(project).keys()].toSorted();
  const prices = readPricesOf(project);
  const kept = new Map<string, { readonly workflow: LoadedWorkflow; readonly marks: FileMarks }>();
  const options = optionsOf({ project, profiles, names });
  return {
    config,
    profiles,
    prices,
    names,
    triggers: () => readTriggers(project, options),
    source,
    check: (name, text) => checkText(project, options, { name, text }),
    checkInputs: checkedInputs,
    load,
  };

  /** To read and check a workflow takes tens of milliseconds; to see that nothing has changed, hundredths of one. */
  function load(name: string, from: string): LoadedWorkflow {
    const key = JSON.stringify([name, from]);
    const former = kept.get(key);
    if (former?.marks.hold() === true) return former.workflow;
    const marks = createFileMarks();
    for (const folder of [project.workflows, SHIPPED.workflows]) markNames(marks, folder);
    const workflow = read(name, from, marks);
    if (kept.size >= KEPT) kept.clear();
    kept.set(key, { workflow, marks });
    return workflow;
  }

  function source(name: string, from: string): WorkflowFile {
    const entry = resolveWorkflow(project, name, from);
    if (entry === "unknown") throw unknownWorkflow(name, names());
    if ("ambiguous" in entry) throw ambiguousWorkflow(name, entry.ambiguous);
    return entry;
  }

  function read(name: string, from: string, marks: FileMarks): LoadedWorkflow {
    const entry = source(name, from);
    marks.add(entry.file);
    const result = loadWorkflow(shown(project, entry), options(marks));
    if (result.ok) return result;
    // With nothing wrong in the workflow itself it is the profiles that cannot be used.
    if (result.diagnostics.every(({ file }) => isProfile(project, file))) profiles.list();
    throw invalidFile("workflow.invalid", entry.file, result.diagnostics);
  }
}

/** What a text may refer to. `marks`: takes down every file that is read. `mayRead`: whether a file may be, for a text that is no file yet. */
type OptionsFor = (marks: FileMarks, mayRead?: (file: string) => boolean) => LoadOptions;

interface Referred {
  readonly project: Project;
  readonly profiles: LoadedProfiles;
  readonly names: () => readonly string[];
}

const optionsOf =
  ({ project, profiles, names }: Referred): OptionsFor =>
  (marks, mayRead) => ({
    resolve: (child, parent) => {
      const found = resolveWorkflow(project, child, path.dirname(path.resolve(project.root, parent)));
      if (typeof found !== "object" || !("text" in found)) return found;
      if (mayRead?.(found.file) === false) return "unknown";
      marks.add(found.file);
      return shown(project, found);
    },
    readText(name, workflow) {
      const file = path.resolve(project.root, path.dirname(workflow), name);
      marks.add(file);
      return isFile(file) && mayRead?.(file) !== false
        ? shown(project, { file, text: readFileSync(file, "utf8") })
        : null;
    },
    foundAs: (file) => (mayRead === undefined ? nameOfFile(project, path.resolve(project.root, file)) : null),
    actions: ACTION_SCHEMAS,
    actionOutputs: ACTION_OUTPUTS,
    get agents() {
      for (const folder of agentFolders(project)) markFolder(marks, folder);
      const found = listed(project, profiles);
      return "mistakes" in found ? found : namesOf(found);
    },
    get askingAgents() {
      const found = listed(project, profiles);
      if ("mistakes" in found) return [];
      return namesOf(found).filter((agent) => mayAsk(profiles.get(agent).permissions));
    },
    unasking: (name) => ("mistakes" in listed(project, profiles) ? null : unasking(profiles, marks, name)),
    workflowNames: names(),
  });

/** All profiles, or what is wrong in their files. */
function listed(
  { root }: Project,
  profiles: LoadedProfiles,
): ReturnType<LoadedProfiles["list"]> | { readonly mistakes: readonly Diagnostic[] } {
  try {
    return profiles.list();
  } catch (error) {
    const mistakes = profileMistakes(error, root);
    if (mistakes === null) throw error;
    return { mistakes };
  }
}

function readTriggers(project: Project, options: OptionsFor): LoadedTriggers {
  if (!isFile(project.triggers)) return { triggers: [], diagnostics: [] };
  const text = readFileSync(project.triggers, "utf8");
  return loadTriggers(shown(project, { file: project.triggers, text }), options(createFileMarks()));
}

/** A mistake is shown with its line: of a file that nobody may see none is. */
function checkText(
  project: Project,
  options: OptionsFor,
  { name, text }: { readonly name: string; readonly text: string },
): LoadResult {
  const file = path.join(project.workflows, `${name}.yaml`);
  const mayRead = (other: string): boolean =>
    [project.root, SHIPPED.workflows].some((folder) => isWithin(folder, other));
  return loadWorkflow(shown(project, { file, text }), options(createFileMarks(), mayRead));
}

/** Symbolic links resolved. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(realpathSync(folder), realpathSync(file));
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}

/** One spelling of a file's path, wherever it was named from: it is part of the definition, and so of its hash. */
function shown({ root }: Project, { file, text }: WorkflowFile): WorkflowFile {
  const relative = path.relative(root, file);
  return { file: relative.startsWith("..") ? file : relative, text };
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/** How many workflows are kept in memory. */
const KEPT = 256;

const isProfile = (project: Project, file: string): boolean =>
  agentFolders(project).includes(path.dirname(path.resolve(project.root, file)));

const agentFolders = (project: Project): readonly string[] => [SHIPPED.agents, project.agents];

/** Read when somebody asks for one: a mistake in a profile is no business of a workflow without agents. */
function profilesOnDemand(project: Project): LoadedProfiles {
  let loaded: { readonly profiles: LoadedProfiles; readonly marks: FileMarks } | null = null;
  const profiles = (): LoadedProfiles => {
    if (loaded?.marks.hold() === true) return loaded.profiles;
    const marks = createFileMarks();
    for (const folder of agentFolders(project)) markFolder(marks, folder);
    loaded = { profiles: loadProfiles(agentFolders(project), parseYaml), marks };
    return loaded.profiles;
  };
  return {
    get: (name) => profiles().get(name),
    list: () => profiles().list(),
    files: (name) => profiles().files(name),
  };
}

function readConfig(project: Project): Config {
  const text = existsSync(project.config) ? readFileSync(project.config, "utf8") : "";
  const result = loadConfig(text, project.config);
  if (result.ok) return result.config;
  throw invalidFile("project.config", project.config, result.diagnostics);
}

/** Nobody needs one: then costs are those that agents tell. */
const readPricesOf = ({ prices }: Project): Prices =>
  existsSync(prices) ? readPrices(readFileSync(prices, "utf8"), prices, parseYaml) : NO_PRICES;

export function invalidFile(
  code: "workflow.invalid" | "project.config",
  file: string,
  diagnostics: readonly Diagnostic[],
): DroverError {
  const list = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, { color: false })).join("\n\n");
  return new DroverError(
    code,
    `Cannot use "${path.basename(file)}": it has ${count(diagnostics.length, "mistake")}.\n\n${list}`,
    { details: diagnostics },
  );
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

function unknownWorkflow(name: string, names: readonly string[]): DroverError {
  const near = nearest(name, names);
  const hint = near === null ? `Known workflows: ${names.join(", ")}.` : `Did you mean "${near}"?`;
  return new DroverError(
    "workflow.unknown",
    `Cannot find workflow "${name}": no file of that name in .drover/workflows or among the shipped ones. ${hint}`,
  );
}

function ambiguousWorkflow(name: string, files: readonly string[]): DroverError {
  return new DroverError(
    "workflow.ambiguous",
    `Cannot choose workflow "${name}": ${files.join(" and ")} have that name. Give the path of one of them.`,
  );
}

function checkedInputs(definition: Definition, inputs: JsonObject): JsonObject {
  const checked = checkInputs(definition, inputs);
  if (checked.ok) return checked.inputs;
  const problems = checked.problems.map(({ message, expected, suggestion }) =>
    [
      message.replace(/\.$/, ""),
      expected === null ? "" : `expected ${expected}`,
      suggestion === null ? "" : `did you mean "${suggestion}"?`,
    ]
      .filter(Boolean)
      .join("; "),
  );
  throw new DroverError(
    "inputs.invalid",
    `Cannot start "${definition.name}":\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    { details: checked.problems },
  );
}
