import { describe, expect, it } from "vitest";
import { unescaped } from "../../inspector/src/run/logs/entries/unescaped.ts";
import { bytesText } from "../../inspector/src/run/logs/raw/bytes-text.ts";
import { rowAt } from "../../inspector/src/run/logs/raw/row-at.ts";
import { matchesIn, partsOf } from "../../inspector/src/run/logs/text/matches.ts";
import { parseSgr, PLAIN, withoutEscapes } from "../../inspector/src/run/logs/text/sgr.ts";
import { visible } from "../../inspector/src/run/logs/text/visible.ts";

const E = "\u001B";
const looks = (line: string) => parseSgr(line).stretches.map(({ text, look }) => [text, look] as const);

describe("colours of a terminal", () => {
  it.each([
    [`${E}[31mred`, { fg: 1 }],
    [`${E}[97;104mbright`, { fg: 15, bg: 12 }],
    [`${E}[38;5;208morange`, { fg: "#ff8700" }],
    [`${E}[38;5;244mgrey`, { fg: "#808080" }],
    [`${E}[38;5;9mof the palette`, { fg: 9 }],
    [`${E}[48;2;1;2;300mtrue`, { bg: "#0102ff" }],
    [`${E}[38:2::1:2:3mwith colons`, { fg: "#010203" }],
    [`${E}[38:2:1:2:3mwith fewer colons`, { fg: "#010203" }],
    [`${E}[1;3;4;7;9mmuch`, { isBold: true, isItalic: true, isUnderlined: true, isInverse: true, isStruck: true }],
    [`${E}[1;2m${E}[22mneither`, {}],
    [`${E}[31;1m${E}[mplain`, {}],
    [`${E}[38;5;208;1mboth`, { fg: "#ff8700", isBold: true }],
    [`${E}[38mcut`, {}],
    [`\u009B32mof one byte`, { fg: 2 }],
  ])("%j", (line, look) => {
    expect(looks(line).at(-1)?.[1]).toEqual({ ...PLAIN, ...look });
  });

  it("reach over lines until they are ended", () => {
    const first = parseSgr(`a${E}[31mb`);
    expect(parseSgr(`c${E}[0md`, first.look).stretches.map(({ look }) => look.fg)).toEqual([1, null]);
  });

  it.each([
    [`a${E}[2J${E}[10;10H${E}[?25lb`, "ab"],
    [`a${E}]0;title\u0007b`, "ab"],
    [`${E}]8;;https://evil.example${E}\\link${E}]8;;${E}\\`, "link"],
    [`${E}]52;c;cm0gLXJm\u0007x`, "x"],
    [`${E}Pq#0;2;0;0;0${E}\\x`, "x"],
    [`${E}(B${E}=x${E}`, "x"],
    [`a${E}]0;never ended`, "a"],
  ])("are all that an escape can do: %j", (line, left) => {
    expect(withoutEscapes(line)).toBe(left);
    expect(
      looks(line)
        .map(([text]) => text)
        .join(""),
    ).toBe(left);
  });

  it("leave of a line that was written over itself what was written last", () => {
    expect(looks(`10%\r${E}[32m50%\r100%`)).toEqual([["100%", { ...PLAIN, fg: 2 }]]);
    expect(looks("windows\r")).toEqual([["windows", PLAIN]]);
  });

  it("take no more than a moment for a long line of nothing but escapes", () => {
    expect(withoutEscapes(`${E}]`.repeat(200_000))).toBe("");
    expect(withoutEscapes(`${E}[`.repeat(200_000))).toBe("");
  });
});

describe("foreign text", () => {
  it("shows what would act, and leaves tabs, line feeds and letters alone", () => {
    expect(visible("a\u0000\u0007\u007F\u0085\tä\n🐑")).toBe("a␀␇␡⟨U+0085⟩\tä\n🐑");
    expect(visible("evil\u202Egpj.exe\u2066x\u200F")).toBe("evil⟨U+202E⟩gpj.exe⟨U+2066⟩x⟨U+200F⟩");
  });

  it("knows the characters that Markdown writes as entities, and no other", () => {
    expect(unescaped("&lt;b&gt; &amp;lt; &#65;&#x42; &copy; &#0; &#xD800; &#99999999;")).toBe(
      "<b> &lt; AB &copy; &#0; &#xD800; &#99999999;",
    );
  });

  it("is marked where it was searched for, letters large or small", () => {
    expect(matchesIn("Error, error", "ERROR")).toEqual([
      [0, 5],
      [7, 12],
    ]);
    expect(partsOf("an Error.", "error").map(({ text }) => text)).toEqual(["an ", "Error", "."]);
    expect(partsOf("(.*)", ".*")).toContainEqual({ text: ".*", isMatch: true });
    expect(partsOf("", "x")).toEqual([{ text: "", isMatch: false }]);
    expect(matchesIn("İx", "x")).toEqual([]);
  });
});

it("finds the row that a place lies in", () => {
  const rows = [0, 10, 25].map((offset) => ({ offset }));
  expect([0, 9, 10, 24, 25, 99].map((at) => rowAt(rows, at))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(rowAt([], 5)).toBe(0);
});

it("tells sizes with three digits at most", () => {
  expect([0, 999, 1000, 65_536, 1.5e6, 2.5e10].map(bytesText)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "66 kB",
    "1.5 MB",
    "25 GB",
  ]);
});
