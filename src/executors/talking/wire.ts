import type { AgentCommand, AgentProfile, AgentReading, AgentRequest, EntrySource } from "../../core/agent.ts";
import type { Decision, Message } from "../../core/ask.ts";
import type { EntryReader, FileDiff } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ToolUse } from "../../core/permissions.ts";

/** Something that the agent asks of us and waits for. */
export type WireQuestion = {
  /** Unique in the conversation, in letters, digits, `.`, `_` and `-`. */
  readonly id: string;
} & (
  | { readonly type: "tool"; readonly tool: ToolUse; readonly input: JsonObject; readonly diffs: readonly FileDiff[] }
  | { readonly type: "question"; readonly text: string; readonly choices: readonly string[] }
  /** What Drover has not got. It is refused. */
  | { readonly type: "foreign"; readonly method: string }
);

/**
 * A protocol for talking with an agent line by line, as pure functions: the state is a fold of what was said and heard, and what is to
 * be said next follows from it, whichever engine says it.
 */
export interface Wire<State> {
  /** How to start the agent. The prompt is said later. */
  command(request: AgentRequest): AgentCommand;
  /** See `AgentExecutor`. */
  memory(request: AgentRequest): "own" | "none" | "unsure";
  readonly first: State;
  said(state: State, line: string): State;
  heard(state: State, line: string): State;
  /** What is to be said now on the way to the turn, the prompt last; `null` while the agent is waited for, or when nothing is left. */
  next(state: State, about: AgentRequest, cwd: string): string | null;
  /** Whether a message would be heard now: in mid-turn where the protocol can, else between turns. */
  canHear(state: State, profile: AgentProfile): boolean;
  /** A message as a line that tells its id to `messagesSaid`. */
  message(state: State, message: Pick<Message, "id" | "text">): string;
  messagesSaid(state: State): readonly string[];
  /** What was asked and is not answered, oldest first. */
  questions(state: State, cwd: string): readonly WireQuestion[];
  /** What was asked and is waited for no more, though it was not answered. Left out where agents take nothing back. */
  withdrawn?(state: State): readonly string[];
  answer(state: State, question: string, decision: Decision): string;
  /** A line of ours that gives the agent work: said twice, the work would be done twice. */
  isWork(line: string): boolean;
  /** Its session is open: it was given its work. */
  isOpen(state: State): boolean;
  /** The agent has shown that it has its work, the last of it included. */
  hasBegun(state: State): boolean;
  /** Everything asked for is done, or has failed. */
  isOver(state: State, profile: AgentProfile): boolean;
  /** `isDoubted`: nobody knows whether the last work was said. */
  reading(state: State, isDoubted: boolean, profile: AgentProfile): AgentReading;
  entries(source: EntrySource): EntryReader;
}
