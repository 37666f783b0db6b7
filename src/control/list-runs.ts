import type { RunId } from "../core/ids.ts";
import { someText } from "../core/json.ts";
import type { RunStatus } from "../core/run.ts";
import type { ListRuns, RunSummary, Store } from "../core/store.ts";
import { RunId as asRunId } from "../core/ids.ts";

export interface RunsQuery {
  readonly status?: readonly RunStatus[];
  readonly workflow?: string;
  /** A run's id: only its children. `none`: only runs that no other has started. */
  readonly parent?: string;
  /** Part of the id, of the workflow's name, or of a text in the inputs. */
  readonly q?: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: RunId;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const BATCH = 200;

/** The newest first. What the store cannot leave out by itself is left out here, batch by batch. */
export function listPage(store: Store, query: RunsQuery): Page<RunSummary> {
  const found: RunSummary[] = [];
  let before = query.cursor ?? null;
  for (;;) {
    const batch = store.list({ ...storeQuery(query), limit: BATCH, ...(before !== null && { before }) });
    for (const summary of batch) {
      before = summary.run;
      if (!isWanted(store, summary, query)) continue;
      found.push(summary);
      if (found.length > query.limit)
        return { items: found.slice(0, query.limit), next: found[query.limit - 1]?.run ?? null };
    }
    if (batch.length < BATCH) return { items: found, next: null };
  }
}

function storeQuery({ status, workflow, parent }: RunsQuery): ListRuns {
  const [only, ...others] = status ?? [];
  return {
    ...(only !== undefined && others.length === 0 && { status: only }),
    ...(workflow !== undefined && { workflow }),
    ...(parent !== undefined && parent !== "none" && { parent: asRunId(parent) }),
  };
}

function isWanted(store: Store, summary: RunSummary, { status, parent, q }: RunsQuery): boolean {
  if (status !== undefined && status.length > 0 && !status.includes(summary.status)) return false;
  if (parent === "none" && summary.parent !== null) return false;
  return q === undefined || holds(store, summary, q.toLowerCase());
}

function holds(store: Store, { run, workflow }: RunSummary, wanted: string): boolean {
  if (run.includes(wanted) || workflow.toLowerCase().includes(wanted)) return true;
  return someText(store.getSnapshot(run)?.inputs ?? {}, (text) => text.toLowerCase().includes(wanted));
}
