import { useCallback, useEffect, useState } from "react";
import { useKept } from "../ui/kept.ts";

/** What the project has of a workflow; `revision` is `null` where a save makes a new file. */
export interface Base {
  readonly text: string;
  readonly revision: string | null;
}

export interface Draft {
  readonly text: string;
  readonly base: Base;
  readonly isChanged: boolean;
  /** It was found where a page before had left it. */
  readonly isRestored: boolean;
  readonly write: (text: string) => void;
  /** The project has this now. */
  readonly settle: (base: Base) => void;
}

interface Written {
  readonly text: string;
  readonly base: Base;
  readonly isRestored: boolean;
}

const keyOf = (name: string): string => `drover.draft.${name}`;

/** A text that is being written. What is not saved survives in the tab, and leaving asks first. */
export function useDraft(name: string, loaded: Base): Draft {
  const [written, setWritten] = useState<Written>(() => restored(name, loaded));
  const { text, base, isRestored } = written;
  const isChanged = text !== base.text;
  useKept(keyOf(name), isChanged ? JSON.stringify({ text, revision: base.revision }) : null, "Your changes");
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
  const write = useCallback((now: string) => setWritten((was) => ({ ...was, text: now, isRestored: false })), []);
  const settle = useCallback((now: Base) => setWritten((was) => ({ ...was, base: now, isRestored: false })), []);
  return { text, base, isChanged, isRestored, write, settle };
}

/** A draft goes on from the revision that it was begun with: a save finds out that the file is another by now. */
function restored(name: string, loaded: Base): Written {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? "null") as Base | null;
  if (kept === null || kept.text === loaded.text) return { text: loaded.text, base: loaded, isRestored: false };
  return { text: kept.text, base: { text: loaded.text, revision: kept.revision }, isRestored: true };
}
