import { readdirSync, readFileSync, existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ERRORS } from "../../src/core/errors.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const firstCells = (text: string): string[] =>
  [...text.matchAll(/^\| `([^`]+)` \|/gm)].flatMap((match) => match[1] ?? []);

describe("the documents", () => {
  it("list every error code with its meaning, exit code and HTTP status, and none that does not exist", () => {
    const text = read("docs/errors.md");
    const rows = Object.entries(ERRORS).map(
      ([code, kind]) =>
        `| \`${code}\` | ${kind.meaning} | ${kind.exit} | ${kind.http} | ${kind.retry ? "yes" : "no"} |`,
    );
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
    expect(firstCells(text).filter((code) => !(code in ERRORS))).toEqual([]);
  });

  it("list every event of the engine, and none that does not exist", () => {
    const declared = [...read("src/core/events.ts").matchAll(/readonly type: "([^"]+)"/g)].flatMap(
      (match) => match[1] ?? [],
    );
    expect(firstCells(read("docs/events.md")).toSorted()).toEqual(declared.toSorted());
  });

  it("name every error code that the source throws", () => {
    const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const thrown = sources.flatMap((file) =>
      [...read(path.join("src", file)).matchAll(/new DroverError\(\s*"([^"]+)"/g)].flatMap((match) => match[1] ?? []),
    );
    expect(thrown.filter((code) => !(code in ERRORS))).toEqual([]);
    expect(thrown.length).toBeGreaterThan(10);
  });

  it.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/features.md", "docs/language.md"])(
    "%s links only to files that are there",
    (file) => {
      const links = [...read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].flatMap((match) => match[1] ?? []);
      const missing = links.filter(
        (link) => !link.includes("://") && !existsSync(path.join(root, path.dirname(file), link)),
      );
      expect(missing).toEqual([]);
    },
  );

  it("show in docs/features.md only tests that are there", () => {
    const tests = [...read("docs/features.md").matchAll(/`(test\/[^`]+)`/g)].flatMap((match) => match[1] ?? []);
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("fit in ARCHITECTURE.md on about two hundred lines", () => {
    expect(read("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(220);
  });
});
