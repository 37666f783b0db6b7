import { shortId } from "../../core/ids.ts";
import { findProject } from "../../project/project.ts";
import { askingIn, isQuestion, theOne } from "../../control/asks.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery } from "../deliver.ts";
import { resolveRun } from "../run-id.ts";
import { userName } from "../../user-name.ts";

interface AnswerFlags {
  readonly step?: string;
  readonly ask?: string;
  readonly json?: true;
}

export const addAnswer: AddCommand = (program, shell) => {
  program
    .command("answer")
    .summary("answer an agent's question")
    .description("Answers a question that a working agent asks.")
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("<text>", "the answer: one of the choices, or words of your own")
    .option("--step <step>", "the step that asks; needed when several do")
    .option("--ask <id>", "which question; needed when one step has several")
    .option("--json", "print the result as JSON")
    .action(async (run: string, text: string, flags: AnswerFlags) => {
      const sent = await deliverInput(findProject(shell.cwd), (store) => {
        const found = resolveRun(store, run);
        const asking = askingIn(store, found).filter(isQuestion);
        const meant = { command: "answer", step: flags.step ?? null, ask: flags.ask ?? null };
        const { request, run: asker } = theOne(store, found, { asking, meant });
        const { gen, ask } = request ?? { gen: null, ask: null };
        // `isQuestion` leaves requests of agents only.
        if (gen === null) throw new Error("a question without its agent");
        const decision = { answer: "reply", comment: text, by: userName() } as const;
        return { run: asker, input: { type: "decision", gen, ask: ask.id, decision } };
      });
      tellDelivery(shell.out, `Answered run ${shortId(sent.letter.run)}`, { ...sent, isJson: flags.json === true });
    });
};
