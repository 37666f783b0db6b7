import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectAt } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { repositoryTop } from "../find-project.ts";
import { hasCommit } from "../../control/checks.ts";
import { INIT_FILES } from "../init-files.ts";
import type { Shell } from "../shell.ts";

export const addInit: AddCommand = (program, shell) => {
  program
    .command("init")
    .summary("make a .drover folder")
    .description(
      "Makes .drover with a configuration, an example workflow and an example agent. What exists stays as it is.",
    )
    .option("--json", "print the files that were made as JSON")
    .action((flags: { json?: true }) => init(shell, flags.json === true));
};

/** Examples are for those who begin: a folder that is there already gets none. */
async function init(shell: Shell, isJson: boolean): Promise<void> {
  const { drover } = projectAt(shell.cwd);
  const begun = new Set(["workflows", "agents"].filter((folder) => existsSync(path.join(drover, folder))));
  const wanted = Object.entries(INIT_FILES).filter(([file]) => !begun.has(path.dirname(file)));
  const made = wanted
    .filter(([file, text]) => writeNew(path.join(drover, file), text))
    .map(([file]) => path.join(".drover", file));
  if (isJson) return shell.out.line(JSON.stringify({ folder: drover, made }));
  await tell(made, shell);
}

function writeNew(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
  return true;
}

async function tell(made: readonly string[], { out, cwd }: Shell): Promise<void> {
  const { style } = out;
  for (const file of made) out.line(`${style.green("+")} ${file}`);
  if (made.length === 0) out.line("Nothing to make: .drover is complete.");
  const top = repositoryTop(cwd);
  if (top === null)
    out.line(
      style.yellow("This folder is in no git repository: runs need `workspace: none` there, or `git init` first."),
    );
  else if (!(await hasCommit(top)))
    out.line(
      style.yellow("This repository has no commit yet: the branch of a run has to start from one. Make it first."),
    );
  const example = made.some((file) => file.endsWith("hello.yaml"));
  out.line(`\nNext: ${style.cyan(example ? "drover run hello" : "drover validate")}`);
}
