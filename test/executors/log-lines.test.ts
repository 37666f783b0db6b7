import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLogLines, searchLog, type ByteMasking } from "../../src/executors/supervisor/index.ts";
import { newFolder } from "./support.ts";

function file(content: string | Buffer): string {
  const name = path.join(newFolder(), "log");
  fs.writeFileSync(name, content);
  return name;
}

const wanted = { limit: 8192, isEnded: true } as const;

describe("lines of a log", () => {
  // Short and long lines, characters of any length, bytes that are none, and no line feed at the end.
  const content = Buffer.concat([
    Buffer.from("first\n\nä€🐑\r\n"),
    Buffer.from(`${"x€".repeat(9000)}\n`),
    Buffer.from([0xff, 0x80, 0x00, 0x0a]),
    Buffer.from("line\n".repeat(5000)),
    Buffer.from("🐑".repeat(3000)),
  ]);

  function forwards(log: string): string {
    let text = "";
    for (let at = 0; at < content.length;) {
      const { lines, next, from } = readLogLines(log, { ...wanted, at });
      expect(from).toBe(at);
      text += lines.map((line) => line.text + (line.isWhole ? "\n" : "")).join("");
      at = next;
    }
    return text;
  }

  it("are the whole log when read one window after another", () => {
    expect(forwards(file(content))).toBe(content.toString("utf8"));
  });

  it("are the whole log when read backwards, each at the place that it names", () => {
    const log = file(content);
    let text = "";
    for (let at = content.length; at > 0;) {
      const { lines, from, next } = readLogLines(log, { ...wanted, at, isBefore: true });
      expect(next).toBe(at);
      text = lines.map((line) => line.text + (line.isWhole ? "\n" : "")).join("") + text;
      for (const line of lines) {
        const there = content.subarray(line.offset, line.offset + 64).toString("utf8");
        expect(there.startsWith(line.text.slice(0, 4))).toBe(true);
      }
      at = from;
    }
    expect(text).toBe(content.toString("utf8"));
  });

  it("begin with the line that a place lies in", () => {
    const { lines, from } = readLogLines(file("one\ntwo\nthree\n"), { ...wanted, at: 6, isAligned: true });
    expect([from, lines[0]]).toEqual([4, { offset: 4, text: "two", isWhole: true }]);
  });

  it("wait for a character that is being written, and end with it once nobody writes", () => {
    const log = file(Buffer.concat([Buffer.from("a\nb"), Buffer.from("🐑").subarray(0, 2)]));
    expect(readLogLines(log, { ...wanted, at: 0, isEnded: false }).next).toBe(3);
    expect(readLogLines(log, { ...wanted, at: 0 }).lines.at(-1)?.text).toBe("b\uFFFD");
  });

  it("show no secret, also one that a window cuts", () => {
    const mask: ByteMasking = {
      margin: 6,
      apply: (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("secret", "******"), "latin1"),
    };
    const log = file(`${"x".repeat(8189)}secret`);
    const first = readLogLines(log, { ...wanted, at: 0, mask });
    const second = readLogLines(log, { ...wanted, at: first.next, mask });
    expect([...first.lines, ...second.lines].map(({ text }) => text).join("")).toBe(`${"x".repeat(8189)}******`);
  });
});

describe("searching a log", () => {
  const search = { at: 0, isBackward: false, limit: 10 } as const;
  const PIECE = 1024 * 1024;

  it("finds large and small letters, in order and backwards", async () => {
    const log = file("Error one\nerror two\nÄRGER ärger\n");
    expect((await searchLog(log, { ...search, text: "eRRor" })).hits.map(({ offset }) => offset)).toEqual([0, 10]);
    expect((await searchLog(log, { ...search, text: "error", at: 30, isBackward: true })).hits[0]?.offset).toBe(10);
    expect((await searchLog(log, { ...search, text: "error", at: 10, isBackward: true })).hits[0]?.offset).toBe(0);
    expect((await searchLog(log, { ...search, text: "ärger" })).hits).toHaveLength(2);
    expect((await searchLog(log, { ...search, text: "r.*r" })).hits).toEqual([]);
  });

  it("finds what lies over the edge of two pieces, once", async () => {
    const log = file(`${"x".repeat(PIECE - 3)}needle${"x".repeat(PIECE)}`);
    expect((await searchLog(log, { ...search, text: "needle" })).hits).toEqual([{ offset: PIECE - 3, length: 6 }]);
    const backward = { ...search, text: "needle", at: 3 * PIECE, isBackward: true } as const;
    expect((await searchLog(log, backward)).hits).toEqual([{ offset: PIECE - 3, length: 6 }]);
  });

  it("searches no more than it may in one go, and says where to go on", async () => {
    const log = file(`${"x".repeat(3 * PIECE)}needle`);
    const first = await searchLog(log, { ...search, text: "needle", budget: PIECE });
    expect(first).toEqual({ hits: [], next: PIECE, size: 3 * PIECE + 6 });
    const rest = await searchLog(log, { ...search, text: "needle", at: PIECE });
    expect(rest).toMatchObject({ hits: [{ offset: 3 * PIECE }], next: null });
    const many = await searchLog(file("a a a a"), { ...search, text: "a", limit: 2 });
    expect(many).toMatchObject({ hits: [{ offset: 0 }, { offset: 2 }], next: 3 });
  });

  it("finds nothing of a secret, and refuses a log that is not there", async () => {
    const mask: ByteMasking = {
      margin: 6,
      apply: (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("secret", "******"), "latin1"),
    };
    expect((await searchLog(file("a secret"), { ...search, text: "ecr", mask })).hits).toEqual([]);
    await expect(searchLog("/nowhere/log", { ...search, text: "x" })).rejects.toMatchObject({ code: "process.log" });
  });
});
