import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.ts";
import type { RunId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import { isFinal } from "../core/run.ts";
import type { RunSummary, Store } from "../core/store.ts";
import type { AskView } from "./describe-asks.ts";
import { viewRun, type RunView } from "./run-view.ts";
import type { Wait } from "./waits.ts";

/** `attention`: it has ended, or somebody has to do something before it goes on. `end`: it has ended. */
export type Until = "attention" | "end";

export interface WaitForRun {
  readonly run: RunId;
  readonly until: Until;
  readonly timeoutMs: number;
  /** Ends the wait early; what is known then is given back. */
  readonly signal: AbortSignal;
}

/** How a run stands, as far as somebody who waits for it has to know. */
export interface Standing extends RunSummary {
  /** Whether that came which was waited for; otherwise the time was over. */
  readonly isReached: boolean;
  readonly output: JsonObject | null;
  readonly error: ErrorInfo | null;
  /** Paths of the active states. */
  readonly states: readonly string[];
  /** What it and its child runs ask, and what they wait for besides. */
  readonly asks: readonly AskView[];
  readonly waits: readonly Wait[];
}

/** A look costs the engine's only thread: after one it has this many times as long for others. */
const REST = 10;

/** Resolves when that has come which is waited for, or the time is over. Throws `run.unknown`. */
export async function waitForRun(app: App, { run, until, timeoutMs, signal }: WaitForRun): Promise<Standing> {
  const family = new Set<RunId>();
  const bell = createBell();
  const unwatch = app.engine.watch((event) => family.has(event.run) && bell.ring());
  let isOver = signal.aborted;
  const end = (): void => {
    isOver = true;
    bell.ring();
  };
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      const before = performance.now();
      const standing = standingOf(app.store, run, { until, family });
      if (standing.isReached || isOver) return standing;
      const took = performance.now() - before;
      await bell.rung();
      await sleep(REST * took);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    unwatch();
  }
}

interface Looking {
  readonly until: Until;
  /** Whose events may change the answer; filled here. */
  readonly family: Set<RunId>;
}

function standingOf(store: Store, run: RunId, { until, family }: Looking): Standing {
  const views = openFamily(store, run);
  for (const view of views) family.add(view.run);
  const [{ output, error, states, ...view }] = views;
  const summary = { run, workflow: view.workflow, status: view.status, parent: view.parent };
  const needs = views.some(needsSomebody);
  return {
    ...summary,
    createdAt: view.createdAt,
    endedAt: view.endedAt,
    isReached: isFinal(view.status) || (until === "attention" && needs),
    output,
    error,
    states,
    asks: views.flatMap(({ asks }) => asks),
    waits: views.flatMap(({ waits }) => waits),
  };
}

/** The run, and all runs under it that have not ended. */
function openFamily(store: Store, run: RunId): [RunView, ...RunView[]] {
  const view = viewRun(store, run);
  const children = isFinal(view.status) ? [] : view.children;
  const open = children.filter((child) => {
    const status = store.getSnapshot(child)?.status;
    return status !== undefined && !isFinal(status);
  });
  return [view, ...open.flatMap((child) => openFamily(store, child))];
}

/** An event may be taken by a state that works meanwhile: that run is not held up. */
const needsSomebody = ({ status, asks, waits }: RunView): boolean =>
  asks.length > 0 || (status === "waiting" && waits.some(({ kind }) => kind !== "timer"));

interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, or at once when it has rung since the last time. */
  readonly rung: () => Promise<void>;
}

function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async rung() {
      if (!hasRung) await new Promise<void>((resolve) => (wake = resolve));
      wake = null;
      hasRung = false;
    },
  };
}
