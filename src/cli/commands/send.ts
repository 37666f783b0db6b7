import { DroverError } from "../../core/errors.ts";
import { shortId, type RunId } from "../../core/ids.ts";
import type { Input } from "../../core/input.ts";
import { DEEPEST, isTooDeep, type Json } from "../../core/json.ts";
import type { Store } from "../../core/store.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery } from "../deliver.ts";
import { assertText, newMessageId } from "../../control/messages.ts";
import { userName } from "../../user-name.ts";
import { resolveRun } from "../run-id.ts";

interface SendFlags {
  readonly message?: string;
  readonly data?: string;
  readonly step?: string;
  readonly json?: true;
}

export const addSend: AddCommand = (program, shell) => {
  program
    .command("send")
    .summary("send an event to a run, or a message to its agent")
    .description(
      "Sends an event to a run: to the step that waits for it, or to its states. Refused when nothing in the run takes it now. " +
        "With --message it says something to the agent that works in the run; where none can hear it now it waits for the next one.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("[event]", "the event's name")
    .option("-m, --message <text>", "say this to the run's agent")
    .option("--data <json>", "what the event carries, as JSON")
    .option("--step <step>", "only this step may take it")
    .option("--json", "print the result as JSON")
    .action(async (run: string, event: string | undefined, flags: SendFlags) => {
      const what = parse(event, flags);
      const sent = await deliverInput(findProject(shell.cwd), (store) => {
        const found = resolveRun(store, run);
        return { run: found, input: what.type === "message" ? messageInput(store, found, flags) : what };
      });
      const { input } = sent.letter;
      const name = input.type === "message" ? `message ${input.message}` : `"${event ?? ""}"`;
      tellDelivery(shell.out, `Sent ${name} to run ${shortId(sent.letter.run)}`, {
        ...sent,
        isJson: flags.json === true,
      });
    });
};

/** The event, or that it is a message. */
function parse(event: string | undefined, flags: SendFlags): Extract<Input, { type: "signal" }> | { type: "message" } {
  const { message, data, step } = flags;
  if (message !== undefined && event === undefined && data === undefined) {
    assertText(message);
    return { type: "message" };
  }
  if (message !== undefined || event === undefined)
    throw new DroverError(
      "usage",
      "Cannot send: give either the name of an event (with --data, if it carries any) or --message with a text.",
    );
  const carried = data === undefined ? null : parseData(data);
  return { type: "signal", name: event, step: step ?? null, data: carried, sender: { by: userName() } };
}

function messageInput(store: Store, run: RunId, { message = "", step }: SendFlags): Input {
  const snapshot = store.getSnapshot(run);
  return {
    type: "message",
    message: newMessageId(snapshot?.messages ?? []),
    text: message,
    step: step ?? null,
    sender: { by: userName() },
  };
}

function parseData(text: string): Json {
  const data = parseJson(text);
  if (!isTooDeep(data)) return data;
  throw new DroverError("usage", `Cannot read --data: it is nested more than ${DEEPEST} levels deep.`);
}

function parseJson(text: string): Json {
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
