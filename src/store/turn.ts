import type { Database } from "./database.ts";
import type { DatabaseKey } from "./keys.ts";

/** `text: null` removes the key. */
export interface Change {
  readonly key: DatabaseKey;
  readonly text: string | null;
}

export interface Turns {
  /** Resolves once the changes are on the disk; rejects with what LMDB says, and then none of them is there. */
  readonly write: (changes: readonly Change[]) => Promise<void>;
  /** Resolves when nothing is under way. */
  readonly settled: () => Promise<void>;
}

/**
 * Gathers what is written in one turn of the event loop and writes it as one block: LMDB puts a block into one transaction,
 * so a turn costs one sync, and no part of a commit is ever durable without the rest. lmdb-js can gather turns by itself
 * (`eventTurnBatching`), but a failed transaction then rejects a promise that nobody can get at, which ends the process.
 */
export function makeTurns(database: Database, { isAlone }: { readonly isAlone: boolean }): Turns {
  let gathered: (readonly Change[])[] = [];
  let turn: Promise<void> | null = null;
  let latest: Promise<void> = Promise.resolve();

  async function writeTurn(): Promise<void> {
    await new Promise(setImmediate);
    const all = gathered;
    gathered = [];
    turn = null;
    const applyAll = (): void => {
      for (const changes of all) for (const change of changes) apply(database, change);
    };
    if (isAlone) database.transactionSync(applyAll);
    else await database.batch(applyAll);
  }

  return {
    write: (changes) => {
      gathered.push(changes);
      if (turn === null) latest = turn = writeTurn();
      return turn;
    },
    // LMDB takes the turns in order.
    settled: async () => {
      await Promise.allSettled([latest]);
    },
  };
}

/** Inside a block the promises of the single writes say nothing: the block's own one does. */
function apply(database: Database, { key, text }: Change): void {
  void (text === null ? database.remove(key) : database.put(key, text));
}
