import type { AgentReading } from "../../../src/core/agent.ts";
import type { Decision } from "../../../src/core/ask.ts";
import type { Wire } from "../../../src/executors/talking/wire.ts";

/** What is said to a simulated agent. */
export type ToAgent =
  | { readonly type: "prompt" }
  | { readonly type: "message"; readonly id: string; readonly text: string }
  | { readonly type: "answer"; readonly ask: string; readonly decision: Decision };

/** What it says. `turn`: which of its turns; a message at work joins the one that it is in. */
export type FromAgent =
  | { readonly type: "hello"; readonly steers: boolean }
  | { readonly type: "begun"; readonly turn: number }
  | { readonly type: "ask"; readonly ask: string; readonly isQuestion: boolean }
  | { readonly type: "withdrawn"; readonly ask: string }
  | { readonly type: "done"; readonly turn: number };

interface TalkState {
  readonly said: readonly ToAgent[];
  readonly heard: readonly FromAgent[];
}

const isWork = ({ type }: ToAgent): boolean => type !== "answer";
export const toAgent = (line: string): ToAgent => JSON.parse(line) as ToAgent;
export const fromAgent = (line: string): FromAgent => JSON.parse(line) as FromAgent;

const begun = ({ heard }: TalkState): readonly number[] =>
  heard.flatMap((one) => (one.type === "begun" ? [one.turn] : []));

/** Nothing that it was given is open. */
const isDone = (state: TalkState): boolean => {
  const turn = begun(state).at(-1);
  return hasBegun(state) && state.heard.some((one) => one.type === "done" && one.turn === turn);
};

function hasBegun(state: TalkState): boolean {
  const given = state.said.filter(isWork).length;
  return given > 0 && begun(state).length === given;
}

function openAsks({ said, heard }: TalkState): readonly Extract<FromAgent, { type: "ask" }>[] {
  const isOver = (id: string): boolean =>
    said.some((one) => one.type === "answer" && one.ask === id) ||
    heard.some((one) => one.type === "withdrawn" && one.ask === id);
  return heard.flatMap((one) => (one.type === "ask" && !isOver(one.ask) ? [one] : []));
}

function reading(state: TalkState, isDoubted: boolean): AgentReading {
  const turn = isDone(state) ? "over" : isDoubted && !hasBegun(state) ? "unknown" : "open";
  const turns = state.said.filter(isWork).length;
  return { turn, turns, text: "done", session: "s1", usage: null, error: null };
}

/** The simplest protocol that has everything: tool calls and questions to be decided, messages at work or after it, work in doubt. */
export const simWire: Wire<TalkState> = {
  command: () => ({ argv: ["talker"], stdin: null }),
  memory: () => "own",
  first: { said: [], heard: [] },
  said: (state, line) => ({ ...state, said: [...state.said, toAgent(line)] }),
  heard: (state, line) => ({ ...state, heard: [...state.heard, fromAgent(line)] }),
  next: (state) => (state.said.length > 0 ? null : JSON.stringify({ type: "prompt" } satisfies ToAgent)),
  canHear: (state) =>
    isDone(state) || (hasBegun(state) && state.heard.some((one) => one.type === "hello" && one.steers)),
  message: (_, { id, text }) => JSON.stringify({ type: "message", id, text } satisfies ToAgent),
  messagesSaid: ({ said }) => said.flatMap((one) => (one.type === "message" ? [one.id] : [])),
  questions: (state) =>
    openAsks(state).map(({ ask: id, isQuestion }) =>
      isQuestion
        ? { id, type: "question", text: "Which?", choices: [] }
        : { id, type: "tool", tool: { kind: "execute", title: "do it", subjects: [] }, input: {}, diffs: [] },
    ),
  withdrawn: ({ heard }) => heard.flatMap((one) => (one.type === "withdrawn" ? [one.ask] : [])),
  answer: (_, ask, decision) => JSON.stringify({ type: "answer", ask, decision } satisfies ToAgent),
  isWork: (line) => line !== "" && isWork(toAgent(line)),
  isOpen: ({ said }) => said.some(isWork),
  hasBegun,
  isOver: isDone,
  reading,
  entries: () => ({ said: () => {}, heard: () => {}, changed: () => [] }),
};

export const readingOf = (said: readonly string[], heard: readonly string[], isDoubted: boolean): AgentReading =>
  reading({ said: said.map(toAgent), heard: heard.map(fromAgent) }, isDoubted);

/** Its last turn is over, by its own word. */
export const saysDone = (said: readonly string[], heard: readonly string[]): boolean =>
  readingOf(said, heard, false).turn === "over";
