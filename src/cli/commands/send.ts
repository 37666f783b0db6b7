import { DroverError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { findProject } from "../../project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery } from "../deliver.ts";
import { userName } from "../user-name.ts";
import { resolveRun } from "../run-id.ts";

interface SendFlags {
  readonly data?: string;
  readonly step?: string;
  readonly json?: true;
}

export const addSend: AddCommand = (program, shell) => {
  program
    .command("send")
    .summary("send an event to a run")
    .description(
      "Sends an event to a run: to the step that waits for it, or to its states. Refused when nothing in the run takes it now.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("<event>", "the event's name")
    .option("--data <json>", "what the event carries, as JSON")
    .option("--step <step>", "only this step may take it")
    .option("--json", "print the result as JSON")
    .action(async (run: string, name: string, flags: SendFlags) => {
      const data = flags.data === undefined ? null : parseData(flags.data);
      const input = { type: "signal", name, step: flags.step ?? null, data, sender: { by: userName() } } as const;
      const sent = await deliverInput(findProject(shell.cwd), (store) => ({ run: resolveRun(store, run), input }));
      tellDelivery(shell.out, `Sent "${name}" to run ${shortId(sent.letter.run)}`, {
        ...sent,
        isJson: flags.json === true,
      });
    });
};

function parseData(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new DroverError(
      "usage",
      `Cannot read --data: it is no JSON. A text has to stand in quotes of its own: --data '"${text}"'.`,
      { cause: error },
    );
  }
}
