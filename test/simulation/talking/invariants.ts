import { isDeepStrictEqual } from "node:util";
import type { Ask, Decision } from "../../../src/core/ask.ts";
import type { Gen, RunId } from "../../../src/core/ids.ts";
import type { JournalEntry } from "../../../src/core/input.ts";
import type { Activity, RunState, Snapshot } from "../../../src/core/run.ts";
import type { Site } from "../site.ts";
import { toAgent } from "./wire.ts";

/** What a run's journal tells of its agents and of what was said to them. */
export interface Talked {
  /** The first decision on each ask, by `<gen> <ask>`. */
  readonly decided: Map<string, Decision>;
  readonly asked: Set<string>;
  /** Text of each message, when an attempt took it: by `<gen> <message>`. */
  readonly taken: Map<string, string>;
  /** By whom, by message. */
  readonly said: Map<string, Gen>;
  readonly sent: Set<string>;
  readonly removed: Set<string>;
}

export const newTalked = (): Talked => ({
  decided: new Map(),
  asked: new Set(),
  taken: new Map(),
  said: new Map(),
  sent: new Set(),
  removed: new Set(),
});

interface Entry {
  readonly before: Snapshot;
  readonly entry: JournalEntry;
  readonly after: Snapshot;
}

/** What must not happen at one entry of a journal. */
export function talkViolations(talked: Talked, taken: Entry): string[] {
  noteMessages(talked, taken);
  return [...askViolations(talked, taken), ...leftOpen(taken)];
}

function noteMessages({ sent, removed, said, taken }: Talked, { before, entry: { input } }: Entry): void {
  if (input.type === "message") sent.add(input.message);
  if (input.type === "message_removed") removed.add(input.message);
  if (input.type === "message_said") said.set(input.message, input.gen);
  if (input.type === "outcome" || input.type === "stopped") for (const id of input.told ?? []) said.set(id, input.gen);
  const message = input.type === "message_taken" ? before.messages?.find(({ id }) => id === input.message) : undefined;
  if (input.type === "message_taken" && message !== undefined) taken.set(`${input.gen} ${message.id}`, message.text);
}

function askViolations(talked: Talked, { before, entry, after }: Entry): string[] {
  const { input, at } = entry;
  const found: string[] = [];
  if (input.type === "asked") {
    const key = `${input.gen} ${input.request.id}`;
    if (talked.asked.has(key)) found.push(`a person was asked ${key} twice`);
    talked.asked.add(key);
  }
  for (const [key, ask] of asksOf(after)) {
    const first = talked.decided.get(key);
    if (first !== undefined && !isDeepStrictEqual(first, ask.decision))
      found.push(`${key} was decided once more: ${JSON.stringify(ask.decision)} after ${JSON.stringify(first)}`);
    if (first !== undefined || ask.decision === null) continue;
    talked.decided.set(key, ask.decision);
    const isLate = ask.expiresAt !== null && ask.expiresAt <= at;
    if (isLate && ask.decision.answer !== "deny") found.push(`${key} was decided after its time was over`);
    if (input.type === "timer" && ask.decision.answer !== "deny") found.push(`${key} expired and was not denied`);
  }
  const now = new Map(asksOf(after));
  for (const [key] of asksOf(before)) {
    const isLive = Object.values(after.activities).some(({ gen }) => key.startsWith(`${gen} `));
    if (isLive && !now.has(key)) found.push(`${key} is gone, and its agent works on`);
  }
  if (input.type === "decision" && talked.decided.get(`${input.gen} ${input.ask}`)?.by !== input.decision.by)
    found.push(`a decision on ${input.ask} was taken and changed nothing`);
  return found;
}

const asksOf = ({ activities }: Snapshot): readonly (readonly [string, Ask])[] =>
  Object.values(activities).flatMap(({ gen, asks = [] }: Activity) =>
    asks.map((ask) => [`${gen} ${ask.id}`, ask] as const),
  );

/** An agent that has done its work waits for nobody. */
function leftOpen({ before, entry: { input } }: Entry): string[] {
  if (input.type !== "outcome" || input.outcome.status !== "succeeded") return [];
  const open = before.activities[input.activity]?.asks?.filter(({ decision }) => decision === null) ?? [];
  return open.map(({ id }) => `${input.gen} has succeeded, and a person is still asked ${id}`);
}

interface Ended {
  readonly run: RunId;
  readonly talked: Talked;
  readonly last: RunState | null;
}

/** Holds what the agents have really heard against what the run says. */
export function untold({ room }: Site, { run, talked, last }: Ended): string[] {
  const agents = [...room.processes.values()].flatMap(({ gen, run: of, talk }) =>
    talk === null || of !== run ? [] : [{ gen, talk }],
  );
  const heard = agents.flatMap(({ gen, talk }) => talk.got.map((line) => ({ gen, what: toAgent(line) })));
  const known = agents.flatMap(({ gen, talk }) =>
    talk.record.filter(({ isSaid }) => isSaid).map(({ line }) => ({ gen, what: toAgent(line) })),
  );
  const messages = heard.flatMap(({ gen, what }) => (what.type === "message" ? [{ gen, ...what }] : []));
  const waiting = new Set((last?.snapshot.messages ?? []).map(({ id }) => id));
  return [
    ...twice(heard.flatMap(({ gen, what }) => (what.type === "prompt" ? [`the prompt of ${gen}`] : []))),
    ...twice(messages.map(({ gen, id }) => `message ${id} by ${gen}`)),
    // What an engine knew to have been said is said by no other attempt, and waits no more.
    ...twice(known.flatMap(({ what }) => (what.type === "message" ? [`message ${what.id}`] : []))),
    ...known.flatMap(({ what }) =>
      what.type === "message" && waiting.has(what.id) ? [`message ${what.id} was said and waits to be said again`] : [],
    ),
    ...messages.flatMap(({ gen, id, text }) =>
      talked.taken.get(`${gen} ${id}`) === text ? [] : [`${gen} heard "${text}" as ${id}, which it had not taken`],
    ),
    ...heard.flatMap(({ gen, what }) => {
      const decision = what.type === "answer" ? talked.decided.get(`${gen} ${what.ask}`) : undefined;
      if (what.type !== "answer" || isDeepStrictEqual(decision, what.decision)) return [];
      return [`${gen} was told ${JSON.stringify(what)}, and decided first was ${JSON.stringify(decision ?? null)}`];
    }),
    ...[...talked.said].flatMap(([id, gen]) =>
      messages.some((one) => one.id === id && one.gen === gen) ? [] : [`message ${id} is said to be said by ${gen}`],
    ),
    ...[...talked.sent].flatMap((id) =>
      waiting.has(id) || talked.said.has(id) || talked.removed.has(id) ? [] : [`message ${id} is lost`],
    ),
  ];
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `${name} was said twice`,
  );
}
