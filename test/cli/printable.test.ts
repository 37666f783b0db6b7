import { describe, expect, it } from "vitest";
import { printable } from "../../src/core/printable.ts";

describe("what agents and scripts say, in lines of ours", () => {
  it("cannot clear the screen, move about, set the clipboard or ring", () => {
    expect(printable("a\u001B[2Jb\u001B]52;c;AAAA\u0007c\rd\u001B[1;1H")).toBe("a[2Jb]52;c;AAAAcd[1;1H");
  });

  it("cannot turn the direction of what follows", () => {
    expect(printable("safe\u202Eevil\u2066")).toBe("safeevil");
  });

  it("keeps its colours, tabs, lines and every letter", () => {
    const text = "\u001B[31mred\u001B[39m\tÄ é 日本 👍\nnext";
    expect(printable(text)).toBe(text);
  });
});
