import type { Entry } from "../../core/entry.ts";
import type { Gen } from "../../core/ids.ts";
import type { EntryLog } from "../../project/reading.ts";
import { entryLine } from "../entry-text.ts";
import { withoutColors } from "../../core/printable.ts";
import { firstLine } from "./step-note.ts";

/** What agents are doing now: the last use of a tool, or the last words. */
export interface Doings {
  /** Reads on in the logs of these attempts, only what was added to them; the others are forgotten. */
  look(working: readonly Gen[]): void;
  /** One short line without control characters; `null` where nothing is known. */
  of(gen: Gen): string | null;
}

interface Watched {
  readonly log: EntryLog;
  text: string | null;
}

export function createDoings(open: (gen: Gen) => EntryLog | null): Doings {
  const watched = new Map<Gen, Watched>();

  function watch(gen: Gen): Watched | null {
    const known = watched.get(gen);
    if (known !== undefined) return known;
    // What it was started as is noted a little later than it is started.
    const log = open(gen);
    if (log === null) return null;
    const fresh = { log, text: null };
    watched.set(gen, fresh);
    return fresh;
  }

  return {
    look(working) {
      for (const gen of watched.keys()) if (!working.includes(gen)) watched.delete(gen);
      for (const one of working.flatMap((gen) => watch(gen) ?? [])) {
        const last = one.log
          .more(false)
          .map(doing)
          .findLast((text) => text !== "");
        if (last !== undefined) one.text = last;
      }
    },
    of: (gen) => watched.get(gen)?.text ?? null,
  };
}

const TOLD: ReadonlySet<Entry["type"]> = new Set(["assistant", "thinking", "tool", "question", "retry", "error"]);

/** Of words the last line; empty for what is no doing. */
function doing(entry: Entry): string {
  if (!TOLD.has(entry.type)) return "";
  const text = entry.type === "assistant" || entry.type === "thinking" ? entry.text : entryLine(entry);
  const [last = ""] = text.trim().split("\n").slice(-1);
  return firstLine(withoutColors(last).replaceAll(/\s+/g, " ").trim());
}
