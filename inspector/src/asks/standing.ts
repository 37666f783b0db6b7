import { useEffect, useState } from "react";
import type { Ask } from "../data/client.ts";

/** How long the card of an ask that is over stays, so that no other comes up under a pointer or a finger. Milliseconds. */
const HELD_MS = 1_500;

export interface Standing {
  readonly ask: Ask;
  /** It is asked no more. */
  readonly isGone: boolean;
}

/** The asks, and in their old places those that have just gone: they go together, when for a while nothing has changed. */
export function useStanding(asks: readonly Ask[]): readonly Standing[] {
  const [seen, setSeen] = useState(asks);
  const shown = withGone(seen, asks);
  if (idsOf(shown) !== idsOf(seen)) setSeen(shown);
  const open = new Set(asks.map(({ id }) => id));
  const gone = idsOf(shown.filter(({ id }) => !open.has(id)));
  useEffect(() => {
    if (gone === "") return undefined;
    const those = new Set(gone.split(" "));
    const timer = window.setTimeout(() => setSeen((all) => all.filter(({ id }) => !those.has(id))), HELD_MS);
    return () => window.clearTimeout(timer);
  }, [gone]);
  return shown.map((ask) => ({ ask, isGone: !open.has(ask.id) }));
}

const idsOf = (asks: readonly Ask[]): string => asks.map(({ id }) => id).join(" ");

/** Each that has gone comes behind the one that it stood behind. */
function withGone(seen: readonly Ask[], asks: readonly Ask[]): readonly Ask[] {
  const all = [...asks];
  for (const [i, one] of seen.entries()) {
    if (asks.some(({ id }) => id === one.id)) continue;
    const before = seen[i - 1]?.id;
    all.splice(all.findIndex(({ id }) => id === before) + 1, 0, one);
  }
  return all;
}
