import type { EngineEvent } from "../../../../src/core/events.ts";
import type { Input } from "../../../../src/core/input.ts";
import type { JournalEntry } from "../../../../src/client/index.ts";

type Words = readonly [what: string, detail: string];
type Wordings = { readonly [Type in Input["type"]]?: (input: Extract<Input, { type: Type }>) => Words };

/** Paths begin with `main.`, which tells nothing. */
const stepOf = (activity: string): string => activity.replace(/^main\./, "");
const by = ({ sender }: { readonly sender: { readonly by: string | null } }): string =>
  sender.by === null ? "" : ` by ${sender.by}`;

const WORDINGS: Wordings = {
  start: () => ["started", ""],
  signal: (input) => ["event", `${input.name}${by(input)}`],
  outcome: ({ outcome: { status, note }, activity }) => [
    status.replaceAll("_", " "),
    note === undefined ? stepOf(activity) : `${stepOf(activity)}: ${note}`,
  ],
  asked: ({ activity }) => ["asks", stepOf(activity)],
  withdrawn: ({ activity }) => ["asks no more", stepOf(activity)],
  decision: ({ decision }) => [decision.answer, decision.by ?? ""],
  message: (input) => [input.isEdit === true ? "message edited" : "message", `${input.text}${by(input)}`],
  timer: ({ timer }) => ["timer", stepOf(timer)],
  cancel: (input) => ["cancel", `${input.reason ?? ""}${by(input)}`],
  resumed: ({ downMs }) => ["taken up again", downMs > 0 ? `after ${Math.round(downMs / 1000)} s` : ""],
};

/** What happened to the run with an entry, in a few words. */
export function wordsOf({ input }: Pick<JournalEntry, "input">): Words {
  const given = inputOf({ input });
  const wording = WORDINGS[given.type] as ((input: Input) => Words) | undefined;
  return wording?.(given) ?? [given.type.replaceAll("_", " "), ""];
}

/** What an entry was: the API's schema leaves its form to the engine. */
export const inputOf = ({ input }: Pick<JournalEntry, "input">): Input => input as unknown as Input;

/** What subscribers were told of an entry. */
export const eventsOf = ({ events = [] }: Pick<JournalEntry, "events">): readonly EngineEvent[] =>
  events as unknown as readonly EngineEvent[];
