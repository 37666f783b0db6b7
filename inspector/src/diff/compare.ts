import type { DiffLine, Hunk } from "./lines.ts";

const AROUND = 3;
/** Texts that differ in more lines are told as removed and added: to find more in common would take too long. */
const MOST_STEPS = 400;

/** The hunks between two texts; `null` is a file that is not there. */
export function compareTexts(before: string | null, after: string | null): readonly Hunk[] {
  return hunksAround(compareLines(linesOf(before), linesOf(after)));
}

function linesOf(text: string | null): readonly string[] {
  if (text === null || text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** Every line of both, in an order that makes the one of the other. */
export function compareLines(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [middleA, middleB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const kinds = [
    ...Array<DiffLine["kind"]>(head).fill("same"),
    ...(shortestWay(middleA, middleB) ?? wholly(middleA, middleB)),
    ...Array<DiffLine["kind"]>(tail).fill("same"),
  ];
  let [i, j] = [0, 0];
  return kinds.map((kind) => {
    const text = (kind === "added" ? b[j] : a[i]) ?? "";
    return { kind, text, before: kind === "added" ? null : ++i, after: kind === "removed" ? null : ++j };
  });
}

const wholly = (a: readonly string[], b: readonly string[]): readonly DiffLine["kind"][] => [
  ...a.map(() => "removed" as const),
  ...b.map(() => "added" as const),
];

/** Myers, "An O(ND) Difference Algorithm and Its Variations" (1986); `null` when it takes more than `MOST_STEPS`. */
function shortestWay(a: readonly string[], b: readonly string[]): readonly DiffLine["kind"][] | null {
  const furthest = new Map([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let d = 0; d <= Math.min(MOST_STEPS, a.length + b.length); d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      let x = nextX(furthest, k, d);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return wayBack(trace, [a.length, b.length]);
    }
  }
  return null;
}

const isDown = (furthest: ReadonlyMap<number, number>, k: number, d: number): boolean =>
  k === -d || (k !== d && (furthest.get(k - 1) ?? 0) < (furthest.get(k + 1) ?? 0));

const nextX = (furthest: ReadonlyMap<number, number>, k: number, d: number): number =>
  isDown(furthest, k, d) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;

function wayBack(trace: readonly ReadonlyMap<number, number>[], end: readonly [number, number]): DiffLine["kind"][] {
  const kinds: DiffLine["kind"][] = [];
  let [x, y] = end;
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d] ?? new Map<number, number>();
    const down = isDown(furthest, x - y, d);
    const k = down ? x - y + 1 : x - y - 1;
    const fromX = furthest.get(k) ?? 0;
    const fromY = fromX - k;
    for (; x > fromX && y > fromY && x > 0 && y > 0; x--, y--) kinds.push("same");
    if (d > 0) kinds.push(down ? "added" : "removed");
    [x, y] = [fromX, fromY];
  }
  return kinds.toReversed();
}

/** Changes with three lines around them; what lies between is left out. */
function hunksAround(lines: readonly DiffLine[]): readonly Hunk[] {
  const hunks: DiffLine[][] = [];
  let lastShown = -1;
  for (const [at, { kind }] of lines.entries()) {
    if (kind === "same") continue;
    const from = Math.max(lastShown + 1, at - AROUND);
    if (from > lastShown + 1 || hunks.length === 0) hunks.push([]);
    const to = Math.max(lastShown + 1, Math.min(lines.length, at + AROUND + 1));
    hunks.at(-1)?.push(...lines.slice(from, to));
    lastShown = to - 1;
  }
  return hunks.map((own) => ({
    before: firstOf(own, "before"),
    after: firstOf(own, "after"),
    heading: "",
    lines: own,
  }));
}

const firstOf = (lines: readonly DiffLine[], side: "before" | "after"): number =>
  lines.find((line) => line[side] !== null)?.[side] ?? 0;
