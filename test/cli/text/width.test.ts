import { describe, expect, it } from "vitest";
import { cut, fitted, textWidth, wrapped } from "../../../src/cli/text/width.ts";

describe("columns on a terminal", () => {
  it.each([
    ["plain", 5],
    ["日本語", 6],
    ["🚀 go", 5],
    ["e\u0301", 1],
    ["한글", 4],
    ["\u001B[31mred\u001B[39m", 3],
    ["✓ ⏸ ●", 5],
  ])("of %j are %i", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it("cuts where half a character would not fit, and closes colours", () => {
    expect(cut("日本語", 4)).toBe("日…");
    expect(cut("日本語", 6)).toBe("日本語");
    expect(cut("\u001B[31mred and more\u001B[39m", 4)).toBe("\u001B[31mred…\u001B[0m");
    expect(fitted("日本語", 6 + 2)).toBe("日本語  ");
    expect(textWidth(fitted("日本語", 5))).toBe(5);
  });

  it("wraps at spaces, and wide or endless words within", () => {
    expect(wrapped("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapped("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrapped("日本語", 4)).toEqual(["日本", "語"]);
    expect(wrapped("", 4)).toEqual([""]);
  });
});
