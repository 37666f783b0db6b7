/** What was said before, for an agent that has no memory of it. Made by `withHistory`, told apart again by `splitHistory`. */
export interface History {
  /** One JSON object each, oldest first. A line of JSON cannot be left by anything that is written in it. */
  readonly lines: readonly string[];
  /** The beginning was left out. */
  readonly isCut: boolean;
}

const BEGINNING =
  /^What was said and done here before stands in the next (\d+) lines, oldest first(, without its beginning)?\.\n/;

export const withHistory = ({ lines, isCut }: History, prompt: string): string =>
  [
    `What was said and done here before stands in the next ${lines.length} lines, oldest first${isCut ? ", without its beginning" : ""}.`,
    ...lines,
    "You have no memory of it yourself. Go on from there with this:",
    prompt,
  ].join("\n");

/** A prompt without the history before it; `null` for one that has none. */
export function splitHistory(text: string): { readonly prompt: string; readonly note: string } | null {
  const [head, count = "", cut] = BEGINNING.exec(text) ?? [];
  if (head === undefined) return null;
  const [, ...prompt] = text.slice(head.length).split("\n").slice(Number(count));
  const what = `${count} ${count === "1" ? "part" : "parts"} of what was said before${cut === undefined ? "" : ", without the beginning,"}`;
  return {
    prompt: prompt.join("\n"),
    note: `the agent cannot go on with its session: ${what} ${count === "1" ? "was" : "were"} handed over with the prompt`,
  };
}
