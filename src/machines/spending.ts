import type { Usage } from "../core/entry.ts";
import { isJsonObject } from "../core/json.ts";
import {
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
  if (step !== null) setStep(draft, step, { spent: together(ofStep(draft, step), spent) });
}

const ofStep = (draft: Draft, step: string | null): Spent =>
  (step === null ? undefined : recordOf(contextOf(draft).steps, step)?.spent) ?? NOTHING_SPENT;

/** What the limits leave to an agent or a child run; `null` for no limit. What cleans up at the end is bound by its step's only. */
export function budgetFor(draft: Draft, { action, step, limits: ownLimits }: ActionPlan): Budget | null {
  if (action !== "agent" && action !== "workflow") return null;
  const own = { of: "step", limits: whole(ownLimits ?? {}), spent: ofStep(draft, step) } as const;
  if (contextOf(draft).verdict !== null) return budgetOf([own]);
  const run = { of: "run", limits: whole(draft.program.definition.limits), spent: draft.spent } as const;
  const { unsure = [], ...limits } = draft.allowance ?? NO_ALLOWANCE;
  const spent = { ...draft.spent, unknown: [...draft.spent.unknown, ...unsure] };
  const allowed = { of: "parent run", limits, spent } as const;
  return budgetOf([own, run, allowed]);
}

const NO_ALLOWANCE: Allowance = { turns: null, tokens: null, cost: null };

const whole = ({ turns = null, tokens = null, cost = null }: Partial<Limits>): Limits => ({ turns, tokens, cost });

export const limitReached = (why: string): Outcome =>
  failed(errorInfo(`was not started: ${why}`, { code: "limit", class: "limit" }));
