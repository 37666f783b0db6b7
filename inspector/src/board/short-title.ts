import { visible } from "../diff/lines.ts";

const MOST = 80;

/** The first line of what somebody has written, as far as a card has room for it. */
export function shortTitle(text: string): string {
  const line = visible(text.trim().split("\n")[0] ?? "");
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}
