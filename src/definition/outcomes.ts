import { nearest } from "../core/nearest.ts";

/** Keys of `on` that name how a state's verb has ended; every other key is an event. */
export const OUTCOMES = ["success", "failure", "timed_out", "interrupted", "canceled"] as const;

export type OutcomeKey = (typeof OUTCOMES)[number];

/** Words of other systems. */
const ALIASES: Readonly<Record<string, OutcomeKey>> = {
  succeed: "success",
  succeeded: "success",
  fail: "failure",
  failed: "failure",
  timeout: "timed_out",
};

/** What people send: such a key is an event, however near an outcome it stands. */
const EVENTS: ReadonlySet<string> = new Set(["cancel", "interrupt"]);

export const isOutcome = (name: string): name is OutcomeKey => OUTCOMES.some((one) => one === name);

/** The outcome that a key of `on` beside a verb was most likely meant to be; `null` for an outcome itself, and for an event. */
export function meantOutcome(name: string): OutcomeKey | null {
  if (isOutcome(name) || EVENTS.has(name)) return null;
  const meant = Object.hasOwn(ALIASES, name) ? ALIASES[name] : nearest(name, OUTCOMES);
  return OUTCOMES.find((one) => one === meant) ?? null;
}

/** Names of the events that something raises. */
export function raisedIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "raise" && typeof inner === "string" ? [inner] : raisedIn(inner),
  );
}
