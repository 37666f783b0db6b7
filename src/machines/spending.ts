import type { Usage } from "../core/entry.ts";
import { isJsonObject } from "../core/json.ts";
import {
  type Account,
  type Allowance,
  type Budget,
  budgetOf,
  type Limits,
  NOTHING_SPENT,
  type Spent,
  spentOn,
  together,
} from "../core/limits.ts";
import { errorInfo, failed, type Outcome } from "../core/outcome.ts";
import type { Activity } from "../core/run.ts";
import type { ActionPlan } from "./action-plan.ts";
import { contextOf, setStep, type Draft } from "./draft.ts";
import { recordOf } from "./step-records.ts";

/** What an attempt has used by its own word; `null` for what is no agent's, or was never started. */
export function spentBy({ action }: Pick<Activity, "action">, { output }: Outcome): Spent | null {
  const { usage, turns } = output;
  if (action !== "agent" || usage === undefined || turns === 0) return null;
  return spentOn(isJsonObject(usage) ? (usage as Usage) : null, typeof turns === "number" ? turns : 1);
}

export function count(draft: Draft, { step }: Pick<Activity, "step">, spent: Spent | null): void {
  if (spent === null) return;
  draft.spent = together(draft.spent, spent);
  if (step !== null) setStep(draft, step, { spent: together(spentInStep(draft, step), spent) });
}

const spentInStep = (draft: Draft, step: string | null): Spent =>
  (step === null ? undefined : recordOf(contextOf(draft).steps, step)?.spent) ?? NOTHING_SPENT;

/**
 * What the limits leave to an agent or a child run at its start; `null` for no limit. Agents at work have a turn each. What cleans up at
 * the end is bound by its step's limits only.
 */
export function budgetFor(draft: Draft, { gen, action, step }: Activity, plan: ActionPlan): Budget | null {
  if (action !== "agent" && action !== "workflow") return null;
  const own = ofStep(plan.limits, spentInStep(draft, step));
  if (contextOf(draft).verdict !== null) return budgetOf([own]);
  const others = Object.values(draft.activities).filter((one) => one.action === "agent" && one.gen !== gen);
  const all = together(draft.spent, draft.inherited);
  const spent = { ...all, turns: all.turns + others.length };
  const { allowance } = draft;
  return budgetOf([own, ...ofRun({ limits: draft.program.definition.limits, allowance, spent }, "run")]);
}

/** The limits of a step, and what it has used. */
export const ofStep = (limits: ActionPlan["limits"], spent: Spent = NOTHING_SPENT): Account => ({
  of: "step",
  limits: whole(limits ?? {}),
  spent,
});

interface Shared {
  readonly limits: Partial<Limits>;
  readonly allowance: Allowance | null;
  readonly spent: Spent;
}

/** The limits of a run, those that its parent has set for it included. */
export function ofRun({ limits, allowance, spent }: Shared, of: "run" | "parent run"): readonly Account[] {
  const { unsure = [], ...allowed } = allowance ?? NO_ALLOWANCE;
  const unknown = [...spent.unknown, ...unsure];
  return [
    { of, limits: whole(limits), spent },
    { of: "parent run", limits: allowed, spent: { ...spent, unknown } },
  ];
}

const NO_ALLOWANCE: Allowance = { turns: null, tokens: null, cost: null };

const whole = ({ turns = null, tokens = null, cost = null }: Partial<Limits>): Limits => ({ turns, tokens, cost });

export const limitReached = (why: string): Outcome =>
  failed(errorInfo(`was not started: ${why}`, { code: "limit", class: "limit" }));
