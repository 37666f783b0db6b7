import type { Gen, RunId } from "../core/ids.ts";
import {
  type Account,
  budgetOf,
  type Limits,
  type Meter,
  NOTHING_SPENT,
  type Spent,
  together,
} from "../core/limits.ts";
import { type Activity, type RunState, type Snapshot } from "../core/run.ts";
import { ofRun, ofStep } from "../machines/spending.ts";
import type { PerformerPorts } from "./performer.ts";

type MeterPorts = Pick<PerformerPorts, "stateOf" | "programs" | "childId" | "bells">;

/**
 * What working agents have used so far, by their own word: those that work at the same time share the limits of their run, and hear of
 * each other. Kept in memory alone: the conversations tell it, and a later engine reads them again from their files.
 */
export interface Meters {
  of(run: RunId, activity: Activity): Meter;
  /** It has ended; what it has used is committed. */
  forget(gen: Gen): void;
}

interface Reading {
  readonly run: RunId;
  readonly spent: Spent;
}

/** An agent at work has its prompt, or was promised it. */
const BEGUN: Spent = { ...NOTHING_SPENT, turns: 1 };

export function createMeters(ports: MeterPorts): Meters {
  const readings = new Map<Gen, Reading>();

  /** By a run, its agents at work and its child runs, without one of them. Nobody has to be sure: what is told counts. */
  function spentIn({ spent = NOTHING_SPENT, activities, stops }: Snapshot, without: Gen, unread = BEGUN): Spent {
    const live = Object.values(activities).map((activity) => spentBy(activity, without, unread));
    // What was left is counted when it has ended.
    const left = stops.filter(({ gen }) => gen !== without).map(({ gen }) => readings.get(gen)?.spent ?? NOTHING_SPENT);
    return { ...[...live, ...left].reduce(together, spent), unknown: [] };
  }

  function spentBy({ gen, action, startedAt }: Activity, without: Gen, unread: Spent): Spent {
    if (gen === without) return NOTHING_SPENT;
    if (action === "agent") return readings.get(gen)?.spent ?? unread;
    const child = action === "workflow" ? ports.stateOf(ports.childId(gen, startedAt)) : null;
    // Agents of two child runs may both want the last turn: who begins first has it.
    return child === null ? NOTHING_SPENT : spentIn(child.snapshot, without, NOTHING_SPENT);
  }

  /** An approver has the limits of the step for which it decides. */
  function accounts(state: RunState, activity: Activity, defaults: Partial<Limits>): readonly Account[] {
    const { id, step } = state.snapshot.activities[activity.approves?.activity ?? ""] ?? activity;
    const plan = ports.programs.get(state.snapshot.definition).plans.get(id);
    const limits = { ...ownOf(activity, defaults), ...plan?.limits };
    const own = ofStep(limits, step === null ? undefined : state.steps[step]?.spent);
    return [own, ...shared(state.snapshot, activity.gen, "run")];
  }

  /** Of a run and of those above it. What cleans up at the end is bound by its step's limits only. */
  function shared(snapshot: Snapshot, gen: Gen, of: "run" | "parent run"): readonly Account[] {
    if (snapshot.verdict !== null) return [];
    const { limits } = ports.programs.get(snapshot.definition).definition;
    const parent = snapshot.parent === null ? null : ports.stateOf(snapshot.parent.run);
    return [
      ...ofRun(
        { limits, allowance: snapshot.allowance ?? null, spent: withInherited(snapshot, spentIn(snapshot, gen)) },
        of,
      ),
      ...(parent === null ? [] : shared(parent.snapshot, gen, "parent run")),
    ];
  }

  return {
    of: (run, activity) => ({
      used(spent) {
        const known = readings.get(activity.gen)?.spent;
        const isNews = JSON.stringify(known) !== JSON.stringify(spent);
        readings.set(activity.gen, { run, spent });
        if (isNews)
          for (const one of new Set([...readings.values()].map((reading) => reading.run))) ports.bells.ring(one);
      },
      left(defaults = {}) {
        const state = ports.stateOf(run);
        const isLive = state?.snapshot.activities[activity.id]?.gen === activity.gen;
        return state === null || !isLive ? (activity.budget ?? null) : budgetOf(accounts(state, activity, defaults));
      },
    }),
    forget: (gen) => void readings.delete(gen),
  };
}

/** What an approver uses is the step's, and what its profile limits are other steps. */
const ownOf = ({ approves }: Activity, defaults: Partial<Limits>): Partial<Limits> =>
  approves === undefined ? defaults : {};

/** What the run that it was forked from had used counts for its limits as well. */
const withInherited = ({ forkedFrom }: Snapshot, spent: Spent): Spent => ({
  ...together(spent, forkedFrom?.spent ?? NOTHING_SPENT),
  unknown: [],
});
