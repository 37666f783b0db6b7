import { describe, expect, it } from "vitest";
import { COLORED, PLAIN } from "../../../src/cli/style.ts";
import { textWidth } from "../../../src/cli/text/width.ts";
import { frameOf } from "../../../src/cli/top/views/frame.ts";
import { createScreen } from "../../../src/cli/top/terminal/screen.ts";
import { knowsUtf8, toAscii } from "../../../src/cli/top/terminal/ascii.ts";
import type { State } from "../../../src/cli/top/model/state.ts";
import { charWidth } from "../../../src/cli/text/width.ts";
import { after, asking, begun, events, keys, runId, started, stepStarted } from "./state.ts";

const NOW = 62_000;
const HOSTILE = "日本語 \u001B[2J\u001B]0;title\u0007\u202Etxt\u202C\r\n\u001B[31mred \u{1F680}\u200D".repeat(4);

const screenOf = (state: State): string => frameOf(state, { style: PLAIN, now: NOW }).lines.join("\n");

const filled = (): State =>
  after(
    begun(),
    events(started("a"), stepStarted("a", "build"), started("b", HOSTILE), started("c", "child", runId("a"))),
    {
      type: "asks",
      items: [
        asking("a"),
        asking("b", {
          title: HOSTILE,
          subjects: [HOSTILE],
          input: { [HOSTILE]: HOSTILE },
          tool: "execute",
          kind: "tool",
          risk: "high",
        }),
      ],
    },
  ).state;

describe("the screen", () => {
  it("tells all keys in a small terminal, too: keys that move go through them, any other leaves", () => {
    const small = after(begun(), { type: "resized", size: { columns: 40, rows: 12 } }, ...keys("?"));
    const seen = ["", ...Array.from({ length: 40 }, () => "j")].reduce<readonly [State, string]>(
      ([state, text], key) => {
        const next = key === "" ? state : after(state, ...keys(key)).state;
        return [next, text + screenOf(next)];
      },
      [small.state, ""],
    );
    for (const words of ["standard error", "suspend", "details of"]) expect(seen[1]).toContain(words);
    expect(screenOf(seen[0])).toContain("any other key back");
    expect(screenOf(after(seen[0], ...keys("x")).state)).toContain("No runs yet");
    // Where all of it is seen every key leaves.
    expect(screenOf(after(begun(), ...keys("?", "j")).state)).toContain("No runs yet");
  });

  it("shows runs with what they do, whose children they are and who needs somebody", () => {
    const lines = screenOf(filled()).split("\n");
    expect(lines[0]).toMatch(/drover top {2}shop .*● 3 running {2}▲ 2 need you/);
    expect(lines[3]).toMatch(/WORKFLOW .*RUN .*STATUS .*TOOK .*NOW/);
    expect(lines[5]).toMatch(/^ ▲● ▾ work .*00000a {2}running +1m 01s {2}build$/);
    expect(lines[6]).toMatch(/└ child/);
  });

  const pages: readonly (readonly string[])[] = [
    [],
    ["tab"],
    ["tab", "enter"],
    ["tab", "j", "enter"],
    ["enter"],
    ["?"],
    ["c"],
    ["/"],
    ["tab", "j", "enter", "d"],
  ];

  it.each([
    [60, 15],
    [80, 24],
    [160, 50],
    [31, 8],
    [12, 3],
  ])("fits %i columns and %i rows on every page, whatever agents say", (columns, rows) => {
    for (const style of [PLAIN, COLORED])
      for (const pressed of pages) {
        const { state } = after(filled(), { type: "resized", size: { columns, rows } }, ...keys(...pressed));
        const { lines } = frameOf(state, { style, now: NOW });
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        // oxlint-disable-next-line no-control-regex
        expect(lines.join("").replaceAll(/\u001B\[\d+m/g, "")).toMatch(/^[^\u0000-\u001F\u007F-\u009F\u202A-\u202E]*$/);
        expect(lines.some((line) => line.includes("\u001B"))).toBe(style === COLORED && columns > 30);
      }
  });

  it("shows all of what is decided upon", () => {
    const ask = asking("a", {
      kind: "tool",
      tool: "edit",
      title: "Edit a file",
      subjects: ["src/a.ts"],
      input: { path: "src/a.ts", count: 3 },
      diffs: [{ path: "src/a.ts", before: "old\n", after: "new\n", unified: null }],
    });
    const { state } = after(begun(), { type: "asks", items: [ask] }, ...keys("tab", "enter"));
    expect(screenOf(state)).toMatch(
      /Edit a file[^]*About\n +src\/a\.ts[^]*-old\n +\+new[^]*path: src\/a\.ts\n +count: 3/,
    );
  });

  it("says that the daemon has gone, and how to start one that was stopped", () => {
    const lost = { type: "link", link: { is: "lost", why: null } } as const;
    expect(screenOf(after(begun(), lost).state)).toContain("The daemon has gone: trying again …");
    const stopped = { type: "link", link: { is: "stopped", why: null } } as const;
    const { state } = after(begun(), stopped);
    expect(screenOf(state)).toContain("S start the daemon");
    expect(after(state, ...keys("S")).requests).toEqual([{ type: "start" }]);
  });
});

describe("painting", () => {
  const paint = (...frames: readonly (readonly string[])[]): readonly string[] => {
    const written: string[] = [];
    const screen = createScreen({ write: (text) => written.push(text) }, (line) => line);
    screen.enter();
    for (const lines of frames) screen.paint(lines, 10, null);
    screen.leave();
    screen.paint(["late"], 10, null);
    return written.slice(1, -1);
  };

  it("writes only the lines that have changed, at once, and nothing for nothing", () => {
    const [whole, second, ...others] = paint(["a", "b", "c"], ["a", "x", "c"], ["a", "x", "c"]);
    expect(whole).toContain("\u001B[2J");
    expect(second).toBe("\u001B[?2026h\u001B[2;1Hx\u001B[0m\u001B[K\u001B[?25l\u001B[?2026l");
    expect(others).toEqual([]);
  });

  it("erases nothing behind a line that fills the screen", () => {
    expect(paint(["0123456789"])[0]).toContain("0123456789\u001B[0m\u001B[?25l");
  });

  it("spells its signs in ASCII, as wide as they were", () => {
    const line = "›▲● work … 日本 é";
    expect(toAscii(line, charWidth)).toBe(">!* work ~ ???? ?");
    expect(textWidth(toAscii(line, charWidth))).toBe(textWidth(line));
    expect([
      knowsUtf8({ LANG: "en_US.UTF-8" }),
      knowsUtf8({ LANG: "C" }),
      knowsUtf8({}),
      knowsUtf8({ LC_ALL: "C", LANG: "x.utf8" }),
    ]).toEqual([true, false, false, false]);
  });
});
