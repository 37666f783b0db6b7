import type { FileMarks } from "../project/file-marks.ts";
import { watchFolder } from "./watch-folder.ts";

interface Reloading {
  /** What is watched as it looks now. */
  readonly marks: () => FileMarks;
  readonly reload: () => Promise<void>;
  /** Where a change is told at once, if the system tells. */
  readonly folders: readonly string[];
  readonly pollMs: number;
  readonly onFault: (error: unknown) => void;
}

/** Two looks that see the same: a file is not read while it is written. */
const SETTLE_MS = 100;

/** Reloads when what is watched has changed and come to rest again. */
export function watchForChanges({ marks, reload, folders, pollMs, onFault }: Reloading): { close(): void } {
  let seen = marks();
  // What came between the first reading and the first look at the marks is read again at once.
  let hasChanged = true;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const lookIn = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void look(), ms);
  };
  async function look(): Promise<void> {
    try {
      if (!seen.hold()) {
        hasChanged = true;
        seen = marks();
      } else if (hasChanged) {
        hasChanged = false;
        await reload();
        hasChanged = !seen.hold();
        seen = marks();
      }
    } catch (error) {
      onFault(error);
    }
    lookIn(hasChanged ? SETTLE_MS : pollMs);
  }
  const watches = folders.map((folder) => watchFolder(folder, () => lookIn(SETTLE_MS)));
  lookIn(SETTLE_MS);
  return {
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      for (const watch of watches) watch.close();
    },
  };
}
