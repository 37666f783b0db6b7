import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ProcessIdentity } from "../../src/core/process.ts";
import { lockOwner, takeEngineLock } from "../../src/store/lock.ts";
import { start } from "../cli/drover.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const RIVAL = path.resolve(import.meta.dirname, "fixtures/lock-rival.mjs");
const DEAD = `${JSON.stringify({ pid: 999_999, identity: "dead", since: "2026-01-01T00:00:00.000Z", command: "gone" })}\n`;

/** Who is named "dead" is dead; `asked` is told whenever somebody looks. */
const named = (name: string, asked: () => void = () => undefined): ProcessIdentity => ({
  current: () => name,
  isAlive: (_, identity) => {
    asked();
    return identity !== "dead";
  },
});

const take = (folder: string, identity: ProcessIdentity) => takeEngineLock({ folder, identity, command: "test" });

function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

describe("the lock of a state folder", () => {
  it("is one engine's, which the error names, until that engine lets go", () => {
    const folder = folderOf();
    const lock = take(folder, named("one"));
    expect(() => take(folder, named("two"))).toThrow(
      expect.objectContaining({ code: "engine.locked", details: expect.objectContaining({ identity: "one" }) }),
    );
    lock.release();
    expect(lockOwner(folder, named("two"))).toBeNull();
    take(folder, named("two"));
    expect(lockOwner(folder, named("one"))?.identity).toBe("two");
  });

  it.each([
    ["is dead", DEAD],
    ["cannot be read, after a power cut", "\0\0\0"],
  ])("is taken over when its owner %s, and leaves nothing beside it", (_, text) => {
    const folder = folderOf({ "engine.lock": text });
    take(folder, named("one"));
    expect(lockOwner(folder, named("two"))?.identity).toBe("one");
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
  });

  it("is taken over after others died while taking it over", () => {
    const claim = `engine.lock.claim.${createHash("sha256").update(DEAD).digest("hex").slice(0, 16)}`;
    const folder = folderOf({ "engine.lock": DEAD, [`${claim}.0`]: DEAD, [`${claim}.1`]: "" });
    take(folder, named("one"));
    expect(lockOwner(folder, named("two"))?.identity).toBe("one");
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
  });

  it("stays with the one who took a dead owner's place between another's look and its grasp", () => {
    const folder = folderOf({ "engine.lock": DEAD });
    const faster = DEAD.replace('"dead"', '"faster"');
    const meanwhile = (): void => writeFileSync(path.join(folder, "engine.lock"), faster);
    expect(() => take(folder, named("slower", meanwhile))).toThrow(expect.objectContaining({ code: "engine.locked" }));
    expect(lockOwner(folder, named("anybody"))?.identity).toBe("faster");
  });

  it("has one winner among four processes that find a dead owner at the same moment", async () => {
    const base = temporaryFolder();
    const [folders, gap] = [120, 6];
    for (let n = 0; n < folders; n++) {
      mkdirSync(path.join(base, String(n)));
      writeFileSync(path.join(base, String(n), "engine.lock"), DEAD);
    }
    const args = [RIVAL, base, ...[Date.now() + 700, folders, gap].map(String)];
    const rivals = Array.from({ length: 4 }, () => start(base, args, { command: [process.execPath] }));
    const said = await Promise.all(rivals.map((rival) => rival.said("]")));
    for (const { child } of rivals) child.stdin.end();
    await Promise.all(rivals.map(({ ended }) => ended));
    const taken = said.flatMap((text) => JSON.parse(text) as number[]);
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: folders }, (_, n) => n));
  });
});
