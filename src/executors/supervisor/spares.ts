import type { Gen } from "../../core/ids.ts";
import type { Marks } from "./marks.ts";
import type { SpareShells } from "./spare-shells.ts";

export interface Spare {
  readonly token: string;
  /** It is marked by its name alone, since it was forked before anybody knew what for. */
  readonly isNamed: boolean;
}

/** Shells that wait for work: two of them while nothing waits for them, and as many as a run is known to begin with. */
export interface Spares {
  /** One that waits, or one that is forked for this generation now. */
  take(gen: Gen): Spare;
  /** Makes the next ones as soon as nothing else is to be done. */
  refill(): void;
  /** So many are about to be taken at once: they are forked beside whatever this process does until then. */
  expect(count: number): void;
  close(): void;
}

const KEPT = 2;
const MOST = 128;

export function createSpares({ shells, marks }: { shells: SpareShells; marks: Marks }): Spares {
  const spares: string[] = [];
  let made = 0;
  let pending: NodeJS.Immediate | null = null;

  const newToken = (): string => `${process.pid}_${Date.now().toString(36)}_${(made++).toString(36)}`;
  const fillTo = (count: number): void => {
    const tokens = Array.from({ length: Math.max(0, count - spares.length) }, newToken);
    for (const token of tokens) marks.learn(token, null);
    shells.prepare(tokens);
    spares.push(...tokens);
  };
  const takeNew = (gen: Gen): Spare => {
    const token = newToken();
    shells.prepare([token], gen);
    return { token, isNamed: false };
  };

  return {
    take(gen) {
      const token = spares.shift();
      if (token === undefined) return takeNew(gen);
      marks.learn(token, gen);
      return { token, isNamed: true };
    },
    refill() {
      pending ??= setImmediate(() => {
        pending = null;
        fillTo(KEPT);
      });
    },
    expect: (count) => fillTo(Math.min(count, MOST)),
    close() {
      if (pending !== null) clearImmediate(pending);
    },
  };
}
