import { DroverError } from "../core/errors.ts";
import type { Gen } from "../core/ids.ts";
import { askGit, git, gitFailed, gitLineOrNull, zeroSeparated } from "./git.ts";
import { findCommit } from "./repository.ts";

/** A commit of a submodule is a change like any other, whatever git is configured to keep quiet about. */
export const SUBMODULES = "--ignore-submodules=dirty";

const TRAILER = "Drover-Effect";
/** Where no base is known: how far back on the branch's own line a receipt is looked for. */
const FURTHEST_BACK = 10_000;
/** Bytes. One argument of a program may have 128 KiB on Linux. */
const LONGEST_MESSAGE = 100_000;
const TRAILER_LINE = /^[A-Za-z0-9][A-Za-z0-9-]*: \S/;

/** The message with the trailer that makes the commit findable again. Throws `inputs.invalid`. */
export function withTrailer(message: string, gen: Gen): string {
  const text = message.trim();
  if (text === "") throw badMessage("it is empty");
  if (text.includes("\0")) throw badMessage("it holds a NUL character");
  if (Buffer.byteLength(text) > LONGEST_MESSAGE) throw badMessage(`it is longer than ${LONGEST_MESSAGE} bytes`);
  const paragraphs = text.split(/\n\s*\n/);
  const last = paragraphs.at(-1) ?? "";
  const joins = paragraphs.length > 1 && last.split("\n").every((line) => TRAILER_LINE.test(line));
  return `${text}${joins ? "\n" : "\n\n"}${TRAILER}: ${gen}\n`;
}

const badMessage = (why: string): DroverError =>
  new DroverError("inputs.invalid", `Cannot commit with that message: ${why}. Give another one as "message"`);

export interface Receipt {
  readonly commit: string;
  /** What it changed against its first parent, relative to the top. */
  readonly files: readonly string[];
}

/** The newest commit of the branch (any name of a commit) that carries the trailer, or `null`. `base`: where to stop looking. */
export async function findReceipt(
  folder: string,
  gen: Gen,
  { on, base }: { readonly on: string; readonly base: string | null },
): Promise<Receipt | null> {
  const boundary = base ?? (await boundaryOf(folder, on));
  return newest(folder, on, [
    "--basic-regexp",
    `--grep=^${TRAILER}: ${gen.replaceAll(/[.*^$[\]\\]/g, String.raw`\$&`)}$`,
    ...(boundary === null ? [] : [`^${boundary}`]),
  ]);
}

/** The commit that a name stands for; `null` when there is none. */
export const receiptOf = (folder: string, name: string): Promise<Receipt | null> => newest(folder, name, []);

async function newest(folder: string, on: string, which: readonly string[]): Promise<Receipt | null> {
  const args = ["log", "--max-count=1", "--format=%H %P", on, ...which, "--"];
  const answer = await askGit(folder, args);
  if (answer.exitCode !== 0) {
    if ((await findCommit(folder, on)) === null) return null;
    throw gitFailed(folder, args, answer);
  }
  const [commit = "", parent = ""] = answer.stdout.trimEnd().split(" ");
  if (commit === "") return null;
  return { commit, files: await (parent === "" ? filesOfFirst(folder, commit) : filesBetween(folder, parent, commit)) };
}

// Where it cannot be told, the search itself says why.
const boundaryOf = async (folder: string, on: string): Promise<string | null> =>
  (await gitLineOrNull(folder, ["rev-list", "--first-parent", "--max-count=1", `--skip=${FURTHEST_BACK}`, on])) || null;

export const filesBetween = async (folder: string, from: string, to: string): Promise<readonly string[]> =>
  zeroSeparated(await git(folder, ["diff-tree", "-r", "--name-only", "--no-renames", SUBMODULES, "-z", from, to]));

const filesOfFirst = async (folder: string, commit: string): Promise<readonly string[]> =>
  zeroSeparated(
    await git(folder, ["diff-tree", "-r", "--root", "--name-only", "--no-commit-id", SUBMODULES, "-z", commit]),
  );
