import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import { shortId, type RunId } from "../core/ids.ts";
import { nearest } from "../core/nearest.ts";
import type { ProcessFiles } from "../core/process.ts";
import { isFinal } from "../core/run.ts";
import type { Definition } from "../definition/definition.ts";
import type { openEntries as openEntriesOf, readLog as readLogOf, Reading } from "../project/reading.ts";
import { attemptsOf, type StepAttempt } from "../control/attempts.ts";
import { stepIds } from "../control/active-states.ts";
import { createEntryPrinter } from "./entry-printer.ts";
import { resolveRun } from "./run-id.ts";
import type { Shell } from "./shell.ts";

export interface LogsRequest {
  readonly run: string;
  readonly step: string | null;
  readonly attempt: number | null;
  /** Agents' logs as they are, not as entries. */
  readonly isRaw: boolean;
  readonly isErrorOnly: boolean;
  readonly isFollowing: boolean;
  readonly isJson: boolean;
}

interface Readers {
  readonly readLog: typeof readLogOf;
  readonly openEntries: typeof openEntriesOf;
}

const LOOK_EVERY_MS = 100;

/** Prints the logs that there are, and with `isFollowing` what is added until nothing more can come. */
export async function printLogs(reading: Reading, shell: Shell, request: LogsRequest): Promise<void> {
  const readers = await import("../project/reading.ts");
  const run = resolveRun(reading.store, request.run);
  const printer = createPrinter(reading, shell, { request, readers });
  for (;;) {
    const { attempts, isOver } = look(reading, run, request);
    for (const attempt of attempts) printer.print(attempt);
    if (!request.isFollowing || isOver) break;
    await sleep(LOOK_EVERY_MS);
  }
  if (!printer.hasPrinted() && !request.isJson)
    shell.err.line(shell.err.style.dim(`Nothing was written${request.step === null ? "" : ` by "${request.step}"`}.`));
}

interface Looked {
  readonly attempts: readonly StepAttempt[];
  /** Nothing can be added any more. */
  readonly isOver: boolean;
}

function look({ store }: Reading, run: RunId, request: LogsRequest): Looked {
  const state = store.getState(run);
  const definition = state === null ? null : (store.getDefinition(state.snapshot.definition) as Definition | null);
  if (state === null || definition === null)
    throw new DroverError(
      "definition.missing",
      `Cannot read the logs of run "${request.run}": the store has lost its definition. Restore a backup.`,
    );
  const all = attemptsOf(state, [...store.journal(run)], definition);
  if (request.step !== null)
    assertStep(
      request.step,
      [...stepIds(definition), ...Object.keys(state.steps), ...all.map(({ step }) => step)],
      run,
    );
  const wanted = all.filter(({ step }) => request.step === null || step === request.step);
  const attempts =
    request.attempt === null
      ? chosen(wanted, request.isFollowing)
      : wanted.filter(({ number }) => number === request.attempt);
  const isOver =
    isFinal(state.snapshot.status) ||
    (attempts.length > 0 && request.step !== null && attempts.every(({ isEnded }) => isEnded));
  if (attempts.length === 0 && !(request.isFollowing && !isOver)) refuse(request, wanted, run);
  return { attempts, isOver };
}

/** The last attempt of each step; all of them while following, since each was the last one for a while. */
function chosen(attempts: readonly StepAttempt[], isFollowing: boolean): readonly StepAttempt[] {
  if (isFollowing) return attempts;
  return attempts.filter(({ step, number }) => !attempts.some((other) => other.step === step && other.number > number));
}

function assertStep(step: string, known: readonly string[], run: RunId): void {
  if (known.includes(step)) return;
  const near = nearest(step, known);
  const hint = near === null ? `Its steps: ${[...new Set(known)].join(", ")}.` : `Did you mean "${near}"?`;
  throw new DroverError(
    "step.unknown",
    `Cannot show the logs of step "${step}": run "${shortId(run)}" has no such step. ${hint}`,
  );
}

function refuse({ step, attempt }: LogsRequest, started: readonly StepAttempt[], run: RunId): never {
  const what = step === null ? `run "${shortId(run)}"` : `step "${step}"`;
  const why =
    attempt !== null && started.length > 0
      ? `it has no attempt ${attempt}, the last one is ${started.at(-1)?.number ?? 0}`
      : "it has started no process; only `run` and `agent` steps write logs, and a child run has its own";
  throw new DroverError(
    "process.log",
    `Cannot show the logs of ${what}: ${why}. \`drover show ${shortId(run)}\` tells what happened.`,
  );
}

interface Printer {
  print(attempt: StepAttempt): void;
  hasPrinted(): boolean;
}

function createPrinter(
  reading: Reading,
  shell: Shell,
  { request, readers }: { request: LogsRequest; readers: Readers },
): Printer {
  const offsets = new Map<string, number>();
  const entries = createEntryPrinter(readers, shell.out.style);
  let title: string | null = null;
  let hasPrinted = false;

  function print(attempt: StepAttempt): void {
    const files = reading.files(attempt.gen);
    // What an agent writes to standard error is for those who mend it.
    if (!request.isErrorOnly && printEntries(attempt, files)) return;
    if (!request.isErrorOnly) copy(attempt, "stdout", files.stdout);
    copy(attempt, "stderr", files.stderr);
  }

  /** False where there are none to print. */
  function printEntries(attempt: StepAttempt, files: ProcessFiles): boolean {
    if (request.isRaw) return false;
    const news = entries.news(files, attempt.isEnded || !request.isFollowing);
    if (news === null) return false;
    const { step, number } = attempt;
    hasPrinted ||= news.length > 0;
    for (const { entry, text } of news) {
      if (!request.isJson) write(attempt, "stdout", text);
      else if (entry !== null) shell.out.line(JSON.stringify({ step, attempt: number, entry }));
    }
    return true;
  }

  function copy(attempt: StepAttempt, stream: "stdout" | "stderr", file: string): void {
    if (!existsSync(file)) return;
    for (;;) {
      const offset = offsets.get(file) ?? 0;
      const piece = readers.readLog(file, offset, attempt.isEnded);
      if (piece.text === "") return;
      offsets.set(file, piece.next);
      if (request.isJson)
        shell.out.line(
          JSON.stringify({ step: attempt.step, attempt: attempt.number, stream, offset, text: piece.text }),
        );
      else write(attempt, stream, piece.text);
    }
  }

  function write(attempt: StepAttempt, stream: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    const out = stream === "stderr" && !request.isErrorOnly ? shell.err : shell.out;
    const name = `${attempt.step}${attempt.number > 1 ? ` (attempt ${attempt.number})` : ""}`;
    if (request.step === null && title !== name)
      shell.out.line(`${title === null ? "" : "\n"}${shell.out.style.bold(`── ${name}`)}`);
    title = name;
    out.write(text);
  }

  return { print, hasPrinted: () => hasPrinted || offsets.size > 0 };
}
