import { watchFolder } from "./watch-folder.ts";

interface Reloading {
  /** Another text when something has changed. */
  readonly fingerprint: () => string;
  readonly reload: () => Promise<void>;
  /** Where a change is told at once, if the system tells. */
  readonly folders: readonly string[];
  readonly pollMs: number;
  readonly onFault: (error: unknown) => void;
}

/** Two looks that see the same: a file is not read while it is written. */
const SETTLE_MS = 100;

/** Reloads when what is watched has changed and come to rest again. */
export function watchForChanges({ fingerprint, reload, folders, pollMs, onFault }: Reloading): { close(): void } {
  let loaded = fingerprint();
  let seen = loaded;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const lookIn = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void look(), ms);
  };
  async function look(): Promise<void> {
    try {
      const now = fingerprint();
      const isAtRest = now === seen;
      seen = now;
      if (isAtRest && now !== loaded) {
        loaded = now;
        await reload();
      }
    } catch (error) {
      onFault(error);
    }
    lookIn(seen === loaded ? pollMs : SETTLE_MS);
  }
  const watches = folders.map((folder) => watchFolder(folder, () => lookIn(SETTLE_MS)));
  lookIn(pollMs);
  return {
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      for (const watch of watches) watch.close();
    },
  };
}
