import { readdirSync, statSync } from "node:fs";
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
  marks.add(folder);
  if (markOf(folder) === ABSENT) return;
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) marks.add(path.join(folder, entry));
}

const ABSENT = "absent";

function markOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? ABSENT : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
