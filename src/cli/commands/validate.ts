import { existsSync } from "node:fs";
import path from "node:path";
import type { Catalog } from "../../project/catalog.ts";
import type { Diagnostic } from "../../core/diagnostic.ts";
import { optimizeLater } from "../../compiled/optimize-later.ts";
import { DroverError } from "../../core/errors.ts";
import { formatDiagnostic } from "../../definition/format-diagnostic.ts";
import { profileMistakes } from "../../project/profile-mistakes.ts";
import { ownWorkflowFiles, type Project } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { EXIT } from "../exit-codes.ts";
import { projectForReading } from "../find-project.ts";
import type { Shell } from "../shell.ts";
import { count } from "../text/counts.ts";

export const addValidate: AddCommand = (program, shell) => {
  program
    .command("validate")
    .summary("check workflow files")
    .description(
      "Checks workflow files and prints every mistake with its place. Without names: all files in .drover/workflows, and .drover/triggers.yaml.",
    )
    .argument("[workflows...]", "names or paths")
    .option("--json", "print a JSON array of the mistakes")
    .action(async (names: readonly string[], flags: { json?: true }) =>
      shell.finish(await validate(names, flags.json === true, shell)),
    );
};

async function validate(names: readonly string[], isJson: boolean, shell: Shell): Promise<number> {
  const project = projectForReading(shell.cwd);
  const { openCatalog } = await import("../../project/catalog.ts");
  const catalog = openCatalog(project);
  optimizeLater();
  const chosen = names.length > 0 ? names : ownWorkflowFiles(project);
  const listed = names.length === 0 ? await triggerMistakes(project, catalog) : null;
  if (chosen.length === 0 && listed === null)
    shell.err.line(
      `No workflow files in ${path.relative(shell.cwd, project.workflows) || "."}. \`drover init\` makes an example.`,
    );
  const diagnostics = unique([
    ...chosen.flatMap((name) => check(catalog, name, { cwd: shell.cwd, project })),
    ...(listed ?? []),
  ]);
  if (isJson) shell.out.line(JSON.stringify(diagnostics));
  else print(diagnostics, chosen.length + (existsSync(project.triggers) && names.length === 0 ? 1 : 0), shell);
  return diagnostics.some(({ severity }) => severity === "error") ? EXIT.invalid : EXIT.succeeded;
}

/** Of triggers.yaml, and what only shows when all triggers are seen together. `null` where there are none. */
async function triggerMistakes(project: Project, catalog: Catalog): Promise<readonly Diagnostic[] | null> {
  const { readTriggerFiles } = await import("../../project/trigger-files.ts");
  const files = readTriggerFiles(project, catalog);
  return files.length === 0 ? null : files.flatMap(({ diagnostics }) => diagnostics);
}

/** Every mistake of a file and its children. A file that is not there at all is no mistake in a file: it is thrown. */
function check(
  catalog: Catalog,
  name: string,
  { cwd, project }: { readonly cwd: string; readonly project: Project },
): readonly Diagnostic[] {
  try {
    return catalog.load(name, cwd).warnings;
  } catch (error) {
    if (error instanceof DroverError && error.code === "workflow.invalid")
      return error.details as readonly Diagnostic[];
    const mistakes = profileMistakes(error, project.root);
    if (mistakes === null) throw error;
    return mistakes;
  }
}

/** A child workflow's mistakes are found once for each parent. */
const unique = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values(),
];

function print(diagnostics: readonly Diagnostic[], files: number, { out }: Shell): void {
  const { style } = out;
  for (const diagnostic of diagnostics) out.line(`${formatDiagnostic(diagnostic, { color: style.isColored })}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const found = [count(errors, "error"), ...(warnings === 0 ? [] : [count(warnings, "warning")])].join(", ");
  const checked = count(files, "file");
  if (errors > 0) out.line(`${style.red("✗")} ${found} in ${checked}`);
  else if (files > 0)
    out.line(`${style.green("✓")} ${checked} checked${warnings === 0 ? ", no mistakes" : `, ${found}`}`);
}
