import { NOTHING_SPENT, together, type Spent } from "../core/limits.ts";
import { isFinal } from "../core/run.ts";
import type { RunSummary, Store } from "../core/store.ts";

export const USAGE_GROUPS = ["run", "workflow", "day"] as const;

export interface UsageQuery {
  /** `day`: of the start of the run, UTC, `2026-01-31`. */
  readonly by: (typeof USAGE_GROUPS)[number];
  /** Only runs that were created then or later, and before: milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
}

/** What agents have used. `unknown` names sums that are too small, since an agent told nothing. */
export interface Usage extends Spent {
  readonly key: string;
  readonly runs: number;
}

/** By runs that no other has started: what their child runs use is theirs. Those that used nothing are counted too. The newest first. */
export function usageOf(store: Store, { by, since = 0, until = Infinity }: UsageQuery): readonly Usage[] {
  const groups = new Map<string, Usage>();
  for (const summary of store.list({ limit: Infinity })) {
    if (summary.parent !== null || summary.createdAt < since || summary.createdAt >= until) continue;
    const key = keyOf(summary, by);
    const former = groups.get(key) ?? { key, runs: 0, ...NOTHING_SPENT };
    groups.set(key, { key, runs: former.runs + 1, ...together(former, spentBy(store, summary)) });
  }
  return [...groups.values()];
}

function keyOf({ run, workflow, createdAt }: RunSummary, by: UsageQuery["by"]): string {
  if (by === "run") return run;
  return by === "workflow" ? workflow : new Date(createdAt).toISOString().slice(0, 10);
}

/** A run's own sum holds that of a child once the child's outcome was taken; what works now is added. */
function spentBy(store: Store, { run }: Pick<RunSummary, "run">): Spent {
  const snapshot = store.getSnapshot(run);
  const own = snapshot?.spent ?? NOTHING_SPENT;
  if (snapshot === null || isFinal(snapshot.status)) return own;
  return store
    .list({ parent: run, limit: Infinity })
    .filter((child) => !isFinal(child.status) || store.getSnapshot(child.run)?.owesParent === true)
    .reduce((sum, child) => together(sum, spentBy(store, child)), own);
}
