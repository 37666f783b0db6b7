import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareLines, compareTexts } from "../../inspector/src/diff/compare.ts";
import { pairsOf } from "../../inspector/src/diff/pairs.ts";
import { parseDiff } from "../../inspector/src/diff/parse.ts";

const texts = fc.array(fc.constantFrom("a", "b", "c", "d", ""), { maxLength: 30 });

describe("two texts compared", () => {
  it("make each of both out of the lines that are told", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = compareLines(before, after);
        expect(lines.filter(({ kind }) => kind !== "added").map(({ text }) => text)).toEqual(before);
        expect(lines.filter(({ kind }) => kind !== "removed").map(({ text }) => text)).toEqual(after);
        const numbers = (side: "before" | "after") => lines.flatMap((line) => line[side] ?? []);
        expect(numbers("before")).toEqual(before.map((_, at) => at + 1));
        expect(numbers("after")).toEqual(after.map((_, at) => at + 1));
      }),
    );
  });

  it("may be of a file that was not there, or is there no more", () => {
    const told = (before: string | null, after: string | null) =>
      compareTexts(before, after).flatMap(({ lines }) => lines.map(({ kind, text }) => `${kind} ${text}`));
    expect(told(null, "new\n")).toEqual(["added new"]);
    expect(told("gone\n", null)).toEqual(["removed gone"]);
    expect(told("a\nb\nc\n", "a\nB\nc\n")).toEqual(["same a", "removed b", "added B", "same c"]);
    expect(told("same\n", "same\n")).toEqual([]);
  });

  it("stand side by side: what was removed beside what came in its place", () => {
    const lines = compareLines(["x", "keep", "y", "z"], ["keep", "1"]);
    expect(pairsOf(lines).map((pair) => pair.map((line) => line?.text ?? null))).toEqual([
      ["x", null],
      ["keep", "keep"],
      ["y", "1"],
      ["z", null],
    ]);
  });

  it("differ in as few lines as can be", () => {
    const changed = compareLines("abcabba".split(""), "cbabac".split("")).filter(({ kind }) => kind !== "same");
    expect(changed).toHaveLength(5);
  });

  it("are told with three lines around each change", () => {
    const before = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);
    const after = before.map((line, at) => (at === 9 || at === 29 ? "other" : line));
    const hunks = compareTexts(before.join("\n"), after.join("\n"));
    expect(hunks.map(({ before: from, lines }) => [from, lines.length])).toEqual([
      [7, 8],
      [27, 8],
    ]);
  });
});

const GIT = `diff --git a/src/a b.ts b/src/a b.ts
index 1..2 100644
--- a/src/a b.ts\t
+++ b/src/a b.ts\t
@@ -3,3 +3,4 @@ function f()
 one
-two
+2
+3
 --- four
\\ No newline at end of file
diff --git "a/caf\\303\\251\\t.txt" "b/caf\\303\\251\\t.txt"
new file mode 100644
Binary files /dev/null and "b/caf\\303\\251\\t.txt" differ
`;

describe("a diff as git writes it", () => {
  const files = parseDiff(GIT);

  it("names files with spaces, and those that git quotes", () => {
    expect([...files.keys()]).toEqual(["src/a b.ts", "café\t.txt"]);
    expect(files.get("café\t.txt")).toMatchObject({ isBinary: true, hunks: [] });
  });

  it("gives each line its numbers on both sides, whatever it looks like", () => {
    const [hunk] = files.get("src/a b.ts")?.hunks ?? [];
    expect(hunk?.heading).toBe("function f()");
    expect(hunk?.lines.map(({ kind, text, before, after }) => [kind, text, before, after])).toEqual([
      ["same", "one", 3, 3],
      ["removed", "two", 4, null],
      ["added", "2", null, 4],
      ["added", "3", null, 5],
      ["same", "--- four", 5, 6],
    ]);
    expect(hunk?.lines.at(-1)?.isUnended).toBe(true);
  });
});
