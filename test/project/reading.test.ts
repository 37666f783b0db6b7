import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { logTail, readLog } from "../../src/project/reading.ts";
import { secretlessLogs } from "../../src/project/secrets.ts";

const SECRET = "käse-and-secret";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "drover-reading-"));
  process.env["DROVER_SECRET_READING"] = SECRET;
});
afterEach(() => {
  delete process.env["DROVER_SECRET_READING"];
  rmSync(folder, { recursive: true, force: true });
});

it("shows no part of a secret, wherever a log is read from and however short the pieces are", () => {
  const file = path.join(folder, "log");
  const text = `é before ${SECRET} behind ü\n`;
  writeFileSync(file, text);
  const bytes = Buffer.from(text.replace(SECRET, "*".repeat(Buffer.byteLength(SECRET))));
  for (let maxBytes = 4; maxBytes <= bytes.length; maxBytes++) {
    let read = "";
    for (let at = 0; at < bytes.length;) {
      const piece = readLog(file, at, true, maxBytes);
      read += piece.text;
      at = piece.next;
    }
    expect(read).toBe(bytes.toString());
  }
  for (let at = 0; at <= bytes.length; at++) expect(readLog(file, at, true).text).toBe(bytes.subarray(at).toString());
});

it("shows no part of a secret that the end of a log begins in", () => {
  const file = path.join(folder, "log");
  writeFileSync(file, `before ${SECRET} behind\n`);
  const shown = `before ${"*".repeat(Buffer.byteLength(SECRET))} behind\n`;
  for (let maxBytes = 1; maxBytes < shown.length; maxBytes++) {
    expect(logTail(file, maxBytes)).toBe(shown.slice(-maxBytes));
    // A whole one is left to the attempt that used it.
    const isCut = maxBytes < Buffer.byteLength(`${SECRET} behind\n`) && maxBytes > " behind\n".length;
    const read = secretlessLogs.tail(file, maxBytes);
    expect(read).toBe(isCut ? shown.slice(-maxBytes) : `before ${SECRET} behind\n`.slice(-read.length));
  }
});
