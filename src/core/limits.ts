import type { Usage } from "./entry.ts";

/** What agents have used. What an agent did not tell is left out of the sum, and named. */
export interface Spent {
  /** Prompts and messages that agents were given. */
  readonly turns: number;
  readonly tokens: number;
  /** US dollars. */
  readonly cost: number;
  /** Sums that are too small, since an agent told nothing. */
  readonly unknown: readonly ("tokens" | "cost")[];
}

/** `null`: no limit. */
export interface Limits {
  readonly turns: number | null;
  readonly tokens: number | null;
  readonly cost: number | null;
}

/** Who has set a limit. */
type LimitOwner = "step" | "run" | "parent run";

/** What a profile sets for the steps that it works for, each where the step sets none. */
export interface AgentLimits extends Partial<Limits> {
  /** What one attempt may write. */
  readonly outputBytes?: number;
}

interface Left {
  readonly left: number;
  readonly limit: number;
  readonly of: LimitOwner;
  /** False: an agent did not tell what it had used, so that more may be used up. */
  readonly isSure: boolean;
}

/** What an attempt may still use: for each kind the tightest limit. */
export interface Budget {
  readonly turns: Left | null;
  readonly tokens: Left | null;
  readonly cost: Left | null;
}

export const NOTHING_SPENT: Spent = { turns: 0, tokens: 0, cost: 0, unknown: [] };

/** One attempt of an agent. Cached tokens count as tokens. */
export function spentOn(usage: Usage | null, turns: number): Spent {
  const tokens = usage === null ? null : tokensOf(usage);
  const cost = usage?.cost ?? null;
  return {
    turns,
    tokens: tokens ?? 0,
    cost: cost ?? 0,
    unknown: [...(tokens === null ? (["tokens"] as const) : []), ...(cost === null ? (["cost"] as const) : [])],
  };
}

function tokensOf({ totalTokens, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Usage): number | null {
  if (totalTokens !== null) return totalTokens;
  if (inputTokens === null && outputTokens === null) return null;
  return (inputTokens ?? 0) + (outputTokens ?? 0) + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
}

export const together = (a: Spent, b: Spent): Spent => ({
  turns: a.turns + b.turns,
  tokens: a.tokens + b.tokens,
  cost: a.cost + b.cost,
  unknown: [...new Set([...a.unknown, ...b.unknown])].toSorted(),
});

/** What one of several agents at work may still use. They share the limits of their run, and what one has used is lacking to the others. */
export interface Meter {
  /** Tells what this attempt has used so far. The others hear of it at once. */
  used(spent: Spent): void;
  /**
   * What is left for the whole of this attempt, what it has used already included. `null` for no limit. `defaults`: the step's, each
   * where it sets none itself; an approver has only those of the step for which it decides.
   */
  left(defaults?: Partial<Limits>): Budget | null;
}

export interface Account {
  readonly of: LimitOwner;
  readonly limits: Limits;
  readonly spent: Spent;
}

const KINDS = ["turns", "tokens", "cost"] as const;

/** `null` where nothing is limited. */
export function budgetOf(accounts: readonly Account[]): Budget | null {
  const tightest = (kind: (typeof KINDS)[number]): Left | null =>
    accounts
      .flatMap(({ of, limits, spent }) => {
        const limit = limits[kind];
        const isSure = kind === "turns" || !spent.unknown.includes(kind);
        return limit === null ? [] : [{ left: limit - spent[kind], limit, of, isSure }];
      })
      .toSorted((a, b) => Number(a.isSure) - Number(b.isSure) || a.left - b.left)
      .at(0) ?? null;
  const budget = { turns: tightest("turns"), tokens: tightest("tokens"), cost: tightest("cost") };
  return KINDS.every((kind) => budget[kind] === null) ? null : budget;
}

/** What a child run may use of its parent's budget, as limits of its own. */
export interface Allowance extends Limits {
  /** Of these nobody knows how much is left. Left out for none. */
  readonly unsure?: Spent["unknown"];
}

export function allowanceOf({ turns, tokens, cost }: Budget): Allowance {
  const unsure = (["tokens", "cost"] as const).filter((kind) => (kind === "cost" ? cost : tokens)?.isSure === false);
  return {
    turns: turns?.left ?? null,
    tokens: tokens?.left ?? null,
    cost: cost?.left ?? null,
    ...(unsure.length === 0 ? {} : { unsure }),
  };
}

/** Why no further turn may begin; `null` when it may. A limit on what nobody knows stops at once: it could not be kept. */
export function refusedBy(budget: Budget): string | null {
  for (const kind of KINDS) {
    const left = budget[kind];
    if (left === null) continue;
    const limit = `the ${left.of}'s limit of ${amount(kind, left.limit)}`;
    if (left.left <= 0) return `${limit} is used up`;
    if (!left.isSure) return `an agent did not tell its ${kind}, so that ${limit} cannot be kept`;
  }
  return null;
}

/** Which limit an agent at work has reached; `null` for none. */
export function reachedBy(budget: Budget, used: Spent): string | null {
  const kind = (["tokens", "cost"] as const).find((one) => used[one] >= (budget[one]?.left ?? Infinity));
  const reached = kind === undefined ? null : budget[kind];
  if (kind === undefined || reached === null) return null;
  return `reached the ${reached.of}'s limit of ${amount(kind, reached.limit)}`;
}

function amount(kind: (typeof KINDS)[number], limit: number): string {
  if (kind === "cost") return `$${limit}`;
  return `${limit.toLocaleString("en")} ${limit === 1 ? kind.slice(0, -1) : kind}`;
}
