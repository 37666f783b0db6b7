import type { DiffLine } from "./lines.ts";

/** What stands on either side of one row. */
export type Pair = readonly [before: DiffLine | null, after: DiffLine | null];

/** A row of its own. */
export const alone = (line: DiffLine): Pair => [
  line.kind === "added" ? null : line,
  line.kind === "removed" ? null : line,
];

/** What was removed stands beside what was added in its place. */
export function pairsOf(lines: readonly DiffLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      pairs.push([removed[at] ?? null, added[at] ?? null]);
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push([line, line]);
    }
  }
  flush();
  return pairs;
}
