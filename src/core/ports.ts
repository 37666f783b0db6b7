/** Milliseconds since 1970, and one timer; the simulation brings its own. */
export interface Clock {
  now(): number;
  /** Calls back once, not before `at`. Gives back how to call it off. */
  wakeAt(at: number, wake: () => void): () => void;
}

/** Names given to new things. */
export interface Ids {
  /** A number in [0, 1). */
  random(): number;
}

/** Secrets by name; `null` when not set. */
export interface Secrets {
  get(name: string): string | null;
}
