import { Argument } from "commander";
import { SCRIPTS, SHELLS, type ShellName } from "../completion/scripts.ts";
import type { AddCommand } from "../commands.ts";

export const addCompletion: AddCommand = (program, shell) => {
  program
    .command("completion")
    .summary("print a script that completes commands")
    .description(
      'Prints a script that lets a shell complete commands, options, workflows, agents and runs. bash: `eval "$(drover completion bash)"` in ~/.bashrc. zsh: the same in ~/.zshrc, behind compinit. fish: `drover completion fish > ~/.config/fish/completions/drover.fish`.',
    )
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .action((name: ShellName) => shell.out.write(SCRIPTS[name]));
};
