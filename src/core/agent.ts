import type { Desk } from "./ask.ts";
import type { EntryReader, Usage } from "./entry.ts";
import type { History } from "./history.ts";
import type { JsonObject } from "./json.ts";
import type { AgentLimits, Meter } from "./limits.ts";
import type { ErrorInfo } from "./outcome.ts";
import type { ProcessFiles, ProcessTalk } from "./process.ts";

type ExecutorName = "command" | "acp" | "claude" | "codex" | "opencode" | "replay";

/** Another agent that decides first on what a person would be asked. */
export interface Approver extends JsonObject {
  /** Its profile. */
  readonly agent: string;
  /** What it is to go by; `null` for its own judgement. */
  readonly instructions: string | null;
  /** Rules of what goes to a person all the same. */
  readonly person: readonly string[];
  /** How long it is waited for until a person is asked. Milliseconds. */
  readonly timeoutMs: number;
}

/** What a working agent may do when it asks. Rules are `<kind>` or `<kind> <pattern>` (docs/agents.md). */
export interface Permissions {
  readonly allow: readonly string[];
  /** A person decides. Comes before `allow`. */
  readonly ask: readonly string[];
  /** Comes before everything. */
  readonly deny: readonly string[];
  /** What no rule names. */
  readonly otherwise: "ask" | "deny";
  /** How long a person is waited for until it counts as denied; `null` for ever. Milliseconds. */
  readonly expiresMs: number | null;
  /** Left out: people decide. */
  readonly approver?: Approver;
}

/** A server of the Model Context Protocol that the agent may use, for the time of its process. */
export interface McpServer {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A named agent configuration, read from `.drover/agents/<name>.yaml`, with everything that it extends. */
export interface AgentProfile {
  /** `<file's name>`, or `<file's name>:<variant>`. */
  readonly name: string;
  readonly executor: ExecutorName;
  readonly description: string | null;
  /** For people, to find agents by. */
  readonly tags: readonly string[];
  /** Program and arguments; `{{prompt}}` never stands here: the prompt goes to standard input. */
  readonly command: readonly string[];
  /** What to do where the program is not there, such as `npm install -g @google/gemini-cli`. */
  readonly install?: string;
  /** What the program writes to standard output. */
  readonly format: "text" | "jsonl" | "stream-json";
  /** `jsonl`, `stream-json`: where to find things in a line, as dotted paths (`text: result`, `session: session_id`). */
  readonly fields: {
    readonly text: string | null;
    readonly session: string | null;
    readonly usage: string | null;
    readonly error: string | null;
  };
  /** Whose limits it uses up; profiles of one account share them. The profile's name when `null`. */
  readonly account: string | null;
  /** Profiles that take over while its account is limited, the best first. */
  readonly fallback: readonly string[];
  /** The model, in the agent's own words; `null` leaves it as it is. */
  readonly model: string | null;
  /** The mode of the agent's own to work in (`plan`, `autoEdit`, `acceptEdits`); `null` leaves it as it is. */
  readonly mode: string | null;
  /** How much to think, in the agent's own words (`low`, `high`); `null` leaves it as it is. */
  readonly reasoning: string | null;
  /** Stands at the end of every prompt; see `wholePrompt`. */
  readonly append: string | null;
  /** Those of its steps, each where the step sets none. Left out for none. */
  readonly limits?: AgentLimits;
  /** How long it may take until its session is open; left out for three minutes. Milliseconds in which an engine listens. */
  readonly openingMs?: number;
  readonly permissions: Permissions;
  readonly mcp: readonly McpServer[];
  /** Arguments that continue a session, with `{{session}}` in them; empty where the program cannot. */
  readonly resume: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that pass from Drover's own environment. */
  readonly inherit: readonly string[];
  /** `replay`: the recording's folder, absolute. */
  readonly recording: string | null;
  /** `replay`: 1 is the recorded pace, 0 is without waiting. */
  readonly pace: number;
  /** Names of its variants: `<name>:<variant>` is a profile as well. Empty for a variant. */
  readonly variants: readonly string[];
}

/** A sentence on how to get its program, where the profile tells it; else empty. */
export const howToInstall = ({ install }: Pick<AgentProfile, "install">): string =>
  install === undefined ? "" : ` To install it: ${install}`;

/** What an agent is handed: a step's prompt, and what its profile appends to every one. */
export const wholePrompt = ({ append }: Pick<AgentProfile, "append">, prompt: string): string =>
  append === null ? prompt : `${prompt.trimEnd()}\n\n${append}`;

/** Whose limits it uses up: several profiles may use one account. */
export const accountOf = ({ account, name }: Pick<AgentProfile, "account" | "name">): string => account ?? name;

/** What an agent step gives: `steps.<id>.output`. `usage` is `null` when the agent did not say: unknown is not zero. */
export interface AgentOutput extends JsonObject {
  readonly text: string;
  readonly session: string | null;
  /** Where the session stood at the end of the attempt (`AgentReading`). Left out where the agent did not tell. */
  readonly sessionAt?: string;
  readonly usage: Usage | null;
  /** The profile that has worked: a fallback may have taken over. */
  readonly agent: string;
  readonly changed: readonly string[];
}

export interface AgentProfiles {
  /** By name, or by `<name>:<variant>`. Throws DroverError `agent.unknown` with the nearest name. */
  get(name: string): AgentProfile;
  /** Without the variants, which each profile names. */
  list(): readonly AgentProfile[];
}

export interface AgentRequest {
  readonly profile: AgentProfile;
  readonly prompt: string;
  /** The session to go on with; `null` starts a new one. */
  readonly session: string | null;
  /** Go on with a copy of the session, and leave it as it is. */
  readonly fork?: boolean | undefined;
  /** Where that copy ends, as `AgentReading` told it: what was said in the session since is not in it. Left out for all of it. */
  readonly sessionAt?: string;
  /** For an agent that turns out to be unable to go on with the session: what was said in it. */
  readonly history?: History | undefined;
}

/** What an attempt keeps of its profile, so that entries can be derived from its log at any time. */
export type EntrySource = Pick<AgentProfile, "name" | "executor" | "format" | "fields" | "recording">;

/** How to start an agent. The prompt never stands among the arguments: every user of the machine can read those. */
export interface AgentCommand {
  readonly argv: readonly string[];
  readonly stdin: string | null;
}

/** Who a conversation is held with, and on what. */
export interface AgentConversation {
  readonly request: AgentRequest;
  /** The agent's working folder, absolute. */
  readonly cwd: string;
  readonly talk: ProcessTalk;
  readonly desk: Desk;
  /** What it may use; left out for no limit. */
  readonly meter?: Meter;
  /** The usage with its cost, where a table of prices knows it. */
  readonly priced?: (usage: Usage) => Usage;
  /** What is wrong with an answer, in words; `null` when it is as asked for. Left out where every answer will do. */
  readonly check?: (text: string) => string | null;
}

/**
 * What an agent said, as far as its log tells. `error` is the agent's own word that it failed; `null` proves nothing. `turn`: whether
 * the agent has said that its turn is over; `null` where the program's end is the end of the turn.
 */
export interface AgentReading {
  readonly turn?: "over" | "open" | "unknown";
  /** Prompts and messages that it was given; one when left out. */
  readonly turns?: number;
  readonly text: string;
  readonly session: string | null;
  /**
   * Where the session stands, in the agent's own words, so that a copy can end there. Only after a turn that has ended: the agent keeps that over
   * a kill. `null` while it has not; left out by those who have no such thing.
   */
  readonly sessionAt?: string | null;
  readonly usage: Usage | null;
  readonly error: string | null;
}

export interface Offered {
  /** As the agent wants to hear it. */
  readonly id: string;
  readonly about: string | null;
}

/** What an agent says that it can be asked for; `null` where it does not say. */
export interface AgentOffer {
  readonly models: readonly Offered[] | null;
  readonly modes: readonly Offered[] | null;
  /** Its slash commands, without the slash. */
  readonly commands: readonly Offered[] | null;
}

/** One way to start and to understand agents. Both are asked again after a crash and have to answer the same. */
export interface AgentExecutor {
  /** Throws DroverError (`recording.invalid`) for what a person has to mend. */
  command(request: AgentRequest): AgentCommand;
  /** Whether the agent will know by itself what was said in the session that it is to go on with; `unsure`: it has to be asked. */
  memory(request: AgentRequest): "own" | "none" | "unsure";
  /**
   * For agents that are talked with: holds the conversation until the turn is over, the agent is gone or the talk is closed. Begins
   * with what the files say, so a later engine goes on with it. The process is ended afterwards. Gives why it was broken off (a limit, a
   * session that does not open), or `null`.
   */
  converse?(conversation: AgentConversation): Promise<ErrorInfo | null>;
  /** Asks an agent that was started for nothing else; gives its own words where it refuses. The process is ended afterwards. */
  offer?(profile: AgentProfile, cwd: string, talk: ProcessTalk): Promise<AgentOffer | { readonly refused: string }>;
  /** The executor that stands in for this one with a certain profile; `null` for none. */
  of?(profile: AgentProfile): AgentExecutor | null;
  /** Reads the files of a process that has ended, or was ended. `talk`: the conversation, for an executor that holds one. */
  read(profile: AgentProfile, files: ProcessFiles, talk: ProcessTalk | null): Promise<AgentReading>;
  /** Messages that the agent is known to have been told. Absent where nobody hears any. */
  told?(source: EntrySource, talk: ProcessTalk): readonly string[];
  /** Derives entries from what was said and heard. Throws where the source's recording is gone. */
  entries(source: EntrySource): EntryReader;
}

export type AgentExecutors = Readonly<Record<AgentProfile["executor"], AgentExecutor>>;
