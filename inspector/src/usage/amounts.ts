import type { Usage } from "../data/client.ts";

const dollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  minimumFractionDigits: 2,
  maximumFractionDigits: 4,
});
const whole = new Intl.NumberFormat("en-US");

export const MEASURES = {
  cost: ["Cost", (cost: number) => dollars.format(cost)],
  tokens: ["Tokens", (tokens: number) => whole.format(tokens)],
  turns: ["Turns", (turns: number) => whole.format(turns)],
} as const;

export type Measure = keyof typeof MEASURES;

/** Unknown is not zero: a sum of which a part is unknown is at least that much. */
export function amountText(usage: Usage, measure: Measure): string {
  const text = MEASURES[measure][1](usage[measure]);
  if (measure === "turns" || !usage.unknown.includes(measure)) return text;
  return usage[measure] === 0 ? "unknown" : `${text} and more (a part is unknown)`;
}
