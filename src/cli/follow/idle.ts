import type { RunId } from "../../core/ids.ts";
import { isFinal, type Activity, type Snapshot } from "../../core/run.ts";
import { isRetry } from "../../control/waits.ts";

type SnapshotOf = (run: RunId) => Snapshot | null;

/** Ended, and nothing that it had started is left. */
export const isOver = (snapshot: Snapshot): boolean => isFinal(snapshot.status) && snapshot.stops.length === 0;

/**
 * True when nothing goes on by itself: only people, events and timers are awaited, in the run and in its children. The pause
 * before a further attempt is part of the work and does not count.
 */
export function isIdle(snapshot: Snapshot, family: readonly RunId[], snapshotOf: SnapshotOf): boolean {
  if (isFinal(snapshot.status) || snapshot.stops.length > 0) return false;
  if (Object.values(snapshot.timers).some(isRetry)) return false;
  const activities = Object.values(snapshot.activities);
  return activities.every((activity) => isWaiting(activity) || isIdleChild(activity, family, snapshotOf));
}

const isWaiting = ({ action }: Activity): boolean => action === "approve" || action === "wait";

function isIdleChild(activity: Activity, family: readonly RunId[], snapshotOf: SnapshotOf): boolean {
  if (activity.action !== "workflow") return false;
  const child = family.map(snapshotOf).find((snapshot) => snapshot?.parent?.gen === activity.gen) ?? null;
  return child !== null && isIdle(child, family, snapshotOf);
}
