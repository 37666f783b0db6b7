import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedEntry, Store } from "../core/store.ts";
import { noticesOf, type Notice, type Wanted } from "./notice.ts";
import type { Told } from "./webhook.ts";

/** Told up to here: event `index` of the entry at `position`. */
interface Place {
  readonly position: number;
  readonly index: number;
}

export interface TellerOptions {
  readonly store: Store;
  /** Names the fact that keeps its place. */
  readonly fact: string;
  readonly wanted: Wanted;
  readonly tell: (notice: Notice, stopping: AbortSignal) => Promise<Told>;
  readonly onProblem: (problem: { readonly notice: Notice; readonly why: string; readonly isLost: boolean }) => void;
  /** Before another try; doubled each time. */
  readonly firstPauseMs: number;
}

export interface Teller {
  /** There may be more. */
  readonly ring: () => void;
  /** Resolves when nothing is under way and its place is durable. */
  close(): Promise<void>;
}

const PIECE = 256;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Tells one listener of everything that it wants, in order and at least once: its place in the log is a fact of the store, written when a notice was
 * taken. It begins with what happens after it was first set up.
 */
export async function startTeller(options: TellerOptions): Promise<Teller> {
  const { store, fact } = options;
  const stopping = new AbortController();
  const known = store.getFact(fact) as Place | null;
  let place = known ?? behind(store.lastPosition());
  let kept = known;
  const keep = async (): Promise<void> => {
    if (kept === place) return;
    kept = place;
    await store.putFact(fact, { ...place });
  };
  await keep();

  /** False when it was stopped before. */
  async function tellEntry(entry: LoggedEntry): Promise<boolean> {
    const after = entry.position === place.position ? place.index : -1;
    for (const [index, notice] of noticesOf(store, entry, options.wanted)) {
      if (index <= after) continue;
      if (stopping.signal.aborted || !(await tellOne(options, notice, stopping.signal))) return false;
      place = { position: entry.position, index };
      await keep();
    }
    place = behind(entry.position);
    return true;
  }

  async function tellAll(): Promise<void> {
    for (;;) {
      // The entry that it stands in may have more.
      const entries = store.log(place.position - 1, PIECE);
      for (const entry of entries) if (!(await tellEntry(entry))) return;
      if (entries.length < PIECE) return;
      await keep();
    }
  }

  const bell = createBell(tellAll, stopping.signal);
  bell.ring();
  return {
    ring: bell.ring,
    async close() {
      stopping.abort();
      await bell.settled();
      await keep();
    },
  };
}

const behind = (position: number): Place => ({ position, index: Number.MAX_SAFE_INTEGER });

interface Bell {
  readonly ring: () => void;
  settled(): Promise<void>;
}

/** Works once for all rings of a turn, and again for those that come meanwhile. */
function createBell(work: () => Promise<void>, stopping: AbortSignal): Bell {
  let isRung = false;
  let underWay: Promise<void> | null = null;
  async function answer(): Promise<void> {
    while (isRung && !stopping.aborted) {
      await new Promise((resolve) => setImmediate(resolve));
      isRung = false;
      await work();
    }
    underWay = null;
  }
  return {
    ring() {
      isRung = true;
      underWay ??= answer();
    },
    settled: async () => void (await underWay),
  };
}

/** False when it was stopped before. */
async function tellOne(options: TellerOptions, notice: Notice, stopping: AbortSignal): Promise<boolean> {
  for (let pause = options.firstPauseMs; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const told = await options.tell(notice, stopping);
    if (told.is === "told") return true;
    if (stopping.aborted) return false;
    options.onProblem({ notice, why: told.why, isLost: told.is === "never" });
    if (told.is === "never") return true;
    await sleep(pause, null, { signal: stopping }).catch(() => null);
    if (stopping.aborted) return false;
  }
}
