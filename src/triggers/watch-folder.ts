import { watch } from "node:fs";

/** Calls back when something happens in a folder, where the system tells. It may miss something, and end by itself: whoever calls it looks from time to time all the same. */
export function watchFolder(folder: string, changed: () => void): { close(): void } {
  try {
    const watcher = watch(folder, () => changed());
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    // No more watches to be had, or no such folder: the looks from time to time have to do.
    return { close: () => undefined };
  }
}
