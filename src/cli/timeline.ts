import { askerOf } from "../core/ask.ts";
import { shortId } from "../core/ids.ts";
import type { Input, JournalEntry } from "../core/input.ts";
import { isJsonObject } from "../core/json.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Definition } from "../definition/definition.ts";
import { allStates, rootsOf, stateName } from "../control/active-states.ts";
import { firstLine, statusWord } from "./follow/step-note.ts";
import { durationText } from "./text/durations.ts";

export interface TimelineEntry {
  readonly at: number;
  readonly text: string;
}

/** The journal in words. */
export function timelineOf(journal: Iterable<JournalEntry>, definition: Definition | null): readonly TimelineEntry[] {
  const steps = stepNames(definition);
  const approvals = approvalsOf(definition);
  return [...journal].flatMap(({ at, input }) => {
    const approval = input.type === "signal" && approvals.has(input.step ?? "") ? approvalText(input) : null;
    const text = approval ?? inputText(input, (path) => steps.get(path) ?? stateName(path));
    return text === null ? [] : [{ at, text }];
  });
}

const stepNames = (definition: Definition | null): ReadonlyMap<string, string> =>
  new Map([
    ["open", "workspace"],
    ["open#fork", "workspace"],
    ...(definition === null
      ? []
      : allStates(rootsOf(definition)).flatMap((state) =>
          state.action === null ? [] : [[state.path, state.action.step] as const],
        )),
  ]);

/** Ids of the steps that ask a person. */
const approvalsOf = (definition: Definition | null): ReadonlySet<string> =>
  new Set(
    definition === null
      ? []
      : allStates(rootsOf(definition)).flatMap(({ action }) => (action?.verb === "approve" ? [action.step] : [])),
  );

type NameOf = (path: string) => string;
type InputOf<T extends Input["type"]> = Extract<Input, { type: T }>;

/** `null` for what only the engine cares about. */
const TEXTS: { readonly [T in Input["type"]]: (input: InputOf<T>, nameOf: NameOf) => string | null } = {
  start: ({ parent }) => (parent === null ? "started" : "started by its parent run"),
  fork: ({ from: { run, seq } }) => `forked from run ${shortId(run)} after its entry ${seq}`,
  outcome: outcomeText,
  signal: signalText,
  timer: ({ timer }, nameOf) => timerText(timer, nameOf),
  cancel: ({ reason, force, sender }) =>
    `cancel asked for${byText(sender.by)}${reason === null ? "" : `: ${reason}`}${force ? " (forced)" : ""}`,
  resumed: ({ downMs }) => `resumed by a new engine${downMs > 0 ? `; none was there for ${durationText(downMs)}` : ""}`,
  asked: ({ activity, request: { title } }, nameOf) => `${nameOf(activity)} asks: ${firstLine(title)}`,
  withdrawn: ({ activity }, nameOf) => `${nameOf(activity)} asks no more`,
  decision: ({ decision: { answer, comment, by } }) =>
    `${ANSWERS[answer]}${byText(by)}${comment === null ? "" : `: ${firstLine(comment)}`}`,
  message: ({ text, step, sender }) =>
    `message${step === null ? "" : ` for ${step}`}${byText(sender.by)}: ${firstLine(text)}`,
  message_removed: () => "message taken back",
  message_taken: () => null,
  message_said: () => "message said to the agent",
  stopped: () => "what was left behind has ended",
  parent_told: () => null,
};

const ANSWERS = { allow: "allowed", deny: "denied", reply: "answered" } as const;

const inputText = (input: Input, nameOf: NameOf): string | null => TEXTS[input.type](input as never, nameOf);

function outcomeText({ activity, outcome }: InputOf<"outcome">, nameOf: NameOf): string {
  const asker = askerOf(activity);
  if (asker !== null) return verdictText(nameOf(asker), outcome);
  const { status, error, note } = outcome;
  const name = nameOf(activity);
  const more = note === undefined ? "" : `; ${note}`;
  if (status === "succeeded") return name === "workspace" ? "workspace opened" : `${name} succeeded${more}`;
  return `${name} ${statusWord(status)}${error === null ? "" : `: ${firstLine(error.message)}`}${more}`;
}

function verdictText(asker: string, { status, output, error }: Outcome): string {
  const by = typeof output["agent"] === "string" ? ` by agent:${output["agent"]}` : "";
  const { decision, reason } = output;
  const isDecided = status === "succeeded" && (decision === "allow" || decision === "deny");
  const why = status === "succeeded" ? reason : error?.message;
  const what = isDecided ? `${ANSWERS[decision]}${by}` : `${asker} is left to a person${by}`;
  return typeof why === "string" ? `${what}: ${firstLine(why)}` : what;
}

function signalText({ name, step, data, sender }: InputOf<"signal">): string {
  const carried = data === null ? "" : ` ${JSON.stringify(data)}`;
  return `event ${name}${step === null ? "" : ` for ${step}`}${byText(sender.by)}${carried}`;
}

const APPROVALS: Readonly<Record<string, string>> = { approve: "approved", deny: "denied" };

/** `null` for an event that is no answer. */
function approvalText({ name, step, data, sender }: InputOf<"signal">): string | null {
  const answer = APPROVALS[name];
  if (answer === undefined) return null;
  const comment = isJsonObject(data) && typeof data["comment"] === "string" ? data["comment"] : "";
  return `${step} ${answer}${byText(sender.by)}${comment === "" ? "" : `: ${firstLine(comment)}`}`;
}

const byText = (by: string | null): string => (by === null ? "" : ` by ${by}`);

function timerText(timer: string, nameOf: NameOf): string {
  const [path = timer, kind = ""] = timer.split("#");
  const name = nameOf(path);
  if (kind === "timeout") return `${name} has used up its time`;
  if (kind === "elapsed") return `${name} has waited long enough`;
  if (kind.startsWith("ask:")) return `nobody has answered ${name} in time`;
  return kind === "backoff" ? `${name} is tried again` : `time was up in ${name}`;
}
