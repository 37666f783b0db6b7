import type { Message } from "../../core/ask.ts";
import { DroverError } from "../../core/errors.ts";
import { shortId, type RunId } from "../../core/ids.ts";
import type { Input } from "../../core/input.ts";
import type { Store } from "../../core/store.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery } from "../deliver.ts";
import { firstLine } from "../follow/step-note.ts";
import { assertText } from "../../control/messages.ts";
import { resolveRun } from "../run-id.ts";
import type { Shell } from "../shell.ts";
import { userName } from "../../user-name.ts";
import { withReading } from "../with-reading.ts";

interface MessagesFlags {
  readonly edit?: string;
  readonly text?: string;
  readonly remove?: string;
  readonly json?: true;
}

export const addMessages: AddCommand = (program, shell) => {
  program
    .command("messages")
    .summary("list, edit or take back messages to a run's agents")
    .description(
      "Lists the messages that wait for an agent of a run, oldest first; `drover send --message` adds one. " +
        "A message can be edited and taken back until an agent is about to hear it.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .option("--edit <id>", "give this message another text, with --text")
    .option("--text <text>", "the new text")
    .option("--remove <id>", "take this message back")
    .option("--json", "print the result as JSON")
    .action(async (run: string, flags: MessagesFlags) => {
      if (flags.edit === undefined && flags.text !== undefined)
        throw new DroverError("usage", "Cannot tell which message gets the text: name it with --edit.");
      if (flags.edit === undefined && flags.remove === undefined)
        return withReading(shell.cwd, ({ store }) => list(store, resolveRun(store, run), { shell, flags }));
      const sent = await deliverInput(findProject(shell.cwd), (store) => {
        const found = resolveRun(store, run);
        return { run: found, input: changeOf(store, found, flags) };
      });
      const verb = sent.letter.input.type === "message" ? "Changed" : "Took back";
      tellDelivery(
        shell.out,
        `${verb} message ${flags.edit ?? flags.remove ?? ""} of run ${shortId(sent.letter.run)}`,
        {
          ...sent,
          isJson: flags.json === true,
        },
      );
    });
};

function changeOf(store: Store, run: RunId, { edit, text, remove }: MessagesFlags): Input {
  if (edit !== undefined && remove !== undefined)
    throw new DroverError("usage", "Cannot edit and remove at once: give one of --edit and --remove.");
  const id = edit ?? remove ?? "";
  const message = (store.getSnapshot(run)?.messages ?? []).find((one) => one.id === id);
  if (message === undefined)
    throw new DroverError(
      "signal.unexpected",
      `Cannot find message "${id}" of run "${shortId(run)}": it was said, or taken back. \`drover messages ${shortId(run)}\` lists what waits.`,
    );
  if (edit === undefined) return { type: "message_removed", message: id };
  if (text === undefined) throw new DroverError("usage", "Cannot edit the message: give its new text with --text.");
  assertText(text);
  return { type: "message", isEdit: true, message: id, text, step: message.step, sender: { by: userName() } };
}

function list(store: Store, run: RunId, { shell: { out }, flags }: { shell: Shell; flags: MessagesFlags }): void {
  const messages = store.getSnapshot(run)?.messages ?? [];
  if (flags.json === true) return out.line(JSON.stringify(messages));
  if (messages.length === 0) return out.line(out.style.dim("No message waits."));
  for (const message of messages) out.line(textOf(message));
}

function textOf({ id, text, step, takenBy, sender }: Message): string {
  const notes = [
    ...(step === null ? [] : [`for ${step}`]),
    ...(sender.by === null ? [] : [`by ${sender.by}`]),
    ...(takenBy === null ? [] : ["being said"]),
  ];
  return `${id}  ${firstLine(text)}${notes.length === 0 ? "" : `  (${notes.join(", ")})`}`;
}
