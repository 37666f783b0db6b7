import type { EngineEvent } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";

/** Events of some runs and of their children. What comes before `follow` is kept, so that nothing is missed. */
export interface Feed {
  follow(roots: readonly RunId[], take: (event: EngineEvent) => void): void;
  /** The followed runs, children included. */
  runs(): readonly RunId[];
  close(): void;
}

interface Watchable {
  watch(listener: (event: EngineEvent) => void): () => void;
}

/** `descendants`: the children of a run that exist already. */
export function openFeed(engine: Watchable, descendants: (run: RunId) => readonly RunId[]): Feed {
  const family = new Set<RunId>();
  let early: EngineEvent[] | null = [];
  let take: ((event: EngineEvent) => void) | null = null;
  const pass = (event: EngineEvent): void => {
    if (event.type === "run.started" && event.parent !== null && family.has(event.parent)) family.add(event.run);
    if (family.has(event.run)) take?.(event);
  };
  const end = engine.watch((event) => {
    if (early === null) pass(event);
    else early.push(event);
  });
  return {
    follow(roots, taker) {
      for (const root of roots) for (const run of withDescendants(root, descendants)) family.add(run);
      take = taker;
      const kept = early ?? [];
      early = null;
      for (const event of kept) pass(event);
    },
    runs: () => [...family],
    close: end,
  };
}

function withDescendants(run: RunId, descendants: (run: RunId) => readonly RunId[]): readonly RunId[] {
  return [run, ...descendants(run).flatMap((child) => withDescendants(child, descendants))];
}
