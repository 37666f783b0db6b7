import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectAt } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { repositoryTop } from "../find-project.ts";
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
function init(shell: Shell, isJson: boolean): void {
  const { drover } = projectAt(shell.cwd);
  const begun = new Set(["workflows", "agents"].filter((folder) => existsSync(path.join(drover, folder))));
  const wanted = Object.entries(INIT_FILES).filter(([file]) => !begun.has(path.dirname(file)));
  const made = wanted
    .filter(([file, text]) => writeNew(path.join(drover, file), text))
    .map(([file]) => path.join(".drover", file));
  if (isJson) return shell.out.line(JSON.stringify({ folder: drover, made }));
  tell(made, shell);
}

function writeNew(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
  return true;
}

function tell(made: readonly string[], { out, cwd }: Shell): void {
  const { style } = out;
  for (const file of made) out.line(`${style.green("+")} ${file}`);
  if (made.length === 0) out.line("Nothing to make: .drover is complete.");
  if (repositoryTop(cwd) === null)
    out.line(
      style.yellow("This folder is in no git repository: runs need `workspace: none` there, or `git init` first."),
    );
  const example = made.some((file) => file.endsWith("hello.yaml"));
  out.line(`\nNext: ${style.cyan(example ? "drover run hello" : "drover validate")}`);
}
