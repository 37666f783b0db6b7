import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { processLogs, readLogPiece, tail } from "../../src/executors/supervisor/index.ts";
import { newFolder } from "./support.ts";

function file(content: string | Buffer): string {
  const name = path.join(newFolder(), "log");
  fs.writeFileSync(name, content);
  return name;
}

const TEXT = "aä€🐑\n".repeat(7);

describe("readLogPiece", () => {
  it.each([4, 5, 6, 7, 8, 9, 10, 100])("gives the whole text in pieces of %d bytes, no character cut", (maxBytes) => {
    const log = file(TEXT);
    let text = "";
    for (let offset = 0; ;) {
      const piece = readLogPiece(log, offset, { maxBytes });
      expect(piece.text).not.toContain("\uFFFD");
      if (piece.next === offset) break;
      text += piece.text;
      offset = piece.next;
    }
    expect(text).toBe(TEXT);
  });

  it("waits for the rest of a character that is being written", () => {
    const sheep = Buffer.from("🐑");
    const log = file(Buffer.concat([Buffer.from("a"), sheep.subarray(0, 3)]));
    expect(readLogPiece(log, 0)).toEqual({ text: "a", offset: 0, next: 1, size: 4 });
    fs.appendFileSync(log, sheep.subarray(3));
    expect(readLogPiece(log, 1).text).toBe("🐑");
  });

  it("gives up waiting once the writer has ended", () => {
    const log = file(Buffer.from([97, 0xf0, 0x9f]));
    expect(readLogPiece(log, 0, { isEnded: true })).toMatchObject({ text: "a\uFFFD", next: 3 });
  });

  it("marks bytes that are no UTF-8 and goes on", () => {
    const log = file(Buffer.from([97, 0xff, 98, 0x80, 99]));
    expect(readLogPiece(log, 0).text).toBe("a\uFFFDb\uFFFDc");
  });

  it("gives nothing beyond the end, and refuses a log that is not there", () => {
    expect(readLogPiece(file("abc"), 10)).toEqual({ text: "", offset: 10, next: 10, size: 3 });
    expect(() => readLogPiece("/nowhere/log", 0)).toThrow(expect.objectContaining({ code: "process.log" }));
  });
});

describe("tail", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])("never starts inside a character (%d bytes)", (maxBytes) => {
    const text = tail(file(TEXT), maxBytes);
    expect(TEXT.endsWith(text)).toBe(true);
    expect(text).not.toContain("\uFFFD");
  });

  it.each([
    ["one\ntwo\nthree\n", 11, "two\nthree\n"],
    ["one\ntwo\nthree\n", 10, "two\nthree\n"],
    ["one\ntwo\nthree", 8, "three"],
    ["one long line\n", 6, " line\n"],
  ])("begins with a whole line where there is one: %j, %d bytes", (text, maxBytes, end) => {
    expect(tail(file(text), maxBytes)).toBe(end);
  });

  it("is empty for a file that is empty or not there", () => {
    expect([tail(file("")), tail("/nowhere/log")]).toEqual(["", ""]);
  });
});

it("refuses to read a file whole that is larger than allowed", () => {
  const log = file("12345");
  expect(processLogs.whole(log, 5)).toBe("12345");
  expect(() => processLogs.whole(log, 4)).toThrow(expect.objectContaining({ code: "process.log" }));
  expect(processLogs.whole("/nowhere/log", 4)).toBeNull();
});
