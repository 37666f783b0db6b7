import { shortId } from "../../core/ids.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery } from "../deliver.ts";
import { resolveRun } from "../run-id.ts";
import { userName } from "../../user-name.ts";

interface CancelFlags {
  readonly force?: true;
  readonly reason?: string;
  readonly json?: true;
}

export const addCancel: AddCommand = (program, shell) => {
  program
    .command("cancel")
    .summary("cancel a run")
    .description("Cancels a run: what it has started is ended, its `finally` steps still run.")
    .argument("<run>", "the run's id, or a head or tail of it")
    .option("-r, --reason <text>", "why, for the record")
    .option("--force", "cancel the `finally` steps as well")
    .option("--json", "print the result as JSON")
    .action(async (run: string, flags: CancelFlags) => {
      const input = {
        type: "cancel",
        reason: flags.reason ?? null,
        force: flags.force === true,
        sender: { by: userName() },
      } as const;
      const sent = await deliverInput(findProject(shell.cwd), (store) => ({ run: resolveRun(store, run), input }));
      tellDelivery(shell.out, `Canceled run ${shortId(sent.letter.run)}`, { ...sent, isJson: flags.json === true });
    });
};
