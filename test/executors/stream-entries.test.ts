import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const shipped = loadProfiles([path.join(ROOT, "agents")], parseYaml);
const fileOf = (name: string): string => path.join(ROOT, `test/fixtures/recordings/${name}.jsonl`);

/** By the shipped profile, as a log is read. The files are written from the documented formats. */
function entriesOf(agent: string, name: string): readonly Entry[] {
  const reader = EXECUTORS.command.entries(shipped.get(agent));
  reader.said("Do it.", null);
  for (const line of fs.readFileSync(fileOf(name), "utf8").trim().split("\n")) reader.heard(line, 1);
  return reader.changed();
}

async function readingOf(agent: string, name: string) {
  const stdout = fileOf(name);
  const files = { folder: "", stdout, stderr: "", output: "", about: "" };
  return EXECUTORS.command.read(shipped.get(agent), files, null);
}

const told = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) => {
    if (entry.type === "tool") return [`${entry.kind} ${entry.title}: ${entry.status}`];
    return entry.type === "user" || entry.type === "assistant" || entry.type === "error" ? [entry.text] : [];
  });

describe("the stream of a program that writes as Claude Code does", () => {
  it("tells Amp's messages and tools", async () => {
    expect(told(entriesOf("amp", "amp/turn"))).toEqual([
      "Do it.",
      "I look.",
      "execute Bash ls: succeeded",
      "There is a.txt.",
    ]);
    expect(await readingOf("amp", "amp/turn")).toMatchObject({
      text: "There is a.txt.",
      session: "T-2775dc92-90ed-4f85-8b73-8f9766029e83",
      error: null,
    });
  });

  it("tells Amp's error, which is no answer", async () => {
    expect(told(entriesOf("amp", "amp/failed"))).toContain("Out of credits: your credit balance is used up");
    expect(await readingOf("amp", "amp/failed")).toMatchObject({
      text: "",
      error: expect.stringContaining("credit balance"),
    });
  });

  it("tells Cursor's messages and tools", async () => {
    const entries = entriesOf("cursor", "cursor/turn");
    expect(told(entries)).toEqual([
      "Do it.",
      "I read it.",
      "read read README.md: succeeded",
      "execute shell npm test: failed",
      "other todo: running",
      "The tests fail.",
    ]);
    expect(entries).toContainEqual(
      expect.objectContaining({ title: "read README.md", output: "# Project", paths: ["README.md"] }),
    );
    expect(await readingOf("cursor", "cursor/turn")).toMatchObject({ text: "I read it.The tests fail.", error: null });
  });
});
