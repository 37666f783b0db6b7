import { shortId, type RunId } from "../../core/ids.ts";
import type { Store } from "../../core/store.ts";
import { findProject } from "../../project/project.ts";
import { askingIn, isQuestion, theOne } from "../../control/asks.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery, type Letter } from "../deliver.ts";
import { resolveRun } from "../run-id.ts";
import { userName } from "../../user-name.ts";

interface ApproveFlags {
  readonly comment?: string;
  readonly ask?: string;
  readonly deny?: true;
  readonly json?: true;
}

export const addApprove: AddCommand = (program, shell) => {
  program
    .command("approve")
    .summary("answer an approval")
    .description(
      "Approves what a run asks for, or denies it: a step that waits for approval, or a tool that a working agent wants to use. " +
        "A denied step fails, with the comment as the reason; a denied agent reads the comment and goes on.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("[step]", "the step that asks; needed when several do")
    .option("-c, --comment <text>", "a comment for the record, and for the agent")
    .option("--ask <id>", "which request of an agent; needed when one step has several")
    .option("--deny", "deny it")
    .option("--json", "print the result as JSON")
    .action(async (run: string, step: string | undefined, flags: ApproveFlags) => {
      let what = "";
      const sent = await deliverInput(findProject(shell.cwd), (store) => {
        const { letter, about } = answer(store, resolveRun(store, run), { step: step ?? null, flags });
        what = about;
        return letter;
      });
      const verb = flags.deny === true ? "Denied" : "Approved";
      tellDelivery(shell.out, `${verb} ${what} of run ${shortId(sent.letter.run)}`, {
        ...sent,
        isJson: flags.json === true,
      });
    });
};

function answer(
  store: Store,
  run: RunId,
  { step, flags }: { step: string | null; flags: ApproveFlags },
): { readonly letter: Letter; readonly about: string } {
  const asking = askingIn(store, run).filter((one) => !isQuestion(one));
  const chosen = theOne(store, run, { asking, meant: { command: "approve", step, ask: flags.ask ?? null } });
  const by = userName();
  if (chosen.request === null) {
    const data = flags.comment === undefined ? null : { comment: flags.comment };
    const name = flags.deny === true ? "deny" : "approve";
    const input = { type: "signal", name, step: chosen.step, data, sender: { by } } as const;
    return { letter: { run: chosen.run, input }, about: `"${chosen.step}"` };
  }
  const { gen, ask } = chosen.request;
  const decision = { answer: flags.deny === true ? "deny" : "allow", comment: flags.comment ?? null, by } as const;
  const input = { type: "decision", gen, ask: ask.id, decision } as const;
  return { letter: { run: chosen.run, input }, about: `${ask.tool} in "${chosen.step}"` };
}
