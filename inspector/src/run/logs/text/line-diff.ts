export interface DiffLine {
  readonly kind: "same" | "added" | "removed" | "skipped";
  readonly text: string;
}

/** Lines around a change that are shown as well. */
const AROUND = 3;
/** Of longer changes all lines go and all come: to compare each with each would take too long. Lines × lines. */
const MOST_COMPARED = 1_000_000;

/** What has become of a text, line by line; `null` is a file that was not there. */
export function lineDiff(before: string | null, after: string | null): readonly DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const lines = [
    ...old.slice(0, head).map(same),
    ...changes(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ];
  return folded(lines);
}

/** The lines of a diff as `git diff` writes it. */
export const unifiedLines = (unified: string): readonly DiffLine[] =>
  linesOf(unified)
    .filter((line) => !/^(diff |index |--- |\+\+\+ |\\ )/.test(line))
    .map((line) => {
      if (line.startsWith("@@")) return { kind: "skipped", text: line };
      if (line.startsWith("+")) return { kind: "added", text: line.slice(1) };
      return line.startsWith("-") ? { kind: "removed", text: line.slice(1) } : same(line.slice(1));
    });

function linesOf(text: string | null): readonly string[] {
  if (text === null || text === "") return [];
  return text.replace(/\n$/, "").split("\n");
}

const same = (text: string): DiffLine => ({ kind: "same", text });
const removed = (text: string): DiffLine => ({ kind: "removed", text });
const added = (text: string): DiffLine => ({ kind: "added", text });

/** By the longest common subsequence. */
function changes(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  if (old.length * now.length > MOST_COMPARED) return [...old.map(removed), ...now.map(added)];
  const common = commonLengths(old, now);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      lines.push(same(old[i++] ?? ""));
      j++;
    } else if (common(i + 1, j) >= common(i, j + 1)) lines.push(removed(old[i++] ?? ""));
    else lines.push(added(now[j++] ?? ""));
  }
  return [...lines, ...old.slice(i).map(removed), ...now.slice(j).map(added)];
}

/** How many lines of what follows both places are common to both. */
function commonLengths(old: readonly string[], now: readonly string[]): (i: number, j: number) => number {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
}

/** Leaves out what is far from every change. */
function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Uint8Array(lines.length);
  for (const [i, { kind }] of lines.entries())
    if (kind !== "same") near.fill(1, Math.max(0, i - AROUND), Math.min(lines.length, i + AROUND + 1));
  const shown: DiffLine[] = [];
  let skipped = 0;
  const tell = (): void => {
    if (skipped > 0) shown.push({ kind: "skipped", text: `${skipped} unchanged ${skipped === 1 ? "line" : "lines"}` });
    skipped = 0;
  };
  for (const [i, line] of lines.entries()) {
    if (near[i] === 0) skipped += 1;
    else {
      tell();
      shown.push(line);
    }
  }
  tell();
  return shown;
}
