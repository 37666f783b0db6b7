import { CACHE_SIZE } from "./limits.ts";

/** A pure function of a text that remembers its results; the oldest are dropped. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    const [oldest] = known.keys();
    if (known.size >= CACHE_SIZE && oldest !== undefined) known.delete(oldest);
    known.set(text, made);
    return made;
  };
}
