import { candidates } from "../completion/candidates.ts";
import { namesIn } from "../completion/names.ts";
import { ASKED_BY } from "../completion/scripts.ts";
import { allCommands, type AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";

/** What the scripts of `drover completion` ask: the words so far, the last one unfinished. One possible word a line. */
export const addCompleteWords: AddCommand = (program, shell) => {
  program
    .command(ASKED_BY, { hidden: true })
    .argument("[words...]")
    .action(async (words: readonly string[]) => {
      // Whatever is wrong with the project is not to be told in the middle of a command line.
      const { createProgram } = await import("../program.ts");
      const whole = createProgram(await allCommands(), shell);
      for (const found of await candidates(whole, words, namesIn(projectForReading(shell.cwd)))) shell.out.line(found);
    });
};
