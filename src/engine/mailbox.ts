import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import path from "node:path";
import { DroverError, type ErrorCode } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { toErrorInfo } from "../core/outcome.ts";
import { replaceFile } from "./replace-file.ts";

/**
 * How another process on this machine reaches the engine that owns a state folder: one file a letter, written aside, synced and
 * renamed. The file's name is the letter's deduplication key, so a letter that was taken just before a crash is not taken twice.
 */
export interface Letter {
  readonly run: RunId;
  readonly input: Input;
}

type Reply = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

export interface Mailbox {
  close(): void;
}

const POLL_MS = 250;
const REPLY_POLL_MS = 15;

/** Takes the letters that lie there and those that come, in order of their names. */
export function openMailbox(
  folder: string,
  deliver: (run: RunId, input: Input, dedupe: string) => Promise<unknown>,
): Mailbox {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of readdirSync(folder)) if (file.endsWith(".reply")) rmSync(path.join(folder, file), { force: true });
  let isBusy = false;
  const empty = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      for (const file of lettersIn(folder)) await takeLetter(folder, file, deliver);
    } finally {
      isBusy = false;
    }
  };
  const watcher = watch(folder, () => void empty());
  // A watch can miss a change on some file systems; the poll cannot.
  const poll = setInterval(() => void empty(), POLL_MS);
  poll.unref();
  void empty();
  return {
    close() {
      watcher.close();
      clearInterval(poll);
    },
  };
}

const lettersIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".letter"))
    .toSorted();

async function takeLetter(
  folder: string,
  file: string,
  deliver: (run: RunId, input: Input, dedupe: string) => Promise<unknown>,
): Promise<void> {
  const letter = path.join(folder, file);
  const reply = await answer(JSON.parse(readFileSync(letter, "utf8")) as Letter, file, deliver);
  replaceFile(letter.replace(/\.letter$/, ".reply"), JSON.stringify(reply));
  rmSync(letter, { force: true });
}

async function answer(
  { run, input }: Letter,
  key: string,
  deliver: (run: RunId, input: Input, dedupe: string) => Promise<unknown>,
): Promise<Reply> {
  try {
    await deliver(run, input, `letter:${key}`);
    return { ok: true };
  } catch (error) {
    const code = error instanceof DroverError ? error.code : "internal";
    return { ok: false, code, message: toErrorInfo(error).message };
  }
}

/**
 * Sends a letter and waits for the engine's answer; throws what the engine refused it with. Durable as soon as it is renamed: when
 * the engine dies before it answers, the next one takes it.
 */
export async function sendLetter(
  folder: string,
  letter: Letter,
  { timeoutMs }: { timeoutMs: number },
): Promise<"taken" | "posted"> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${String(Date.now()).padStart(15, "0")}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  replaceFile(path.join(folder, `${name}.letter`), JSON.stringify(letter));
  const reply = path.join(folder, `${name}.reply`);
  const until = Date.now() + timeoutMs;
  while (!existsSync(reply)) {
    if (Date.now() > until) return "posted";
    await new Promise((resolve) => setTimeout(resolve, REPLY_POLL_MS));
  }
  const answered = JSON.parse(readFileSync(reply, "utf8")) as Reply;
  rmSync(reply, { force: true });
  if (!answered.ok) throw new DroverError(answered.code, answered.message);
  return "taken";
}
