import fs from "node:fs";
import { Gen } from "../../core/ids.ts";
import { attemptFiles } from "./attempt-files.ts";
import { readClaim } from "./claim.ts";
import { type ProcessTable, shellMark } from "./process-table.ts";

interface Marked {
  readonly byGen: ReadonlyMap<Gen, readonly number[]>;
  /** As the process table's look was. */
  readonly isSure: boolean;
}

/** Which live processes belong to which generation of one state folder. */
export interface Marks {
  /** A spare shell was made, and belongs to nobody yet (`null`), or it has got its work. */
  learn(token: string, gen: Gen | null): void;
  now(): Marked;
  /** One look at the processes serves all who ask in the same turn. */
  soon(): Promise<Marked>;
}

/** Owners of shells that are kept in memory; that of another one is read from the attempts' directories. */
const REMEMBERED = 4096;

export function createMarks(table: ProcessTable, state: string): Marks {
  const owners = new Map<string, Gen | null>();
  const learn = (token: string, gen: Gen | null): void => {
    owners.set(shellMark(token), gen);
    const [oldest] = owners.keys();
    if (owners.size > REMEMBERED && oldest !== undefined) owners.delete(oldest);
  };
  const now = (): Marked => {
    const { byMark, isSure } = table.marked(state);
    const strange = new Set([...byMark.keys()].filter((mark) => isShell(mark) && !owners.has(mark)));
    for (const [token, gen] of strange.size === 0 ? [] : recordedOwners(table, state))
      if (strange.has(shellMark(token))) learn(token, gen);
    return { byGen: attributed(byMark, owners), isSure };
  };
  return { learn, now, soon: shared(now) };
}

const isShell = (mark: string): boolean => mark.startsWith(shellMark(""));

function attributed(
  byMark: ReadonlyMap<string, readonly number[]>,
  owners: ReadonlyMap<string, Gen | null>,
): Marked["byGen"] {
  const found = new Map<Gen, readonly number[]>();
  for (const [mark, pids] of byMark) {
    const gen = isShell(mark) ? (owners.get(mark) ?? null) : Gen(mark);
    if (gen !== null) found.set(gen, [...(found.get(gen) ?? []), ...pids]);
  }
  return found;
}

/** What the claims say, also those of former engines' shells. One that has not claimed anything yet never will without its engine's leave. */
function recordedOwners(table: ProcessTable, state: string): readonly (readonly [string, Gen])[] {
  return fs.readdirSync(state, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    const gen = Gen(entry.name);
    const claim = readClaim(attemptFiles(state, gen), table);
    return claim?.type !== "process" || claim.shell === null ? [] : [[claim.shell, gen] as const];
  });
}

function shared<T>(look: () => T): () => Promise<T> {
  let next: Promise<T> | null = null;
  return () =>
    (next ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        next = null;
        try {
          resolve(look());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    }));
}
