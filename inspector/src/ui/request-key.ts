import { useState } from "react";

/**
 * The key of a request: the same as long as the same is asked for. A click that came twice, and asking again since the answer was lost,
 * do nothing twice; what is written anew is another request.
 */
export function useRequestKey(what: unknown): string {
  const of = JSON.stringify(what) ?? "";
  const [kept, keep] = useState(() => ({ of, key: newKey() }));
  if (kept.of === of) return kept.key;
  const other = { of, key: newKey() };
  keep(other);
  return other.key;
}

/** Not `randomUUID`, which browsers keep for pages of this machine and of https. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
