import type { EngineEvent } from "../../../../src/core/events.ts";
import type { JournalEntry } from "../../../../src/client/index.ts";
import { eventsOf, inputOf } from "../journal/words.ts";

/** Who takes part: people, the run itself, what started it, its scripts and actions, and each agent and child run by its step. */
export type Party = "people" | "run" | "parent" | "scripts" | `step:${string}`;

/** Something that one party tells another. */
export interface SequenceMessage {
  readonly seq: number;
  readonly at: number;
  readonly from: Party;
  readonly to: Party;
  readonly text: string;
  readonly tone: "plain" | "good" | "bad" | "waiting";
}

/** Who said what to whom, in the order of the journal. */
export function messagesOf(entries: readonly JournalEntry[]): readonly SequenceMessage[] {
  const lanes = new Set<string>();
  return entries.flatMap((entry) => {
    const { seq, at } = entry;
    const events = eventsOf(entry);
    for (const event of events) if (event.type === "step.started" && hasLane(event.action)) lanes.add(event.step);
    const said = [...fromInput(entry), ...events.flatMap((event) => fromEvent(event, lanes))];
    return said.map(({ from, to, text, tone }) => ({ seq, at, from, to, text, tone }));
  });
}

/** In the order in which they first take part; people and the run stand first. */
export function partiesOf(messages: readonly SequenceMessage[]): readonly Party[] {
  const found = new Set<Party>(messages.flatMap(({ from, to }) => [from, to]));
  const first: readonly Party[] = ["parent", "people", "run", "scripts"];
  return [...first.filter((one) => found.has(one)), ...[...found].filter((one) => !first.includes(one))];
}

/** The newest run of each lane that is one of child runs. `children`: by the generation of the attempt that started it. */
export function runsOfLanes(
  entries: readonly JournalEntry[],
  children: ReadonlyMap<string, string>,
): ReadonlyMap<Party, string> {
  const runs = new Map<Party, string>();
  for (const event of entries.flatMap(eventsOf)) {
    if (event.type !== "step.started") continue;
    const child = children.get(event.gen);
    if (child !== undefined) runs.set(`step:${event.step}`, child);
  }
  return runs;
}

type Said = Omit<SequenceMessage, "seq" | "at">;

function fromInput(entry: JournalEntry): readonly Said[] {
  const given = inputOf(entry);
  const tell = (text: string, tone: Said["tone"] = "plain"): readonly Said[] => [
    { from: "people", to: "run", text, tone },
  ];
  if (given.type === "signal") return tell(given.step === null ? given.name : `${given.name} (${given.step})`);
  if (given.type === "cancel") return tell(`cancel${given.reason === null ? "" : `: ${given.reason}`}`, "bad");
  if (given.type === "message") return tell(`says: ${given.text}`);
  return [];
}

/** An agent or a child run goes on for long, and says more than how it ended. */
const hasLane = (action: string): boolean => action === "agent" || action === "workflow";

type Wordings = { readonly [Type in EngineEvent["type"]]?: (event: Extract<EngineEvent, { type: Type }>) => Said };

const WORDINGS: Wordings = {
  "run.started": ({ parent }) => ({
    from: parent === null ? "people" : "parent",
    to: "run",
    text: "start",
    tone: "plain",
  }),
  "run.ended": ({ status }) => ({ from: "run", to: "people", text: status, tone: toneOf(status) }),
  "step.started": ({ step, action, attempt }) => ({
    from: "run",
    to: `step:${step}`,
    text: `${action}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
    tone: "plain",
  }),
  "step.waiting": ({ step, message }) => ({
    from: "run",
    to: "people",
    text: message ?? `waits: ${step}`,
    tone: "waiting",
  }),
  "step.ended": ({ step, status }) => ({
    from: `step:${step}`,
    to: "run",
    text: status.replaceAll("_", " "),
    tone: toneOf(status),
  }),
  "ask.opened": ({ step, title }) => ({ from: `step:${step}`, to: "people", text: `asks: ${title}`, tone: "waiting" }),
  "ask.decided": ({ step, answer }) => ({
    from: "people",
    to: `step:${step}`,
    text: answer,
    tone: answer === "deny" ? "bad" : "good",
  }),
  "message.said": ({ step, text }) => ({ from: "run", to: `step:${step}`, text: `hears: ${text}`, tone: "plain" }),
};

function fromEvent(event: EngineEvent, lanes: ReadonlySet<string>): readonly Said[] {
  const wording = WORDINGS[event.type] as ((event: EngineEvent) => Said) | undefined;
  if (wording === undefined) return [];
  const said = wording(event);
  if (!("step" in event) || event.step === null || lanes.has(event.step)) return [said];
  const own: Party = `step:${event.step}`;
  const shared = (party: Party): Party => (party === own ? "scripts" : party);
  return [{ ...said, from: shared(said.from), to: shared(said.to), text: `${event.step}: ${said.text}` }];
}

const toneOf = (status: string): Said["tone"] =>
  status === "succeeded" ? "good" : status === "skipped" ? "plain" : "bad";
