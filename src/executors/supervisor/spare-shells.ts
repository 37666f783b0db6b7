import { spawn, type ChildProcess } from "node:child_process";
import os from "node:os";
import { fileURLToPath } from "node:url";
import type { Gen } from "../../core/ids.ts";
import type { ChildEnd, StartedChild } from "./child.ts";
import { STATE_MARK } from "./process-table.ts";

/**
 * Shells that were forked before anybody needed them and wait for their job. Forking this process costs 1.5 ms or more of its
 * only thread, since its memory is large; a small process does it in a third of that, and beside the engine's work.
 */
export interface SpareShells {
  /** Asks for shells under these names. They are marked by them, or by the generation for which they are made. */
  prepare(tokens: readonly string[], gen?: Gen): void;
  /**
   * Gives the shell one line of shell text to work on; a `pipe` it needs is made for it where this system lets us. `null`: there is no such shell, or nobody knows whether it began: start
   * the job in another way; its claim keeps it from running twice.
   */
  start(token: string, job: string, pipe?: string): Promise<StartedChild | null>;
  /** There will be no job for it; nothing happens to one that has its job. */
  discard(token: string): void;
  /** Stops watching. Shells that wait end; those that work go on. */
  release(): void;
}

export interface SpareShellsOptions {
  /** The whole environment of a shell without a job. */
  readonly environment: Readonly<Record<string, string>>;
  /** Marks the shells as belonging to this folder. */
  readonly state: string;
  /** The program that reads `spare-shells.pl`; `perl` unless told. */
  readonly perl?: string;
}

const PROGRAM = fileURLToPath(new URL("spare-shells.pl", import.meta.url));
/** Waits for the job, or for the end of its input when there will be none. (`read` would take a system call for each byte.) */
const WAIT_FOR_JOB = ". /dev/stdin";

interface Talk {
  /** `null`: it could not be started at all. */
  readonly keeper: ChildProcess | null;
  /** Requests that can go along with the next job: a write that wakes another process is not cheap. */
  unsaid: string;
  /** Jobs of this very moment, to be said together. */
  jobs: string[];
  /** Some of their shells have not been asked for yet. */
  isAskedFirst: boolean;
  /** Shells asked for and not yet given a job. */
  readonly waiting: Set<string>;
  readonly starting: Map<string, (child: StartedChild | null) => void>;
  readonly working: Map<string, (end: ChildEnd) => void>;
  isOver: boolean;
}

/** Where there is no perl, every `start` gives `null`. Nothing runs before the first shell is asked for. */
export function createSpareShells(options: SpareShellsOptions): SpareShells {
  let talk: Talk | null = null;
  const open = (): Talk => (talk ??= openTalk(options));
  return {
    prepare(tokens, gen) {
      const opened = open();
      if (opened.isOver) return;
      opened.unsaid += tokens.map((token) => (gen === undefined ? `P ${token}\n` : `P ${token} ${gen}\n`)).join("");
      if (opened.waiting.size === 0) say(opened);
      for (const token of tokens) opened.waiting.add(token);
    },
    start(token, job, pipe) {
      const opened = open();
      if (opened.isOver) return Promise.resolve(null);
      opened.waiting.delete(token);
      return new Promise((resolve) => {
        opened.starting.set(token, resolve);
        sayJob(opened, token, `${pipe === undefined ? "" : `F ${token} ${pipe}\n`}J ${token} ${job}\n`);
        keepAwake(opened);
      });
    },
    discard(token) {
      const opened = open();
      if (opened.waiting.delete(token) && !opened.isOver) opened.unsaid += `D ${token}\n`;
    },
    release() {
      if (talk === null) return;
      talk.isOver = true;
      talk.keeper?.stdin?.destroy();
      talk.keeper?.stdout?.destroy();
    },
  };
}

function openTalk(options: SpareShellsOptions): Talk {
  const keeper = startKeeper(options);
  const talk: Talk = {
    keeper,
    unsaid: "",
    jobs: [],
    isAskedFirst: false,
    waiting: new Set(),
    starting: new Map(),
    working: new Map(),
    isOver: keeper === null,
  };
  if (keeper !== null) listen(talk, keeper);
  return talk;
}

/** Of many that come at once, so many are said together: the first of them should not wait for the last. */
const TOGETHER = 8;

function sayJob(talk: Talk, token: string, job: string): void {
  talk.isAskedFirst ||= talk.unsaid.includes(`P ${token}`);
  const count = talk.jobs.push(job);
  if (count === TOGETHER) say(talk);
  else if (count === 1) queueMicrotask(() => talk.jobs.length > 0 && say(talk));
}

/** Jobs first: what is only made ready can wait until they have begun, unless it is the very shell of one of them. */
function say(talk: Talk): void {
  const { keeper, unsaid, isAskedFirst, isOver } = talk;
  const jobs = talk.jobs.splice(0).join("");
  if (!isOver) keeper?.stdin?.write(isAskedFirst ? unsaid + jobs : jobs + unsaid);
  talk.unsaid = "";
  talk.isAskedFirst = false;
}

/** Of Linux's calls `setsid` and `mknodat` on the processors that Node is built for most; "0" for another system. */
function callNumbers(): readonly [setsid: string, mknodat: string] {
  const known: Readonly<Record<string, readonly [string, string]>> = { x64: ["112", "259"], arm64: ["157", "33"] };
  return (process.platform === "linux" ? known[process.arch] : undefined) ?? ["0", "0"];
}

/** In a session of its own, as its shells must be: no terminal's Ctrl-C reaches them. */
function startKeeper({ environment, state, perl = "perl" }: SpareShellsOptions): ChildProcess | null {
  try {
    const keeper = spawn(perl, [PROGRAM, "/bin/sh", WAIT_FOR_JOB, ...callNumbers()], {
      detached: true,
      cwd: "/",
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...environment, [STATE_MARK]: state },
    });
    keeper.unref();
    return keeper;
  } catch {
    // No memory, or an environment too large: whoever starts a step himself is told.
    return null;
  }
}

function listen(talk: Talk, keeper: ChildProcess): void {
  const over = (): void => endTalk(talk);
  keeper.once("error", over);
  // Not 'exit': what it had said before may still be on its way.
  keeper.once("close", over);
  keeper.stdin?.on("error", over);
  let rest = "";
  keeper.stdout?.setEncoding("latin1").on("data", (chunk: string) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) hear(talk, line);
    keepAwake(talk);
  });
  keepAwake(talk);
}

function hear(talk: Talk, line: string): void {
  const [what = "", token = "", number = ""] = line.split(" ");
  if (what === "E") {
    talk.working.get(token)?.(endOf(Number(number)));
    talk.working.delete(token);
    return;
  }
  const ended = new Promise<ChildEnd>((resolve) => void (what === "S" && talk.working.set(token, resolve)));
  talk.starting.get(token)?.(what === "S" ? { pid: Number(number), ended, unref: () => undefined } : null);
  talk.starting.delete(token);
}

/** As wait(2) encodes it: a signal in the low seven bits, or a code in the next byte. */
function endOf(status: number): ChildEnd {
  const signal = status & 0x7f;
  if (signal === 0) return { type: "exited", code: status >> 8 };
  const name = Object.entries(os.constants.signals).find(([, number]) => number === signal)?.[0];
  return { type: "signaled", signal: name ?? "SIGKILL" };
}

/** The keeper is gone, and with it whatever it would have said. */
function endTalk(talk: Talk): void {
  if (talk.isOver) return;
  talk.isOver = true;
  for (const resolve of talk.starting.values()) resolve(null);
  for (const resolve of talk.working.values()) resolve({ type: "lost" });
  talk.starting.clear();
  talk.working.clear();
}

/** Node stays while somebody waits for a shell, as it does for children of its own, and not longer. */
function keepAwake({ keeper, starting, working }: Talk): void {
  const isBusy = starting.size + working.size > 0;
  // Without a file descriptor left Node gives no streams at all, against its own types.
  for (const stream of [keeper?.stdin, keeper?.stdout]) {
    if (!stream || !("ref" in stream)) continue;
    const socket = stream as typeof stream & { ref(): void; unref(): void };
    if (isBusy) socket.ref();
    else socket.unref();
  }
}
