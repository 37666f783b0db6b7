import { spawnSync } from "node:child_process";
import path from "node:path";
import { DroverError } from "../../core/errors.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { EXIT } from "../exit-codes.ts";

export const addAgentsEdit: AddCommand = (agents, shell) => {
  agents
    .command("edit")
    .summary("edit a profile")
    .description(
      "Opens the project's file of an agent in $VISUAL or $EDITOR, and checks it afterwards. For an agent that only ships with Drover it begins a file that extends it. Exits with 2 when it has mistakes.",
    )
    .argument("<name>", "the agent")
    .option("--json", "print the result as JSON")
    .action(async (name: string, { json }: { json?: true }) => {
      const { agentFileToEdit, agentMistakes } = await import("../../project/agent-files.ts");
      const project = findProject(shell.cwd);
      const editor = editorFor(name);
      const { file, isNew } = agentFileToEdit(project, name);
      if (isNew) shell.err.line(`${path.relative(shell.cwd, file)} extends the shipped profile.`);
      edit(editor, file);
      const mistakes = agentMistakes(project);
      if (json === true) shell.out.line(JSON.stringify({ name, file, isNew, mistakes }));
      else for (const mistake of mistakes) shell.err.line(`${shell.err.style.red("error:")} ${mistake}`);
      shell.finish(mistakes.length === 0 ? EXIT.succeeded : EXIT.invalid);
    });
};

function editorFor(name: string): string {
  const editor = [process.env["VISUAL"], process.env["EDITOR"]].find((one) => one !== undefined && one !== "");
  if (editor !== undefined) return editor;
  throw new DroverError("usage", `Cannot edit agent "${name}": set EDITOR to your editor's command.`);
}

/** An editor's command may hold arguments; a shell knows how to read them. */
function edit(editor: string, file: string): void {
  // What an editor says is not ours: with --json standard output holds nothing but JSON.
  const { status, signal } = spawnSync("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: ["inherit", 2, 2] });
  if (status === 0) return;
  throw new DroverError("usage", `Cannot edit ${file}: "${editor}" ended with ${signal ?? `code ${status ?? "?"}`}.`);
}
