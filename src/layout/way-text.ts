import type { GraphWay } from "../definition/graph-json.ts";

/** Longer conditions are cut: they stand whole in `guard`. */
const LONGEST_GUARD = 32;
const LONGEST_LABEL = 40;

/** What is written at a way. `isChain`: that the next step follows needs no words. */
export function wayText(way: GraphWay, isChain: boolean): string {
  const { guard } = way;
  const what = cut(words(way, isChain && guard === null), LONGEST_LABEL);
  return guard === null ? what : `${what} [${cut(guard, LONGEST_GUARD)}]`.trim();
}

function words({ kind, label }: GraphWay, isChain: boolean): string {
  switch (kind) {
    case "event":
    case "outcome":
      return label;
    case "always":
      return "";
    case "after":
      return `after ${label}`;
    case "goto":
      return `failure, ${label}`;
    case "failure":
      return kind;
    case "success":
    case "done":
      return isChain ? "" : kind;
  }
}

function cut(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
}
