/**
 * The name among `names` that was most likely meant; `null` when none is near. Near: at most a third of the letters
 * differ (a swap of neighbours counts as one), or only case and separators do.
 */
export function nearest(name: string, names: Iterable<string>): string | null {
  const wanted = fold(name);
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of names) {
    if (candidate === name) continue;
    if (fold(candidate) === wanted) return candidate;
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    // Where no letter is the same nothing is near, however short both are.
    if (d < Math.min(bestDistance, Math.max(candidate.length, name.length))) [best, bestDistance] = [candidate, d];
  }
  return best;
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[-_.\s]/g, "");

/** Damerau-Levenshtein with adjacent swaps. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (isSwapped(a, b, i, j)) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}

const isSwapped = (a: string, b: string, i: number, j: number): boolean =>
  i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
