import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DIAGNOSTIC_CODES, formatDiagnostic, loadWorkflow } from "../../src/definition/index.ts";
import { loadOptions, readWorkflow } from "./load-options.ts";

const folder = path.join(import.meta.dirname, "mistakes");
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const options = loadOptions(path.join(folder, "children"), folder);

const mistakesOf = (file: string) => {
  const result = loadWorkflow(readWorkflow(path.join(folder, file)), options);
  return result.ok ? [] : result.diagnostics;
};

describe("a file with mistakes", () => {
  it.each(files)("%s is refused with every mistake in its place", async (file) => {
    const diagnostics = mistakesOf(file);
    expect(diagnostics).not.toEqual([]);
    const text = diagnostics.map((one) => formatDiagnostic(one, { color: false })).join("\n\n");
    await expect(`${text}\n`).toMatchFileSnapshot(path.join(folder, file.replace(/\.yaml$/, ".txt")));
  });

  it("gives every code that a workflow file can have", () => {
    const seen = new Set(files.flatMap((file) => mistakesOf(file).map((one) => one.code)));
    // D003 needs a file of more than a megabyte: see load.test.ts.
    expect(Object.keys(DIAGNOSTIC_CODES).filter((code) => !seen.has(code))).toEqual(["D003"]);
  });
});
