import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { RunId } from "../../core/ids.ts";

export const CLAIMED = ".claimed";
export const DONE = "done";
export const REJECTED = "rejected";
const REASON = ".reason.txt";

/**
 * A file that was taken out of an inbox. The run's id stands in the name that it was given, so that whoever finds it after a crash starts
 * the same run. `~`: dropped; `!`: replayed, so that the same content does not count against it.
 */
export interface Claim {
  readonly folder: string;
  readonly run: RunId;
  readonly isReplay: boolean;
  /** As it was dropped. */
  readonly name: string;
}

const FORM = /^([0-9a-z]{20})([~!])(.+)$/s;
/** File systems take 255 bytes: an id and its mark stand in front, and the reason's ending behind. */
const LONGEST = 255 - 21 - REASON.length;

const parse = (folder: string, file: string): Claim | null => {
  const [, run, mark, name] = FORM.exec(file) ?? [];
  return run === undefined || name === undefined ? null : { folder, run: RunId(run), isReplay: mark === "!", name };
};

export const claimsIn = (folder: string): readonly Claim[] =>
  readdirSync(path.join(folder, CLAIMED)).flatMap((file) => parse(folder, file) ?? []);

export const claimedPath = ({ folder, run, isReplay, name }: Claim): string =>
  path.join(folder, CLAIMED, `${run}${isReplay ? "!" : "~"}${short(name)}`);

const sortedName = ({ run, name }: Claim): string => `${run}-${short(name)}`;
export const donePath = (claim: Claim): string => path.join(claim.folder, DONE, sortedName(claim));
export const rejectedPath = (claim: Claim): string => path.join(claim.folder, REJECTED, sortedName(claim));
export const reasonPath = (claim: Claim): string => `${rejectedPath(claim)}${REASON}`;

/** The end of a long name is kept: it says what kind of file it is. */
function short(name: string): string {
  let cut = name;
  while (Buffer.byteLength(cut) > LONGEST) cut = cut.slice(1);
  return cut;
}

const OWN = ["", CLAIMED, DONE, REJECTED];

/** Whether an inbox's own folders are still there: who tidies up may take one of them away at any time. */
export const isPrepared = (folder: string): boolean => OWN.every((own) => existsSync(path.join(folder, own)));

/** Makes an inbox's own folders. Throws where one of them is a link, which could lead anywhere. */
export function prepareInbox(folder: string): void {
  for (const own of OWN) {
    const at = path.join(folder, own);
    mkdirSync(at, { recursive: true });
    if (own !== "" && !lstatSync(at).isDirectory())
      throw new Error(`Cannot use the inbox "${folder}": ${own} is no folder.`);
  }
}

/** Takes a file by one rename; false when somebody else has. */
export function claimFile(made: Claim): boolean {
  try {
    renameSync(path.join(made.folder, made.name), claimedPath(made));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** The names in a folder are on the disk when it resolves. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** Gives a file its later place while it is still claimed; false where the file system knows no second names. */
export async function placeAhead(made: Claim): Promise<boolean> {
  try {
    await link(claimedPath(made), donePath(made));
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "EEXIST") return true;
    if (code === "EPERM" || code === "ENOTSUP" || code === "EMLINK") return false;
    throw error;
  }
}

/** Behind the start of its run. Two names of one file are not renamed into each other, so the first goes as well. */
export async function moveToDone(made: Claim): Promise<void> {
  await rename(claimedPath(made), donePath(made));
  await rm(claimedPath(made), { force: true });
  await rm(reasonPath(made), { force: true });
}

/** The reason comes first: a rejected file without one would tell nobody anything. */
export async function moveToRejected(made: Claim, reason: string): Promise<void> {
  await rm(donePath(made), { force: true });
  await writeFile(`${reasonPath(made)}.tmp`, reason);
  await rename(`${reasonPath(made)}.tmp`, reasonPath(made));
  await rename(claimedPath(made), rejectedPath(made));
}
