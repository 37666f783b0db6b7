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
  const learn = (mark: string, gen: Gen | null): void => {
    owners.set(mark, gen);
    const [oldest] = owners.keys();
    if (owners.size > REMEMBERED && oldest !== undefined) owners.delete(oldest);
  };
  const now = (): Marked => {
    const { byMark, isSure } = table.marked(state);
    const strange = new Map([...byMark].filter(([mark]) => isShell(mark) && !owners.has(mark)));
    for (const [mark, gen] of strange.size === 0 ? [] : recordedOwners(table, state, strange))
      if (strange.has(mark)) learn(mark, gen);
    return { byGen: attributed(byMark, owners), isSure };
  };
  return { learn: (token, gen) => learn(shellMark(token), gen), now, soon: shared(now) };
}

const isShell = (mark: string): boolean => mark.startsWith(shellMark(""));

function attributed(byMark: ByMark, owners: ReadonlyMap<string, Gen | null>): Marked["byGen"] {
  const found = new Map<Gen, readonly number[]>();
  for (const [mark, pids] of byMark) {
    const gen = isShell(mark) ? (owners.get(mark) ?? null) : Gen(mark);
    if (gen !== null) found.set(gen, [...(found.get(gen) ?? []), ...pids]);
  }
  return found;
}

type ByMark = ReadonlyMap<string, readonly number[]>;

/**
 * What the claims say, also those of former engines' shells. Where one has been made and not yet written, the shell shows itself by its
 * output. One that has not claimed anything yet never will without its engine's leave.
 */
function recordedOwners(table: ProcessTable, state: string, strange: ByMark): readonly (readonly [string, Gen])[] {
  return fs.readdirSync(state, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    const gen = Gen(entry.name);
    const files = attemptFiles(state, gen);
    const claim = readClaim(files, table);
    if (claim?.type === "process") return claim.shell === null ? [] : [[shellMark(claim.shell), gen] as const];
    if (claim?.type !== "unreadable") return [];
    return [...strange].filter(([, pids]) => table.mayWrite(pids, files.stdout)).map(([mark]) => [mark, gen] as const);
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
