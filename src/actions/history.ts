import { setImmediate as nextTurn } from "node:timers/promises";
import type { Entry } from "../core/entry.ts";
import type { History } from "../core/history.ts";
import type { Gen } from "../core/ids.ts";

/** An attempt of an agent that has ended, to be read. */
export interface Conversation {
  /** What is new or has changed since the last call; none when it is empty. */
  readonly more: () => readonly Entry[];
  /** The attempt that it went on from. */
  readonly after: Gen | null;
}

/** `null` where nothing is left of it. */
export type Conversations = (gen: Gen) => Conversation | null;

/** What is handed over, and of it one part. Characters. */
const LIMIT = 64 * 1024;
const PART_LIMIT = 16 * 1024;

/** What was said up to an attempt, those before it included, the newest kept; `null` for nothing. */
export async function historyUpTo(conversations: Conversations, last: Gen): Promise<History | null> {
  let lines: readonly string[] = [];
  let isCut = false;
  const seen = new Set<Gen>();
  for (let gen: Gen | null = last; gen !== null && !isCut && !seen.has(gen);) {
    seen.add(gen);
    const conversation = conversations(gen);
    if (conversation === null) break;
    const before = await linesOf(conversation);
    ({ lines, isCut } = newest([...before.lines, ...lines]));
    isCut ||= before.isCut;
    gen = conversation.after;
  }
  return lines.length === 0 ? null : { lines, isCut };
}

/** A log may be longer than the memory: only its end is kept, and others have their turn while it is read. */
async function linesOf({ more }: Conversation): Promise<History> {
  const parts = new Map<string, string>();
  let isCut = false;
  for (let entries = more(); entries.length > 0; entries = more()) {
    for (const entry of entries) {
      const line = lineOf(entry);
      if (line !== null) parts.set(entry.id, line);
    }
    const kept = newest([...parts.values()]);
    for (const [id] of [...parts].slice(0, parts.size - kept.lines.length)) parts.delete(id);
    isCut ||= kept.isCut;
    await nextTurn();
  }
  return { lines: [...parts.values()], isCut };
}

function newest(lines: readonly string[]): History {
  let left = LIMIT;
  const first = lines.findLastIndex((line) => (left -= line.length + 1) < 0);
  return { lines: lines.slice(first + 1), isCut: first >= 0 };
}

/** What either side has said, and each tool in a few words. */
function lineOf(entry: Entry): string | null {
  if (entry.type === "user" || entry.type === "assistant")
    return entry.text.trim() === "" ? null : JSON.stringify({ [entry.type]: endOf(entry.text.trim()) });
  if (entry.type !== "tool") return null;
  return JSON.stringify({ tool: `${entry.kind}: ${endOf(entry.command ?? entry.title, 500)} (${entry.status})` });
}

const endOf = (text: string, limit = PART_LIMIT): string => (text.length > limit ? `… ${text.slice(-limit)}` : text);
