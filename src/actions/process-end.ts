import type { Attempt, HaltReason } from "../core/action.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import type { ProcessExit, ProcessFiles, ProcessHost, ProcessLogs, ProcessSpec, ProcessTalk } from "../core/process.ts";
import { watchOutput } from "./watch-output.ts";

/** Why the engine ended a process. `idle`: it said nothing for too long; `output`: it wrote too much. */
export type Halt = HaltReason | "idle" | "output";

export interface ProcessEnd {
  /** `null` when it was never started, since the attempt was to end before that. */
  readonly exit: ProcessExit | null;
  /** Set when it was made to end, however it took that: an exit code of 0 then means nothing. */
  readonly halt: Halt | null;
  /** Why the conversation was broken off: a limit that it has reached, a session that did not open. */
  readonly broken: ErrorInfo | null;
  /** It lived on when nothing more was to be heard of it, or to be said, and was ended then. */
  readonly outlived: boolean;
  readonly files: ProcessFiles;
}

export interface ProcessPorts {
  readonly processes: ProcessHost;
  readonly logs: ProcessLogs;
}

/** Holds a conversation with the process, to the end of it or of the talk. Gives why it was broken off, or `null`. */
export type Converse = (talk: ProcessTalk) => Promise<ErrorInfo | null>;

export interface Followed {
  readonly spec: ProcessSpec;
  /** Once it is over the process is ended: it would wait for more. */
  readonly converse: Converse | null;
}

/**
 * Starts or finds the attempt's process and follows it to its end, its halt or its silence. When it resolves the leader is
 * gone; unless it exited with 0, everything else that carried its mark is gone too, so that a retry works alone.
 */
export async function followProcess(ports: ProcessPorts, attempt: Attempt, followed: Followed): Promise<ProcessEnd> {
  const { processes } = ports;
  const files = processes.files(attempt.gen);
  if (attempt.halt.aborted) {
    await processes.kill(attempt.gen);
    return { exit: null, halt: haltReason(attempt.halt), broken: null, outlived: false, files };
  }
  const process = await processes.ensure(followed.spec);
  if (process.origin !== "started") attempt.found(process.origin, process.pid);
  const over = conversationOver(ports, attempt, { ...followed, exit: process.exit });
  const halt = await firstHalt(ports.logs, attempt, { files, ended: over.ended }).catch(async (fault: unknown) => {
    over.stop();
    await processes.kill(attempt.gen);
    throw fault;
  });
  over.stop();
  const outlived = halt === null && over.endsProcess && (await isLiving(process.exit));
  if (halt !== null || over.endsProcess) await processes.kill(attempt.gen);
  const exit = await process.exit;
  if (halt === null && !isClean(exit)) await processes.kill(attempt.gen);
  return { exit, halt, broken: halt === null && over.endsProcess ? await over.ended : null, outlived, files };
}

/** Whether it has not ended yet. Of two promises that are settled the first wins. */
const isLiving = async (exit: Promise<ProcessExit>): Promise<boolean> =>
  (await Promise.race([exit, Promise.resolve("living" as const)])) === "living";

interface Over {
  /** With why it was broken off. */
  readonly ended: Promise<ErrorInfo | null>;
  readonly endsProcess: boolean;
  readonly stop: () => void;
}

function conversationOver(
  { processes }: ProcessPorts,
  { gen }: Attempt,
  { converse, exit }: Followed & { readonly exit: Promise<ProcessExit> },
): Over {
  if (converse === null) return { ended: exit.then(() => null), endsProcess: false, stop: () => undefined };
  const talk = processes.talk(gen, exit);
  return { ended: converse(talk), endsProcess: true, stop: talk.close };
}

const isClean = (exit: ProcessExit): boolean =>
  exit.type === "not_started" || (exit.type === "exited" && exit.code === 0);

interface Following {
  readonly files: ProcessFiles;
  readonly ended: Promise<unknown>;
}

/** `null`: the process ended by itself before anybody asked it to. */
function firstHalt(logs: ProcessLogs, attempt: Attempt, { files, ended }: Following): Promise<Halt | null> {
  const { halt, desk } = attempt;
  if (halt.aborted) return Promise.resolve(haltReason(halt));
  return new Promise((resolve, reject) => {
    const watched = { written: () => logs.written(files), isExcused: () => desk.isAsking() };
    const watch = watchOutput(watched, attempt, (which) => settle(which));
    const asked = (): void => settle(haltReason(halt));
    const settle = (first: Halt | null): void => {
      halt.removeEventListener("abort", asked);
      if (watch !== null) clearInterval(watch);
      resolve(first);
    };
    halt.addEventListener("abort", asked);
    ended.then(() => settle(halt.aborted ? haltReason(halt) : null), reject);
  });
}

const haltReason = (halt: AbortSignal): HaltReason => (halt.reason === "timed_out" ? "timed_out" : "canceled");
