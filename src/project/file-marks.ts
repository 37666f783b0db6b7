import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/** What files and folders looked like when they were read: asking again whether that still holds costs a `stat` each. */
export interface FileMarks {
  readonly add: (file: string) => void;
  /** False as soon as one of them was changed, replaced, added to or removed. */
  readonly hold: () => boolean;
}

export function createFileMarks(): FileMarks {
  const marks = new Map<string, string>();
  return {
    add: (file) => void marks.set(file, markOf(file)),
    hold: () => [...marks].every(([file, mark]) => markOf(file) === mark),
  };
}

/** Every file and folder below a folder, and the folder itself; only itself where it is not there. */
export function markFolder(marks: FileMarks, folder: string): void {
  for (const file of [folder, ...below(folder)]) marks.add(file);
}

/** Only which names stand below a folder, not what is in those files: a file that comes, goes or is renamed changes its folder. */
export function markNames(marks: FileMarks, folder: string): void {
  marks.add(folder);
  // A symbolic link may lead to a folder.
  for (const file of below(folder)) if (!lstatSync(file).isFile()) marks.add(file);
}

const below = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).map((entry) => path.join(folder, entry))
    : [];

const ABSENT = "absent";

function markOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? ABSENT : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
