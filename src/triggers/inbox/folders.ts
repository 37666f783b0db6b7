import { existsSync, readdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { isGlob, matchesGlob } from "../../definition/index.ts";
import { CLAIMED, DONE, REJECTED } from "./claims.ts";

const OWN = new Set([CLAIMED, DONE, REJECTED, "node_modules"]);
/** `**` goes no deeper. */
const DEEPEST = 12;

/** The folders (absolute) that an inbox names now. A plain name is one folder, whether it is there or not. */
export function foldersOf(root: string, inbox: string): readonly string[] {
  if (!isGlob(inbox)) return [path.join(root, inbox)];
  return [...new Set(matching(root, inbox.split("/"), DEEPEST))];
}

function matching(folder: string, [part, ...rest]: readonly string[], depth: number): readonly string[] {
  if (part === undefined) return [folder];
  if (depth === 0) return [];
  if (part === "**") {
    const here = matching(folder, rest, depth - 1);
    return [
      ...here,
      ...foldersIn(folder).flatMap((name) => matching(path.join(folder, name), ["**", ...rest], depth - 1)),
    ];
  }
  return foldersIn(folder)
    .filter((name) => matchesGlob(part, name) && (!name.startsWith(".") || part.startsWith(".")))
    .flatMap((name) => matching(path.join(folder, name), rest, depth - 1));
}

/** Links are not followed. */
function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !OWN.has(entry.name))
      .map((entry) => entry.name);
  } catch {
    // Gone meanwhile, or not for us to see.
    return [];
  }
}

/** Whether a folder really lies in the project, or would once it is made: a link on the way may lead out of it. */
export function isInside(root: string, folder: string): boolean {
  let there = folder;
  while (!existsSync(there)) there = path.dirname(there);
  const relative = path.relative(realpathSync(root), realpathSync(there));
  return !relative.startsWith("..") && !path.isAbsolute(relative) && (relative !== "" || there !== folder);
}

/** What editors and downloads leave while they are at work. */
const UNFINISHED = /^\.|^~\$|^#.*#$|~$|\.(?:swp|swx|swo|tmp|temp|part|partial|crdownload|download|lock)$/i;
export const isUnfinished = (name: string): boolean => UNFINISHED.test(name);
