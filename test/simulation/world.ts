import { setImmediate as turn } from "node:timers/promises";

/** Where the virtual clock starts, in milliseconds since 1970. */
const BEGINNING = 1_700_000_000_000;

/** More than this at one moment of time means that something spins. */
const MAX_AT_ONCE = 5_000;

interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

/** One engine, from its creation to its crash. What it asks for after that never answers and has no effect. */
export interface Life {
  readonly number: number;
  readonly since: number;
  until: number | null;
  isAlive: boolean;
  /** Timers of its clock that have not rung. */
  readonly armed: Set<Happening>;
  /** Generations that it performed. */
  readonly performed: Set<string>;
  /** Generations that had been asked to end when it began. */
  readonly stoppingAtBirth: Set<string>;
  /** It was told to close and said that it has. */
  isClosed: boolean;
}

export const NEVER = new Promise<never>(() => undefined);

/**
 * What outlives engines: time, and what happens in it. Time moves only when `advance` says so. Between two happenings all promises are
 * followed to their end, so that a case always goes the same way.
 */
export class World {
  now = BEGINNING;
  life: Life | null = null;
  readonly lives: Life[] = [];
  /** Crash points that were passed. */
  points = 0;
  crashes = 0;
  /** So many crash points from here the engine dies; `null`: it does not. */
  crashIn: number | null = null;
  /** The crash point at which the last engine died; for messages. */
  diedAt: string | null = null;
  readonly #queue: Happening[] = [];

  /** Makes it happen at a time, not before everything that was to happen at that time already. Gives back how to call it off. */
  schedule(at: number, happen: () => void): Happening {
    const happening = { at: Math.max(at, this.now), happen };
    let index = this.#queue.length;
    while (index > 0 && (this.#queue[index - 1]?.at ?? 0) > happening.at) index--;
    this.#queue.splice(index, 0, happening);
    return happening;
  }

  callOff(happening: Happening): void {
    const index = this.#queue.indexOf(happening);
    if (index >= 0) this.#queue.splice(index, 1);
  }

  /** A promise that is kept `ms` later, unless the life that waits for it is over. */
  later(life: Life, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.now + ms, () => {
        if (life.isAlive) resolve();
      });
    });
  }

  begin(): Life {
    const life: Life = {
      number: this.lives.length + 1,
      since: this.now,
      until: null,
      isAlive: true,
      armed: new Set(),
      performed: new Set(),
      stoppingAtBirth: new Set(),
      isClosed: false,
    };
    this.lives.push(life);
    this.life = life;
    return life;
  }

  /** The engine is gone, at this very instruction. */
  end(life: Life, where: string): void {
    if (!life.isAlive) return;
    life.isAlive = false;
    life.until = this.now;
    for (const happening of life.armed) this.callOff(happening);
    if (this.life === life) this.life = null;
    this.diedAt = where;
  }

  /** A place where the engine may die. False: it is dead, and what comes after does not happen. */
  passes(life: Life, where: string): boolean {
    if (!life.isAlive) return false;
    this.points++;
    if (this.crashIn === null || this.crashIn-- > 0) return true;
    this.crashIn = null;
    this.crashes++;
    this.end(life, where);
    return false;
  }

  /** Follows everything that can happen without time passing. */
  async settle(): Promise<void> {
    for (let count = 0; ; count++) {
      if (count > MAX_AT_ONCE) throw new Error("it does not come to rest: something spins without time passing");
      await turn();
      const next = this.#queue[0];
      if (next === undefined || next.at > this.now) return;
      this.#queue.shift();
      next.happen();
    }
  }

  /** Lets time pass until `until`, or until the engine dies. */
  async advance(until: number): Promise<void> {
    const { life } = this;
    await this.settle();
    for (;;) {
      if (life !== this.life) return;
      const next = this.#queue[0];
      if (next === undefined || next.at > until) break;
      this.now = next.at;
      await this.settle();
    }
    this.now = Math.max(this.now, until);
  }

  /** When something happens next; `null`: never. */
  nextAt(): number | null {
    return this.#queue[0]?.at ?? null;
  }

  /** Milliseconds of a span in which an engine lived. */
  upMs(from: number, to: number): number {
    return this.lives
      .map(({ since, until }) => Math.min(to, until ?? this.now) - Math.max(from, since))
      .reduce((sum, ms) => sum + Math.max(0, ms), 0);
  }
}

/** A number in [0, 1) that follows from a text: chance that shrinks and repeats. */
export function chanceOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}
