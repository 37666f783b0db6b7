/** Where rows stand of which most have not been drawn yet. Pixels; each question takes as long as the logarithm of their number. */
export interface Heights {
  /** The upper edge of a row; of the one behind the last, how high all are. */
  readonly topOf: (index: number) => number;
  /** The row at that place. */
  readonly indexAt: (top: number) => number;
  readonly measured: (index: number, height: number) => void;
  /** There are that many by now; never fewer than before. */
  readonly grow: (count: number) => void;
}

/**
 * A Fenwick tree of what each row differs from the estimate by: rows that were not drawn are zeros, so that a million of them cost nothing
 * to begin with. (Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994)
 */
export function createHeights(estimate: number): Heights {
  let count = 0;
  let size = 1_024;
  let tree = new Float64Array(size + 1);

  function grow(now: number): void {
    count = now;
    while (size < count) {
      const larger = new Float64Array(size * 2 + 1);
      larger.set(tree);
      larger[size * 2] = tree[size] ?? 0;
      tree = larger;
      size *= 2;
    }
  }

  function topOf(index: number): number {
    let sum = index * estimate;
    for (let at = index; at > 0; at -= at & -at) sum += tree[at] ?? 0;
    return sum;
  }

  function indexAt(top: number): number {
    let [found, rest] = [0, top];
    for (let step = size; step >= 1; step /= 2) {
      const next = found + step;
      const height = step * estimate + (tree[next] ?? 0);
      if (next > count || height > rest) continue;
      found = next;
      rest -= height;
    }
    return Math.max(0, Math.min(found, count - 1));
  }

  function measured(index: number, height: number): void {
    const more = height - (topOf(index + 1) - topOf(index));
    for (let at = index + 1; at <= size; at += at & -at) tree[at] = (tree[at] ?? 0) + more;
  }

  return { topOf, indexAt, measured, grow };
}
