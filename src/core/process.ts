import type { Gen } from "./ids.ts";
import type { JsonObject } from "./json.ts";

/** How a process ended. `interrupted`: it is gone and left no record. */
export type ProcessExit =
  | { readonly type: "exited"; readonly code: number }
  | { readonly type: "signaled"; readonly signal: string }
  | { readonly type: "interrupted" }
  /** The program could not be started at all (no such file, not executable, no such folder). */
  | { readonly type: "not_started"; readonly message: string; readonly code: string };

export interface ProcessSpec {
  readonly gen: Gen;
  /** A script for one shell (`sh -e`), or a program with its arguments, started without a shell reading them. */
  readonly command: { readonly script: string } | { readonly argv: readonly string[] };
  readonly cwd: string;
  /** The whole environment of the child, save what the host adds: DROVER_EFFECT, DROVER_OUTPUT, DROVER_ATTEMPT_DIR. */
  readonly env: Readonly<Record<string, string>>;
  /** Text on standard input; `null` is /dev/null. */
  readonly stdin: string | null;
  /** Kept beside the logs, for whoever reads them. */
  readonly about?: JsonObject;
  /** Standard input is a pipe with a name that stays open over engines; what is said there goes through `ProcessHost.talk`. */
  readonly talks?: true;
  /**
   * Milliseconds since 1970 when the decision to start it became durable. With no claim found and the machine booted since,
   * a power cut may have taken the claim along: then it is not started but `interrupted`. Left out: nothing is assumed.
   */
  readonly decidedAt?: number;
}

/** A started or found process. Its files outlive the engine. */
export interface ManagedProcess {
  /** `started` now, `adopted` while alive, or `harvested`: it had already ended. */
  readonly origin: "started" | "adopted" | "harvested";
  readonly pid: number | null;
  readonly files: ProcessFiles;
  /** Settles when the leader has ended; never rejects. */
  readonly exit: Promise<ProcessExit>;
}

/** Absolute paths in the attempt's own directory. `output` is the file named by `$DROVER_OUTPUT`; it may be absent. */
export interface ProcessFiles {
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly output: string;
  /** `ProcessSpec.about`, as JSON; absent for none. */
  readonly about: string;
}

/** Starts processes that outlive the engine, and finds them again. */
export interface ProcessHost {
  /**
   * Idempotent by `gen`: starts it when nobody ever claimed that generation, else adopts it while it is alive, harvests
   * its exit record, or reports `interrupted`. After it resolves the process has been started at most once, ever.
   */
  ensure(spec: ProcessSpec): Promise<ManagedProcess>;
  /** SIGTERM, then SIGKILL after the grace time, to everything that carries the generation's marker, until none is left. Idempotent. */
  kill(gen: Gen): Promise<void>;
  /** Kills every marked process of this state folder whose generation `isOwned` denies; gives back those generations. Throws for those that could not be ended, when all others are. */
  reap(isOwned: (gen: Gen) => boolean): Promise<readonly Gen[]>;
  files(gen: Gen): ProcessFiles;
  /** The conversation with a process that was started with `talks`. `ended`: when nothing more will be heard. */
  talk(gen: Gen, ended: Promise<unknown>): ProcessTalk;
  /** Removes an ended attempt's directory. */
  forget(gen: Gen): Promise<void>;
}

/**
 * Our side of a conversation by lines. What was said and what was heard stand in files, so the next engine goes on where this one
 * was. Each line is recorded before it is said, and once more when it was.
 */
export interface ProcessTalk {
  /** By this engine and former ones, oldest first. */
  readonly said: readonly string[];
  /** Places in `said` of lines that nobody knows to have been said: a former engine died between recording them and knowing that. */
  readonly unsure: ReadonlySet<number>;
  /** Resolves when the process can read it. False: it was not said, since the process is gone or the talk is closed. */
  say(line: string): Promise<boolean>;
  /**
   * The next whole line of standard output, from the first one on; `null` when no more will come or the talk is closed. `enough`: aborted when
   * nobody wants to wait any longer; what has come by then is heard all the same, and then `null`.
   */
  hear(enough?: AbortSignal): Promise<string | null>;
  readonly close: () => void;
}

/** One piece of a log file, cut by bytes. `next` is the offset to go on from. */
export interface LogPiece {
  readonly text: string;
  readonly offset: number;
  readonly next: number;
  readonly size: number;
}

/** What a process wrote, read back from its files. A file that is absent reads as empty. */
export interface ProcessLogs {
  /** The last `maxBytes` (4096 unless told) as text; never starts inside a character. */
  tail(file: string, maxBytes?: number): string;
  /** The whole file as text; `null` when it is absent. Throws DroverError `process.log` when it is larger than `maxBytes`. */
  whole(file: string, maxBytes: number): string | null;
  /** Bytes on standard output and standard error so far. */
  written(files: ProcessFiles): number;
}

/** Tells one process from a later one with the same pid: boot id and start time. */
export interface ProcessIdentity {
  current(): string;
  isAlive(pid: number, identity: string): boolean;
}
