import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostic, loadTriggers, loadWorkflow, type LoadOptions } from "../../src/definition/index.ts";
import { TRIGGER_ROOTS } from "../../src/definition/triggers/roots.ts";
import { isUnfinished } from "../../src/triggers/inbox/folders.ts";
import { loadOptions } from "../definition/load-options.ts";

const root = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "docs/triggers.md"), "utf8");
const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].flatMap((match) => match[1] ?? []);

/** Every workflow that a block names is one with an input `prompt`. */
const options: LoadOptions = {
  ...loadOptions(),
  resolve: (name) => ({
    file: `${name}.yaml`,
    text: `name: ${name}\ninputs: { prompt: { type: string } }\nsteps: [{ id: a, run: "true" }]\n`,
  }),
};

describe("docs/triggers.md", () => {
  it("shows files that load", () => {
    expect(blocks.length).toBe(3);
    for (const block of blocks) {
      const file = { file: "triggers.md", text: block };
      const loaded = block.startsWith("name:")
        ? loadWorkflow(file, options)
        : { ok: false, ...loadTriggers(file, options) };
      const found = "diagnostics" in loaded ? loaded.diagnostics : loaded.warnings;
      expect(found.map((one) => formatDiagnostic(one, { color: false }))).toEqual([]);
      expect("triggers" in loaded ? loaded.triggers.length : 0).toBeGreaterThan(0);
    }
  });

  it("names every key of the schema and each of its values, and no key that is none", () => {
    const schema = JSON.parse(readFileSync(path.join(root, "schemas/triggers.schema.json"), "utf8")) as {
      definitions: { trigger: { properties: Readonly<Record<string, { enum?: readonly string[] }>> } };
    };
    const keys = schema.definitions.trigger.properties;
    const tables = [...text.matchAll(/^\| key \| what it is \|\n\|---\|---\|\n((?:\|.*\n)+)/gm)]
      .map((match) => match[1] ?? "")
      .join("");
    const named = [...tables.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""),
    );
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(keys).toSorted());
    const values = Object.values(keys).flatMap((key) => key.enum ?? []);
    expect(values.filter((value) => !text.includes(`\`${value}\``))).toEqual([]);
  });

  it("names everything that expressions can read, and nothing else", () => {
    const read = Object.values(TRIGGER_ROOTS).flatMap((roots) =>
      Object.entries(roots).flatMap(([name, schema]) =>
        Object.keys(schema["properties"] ?? {}).map((key) => `${name}.${key}`),
      ),
    );
    const named = [...text.matchAll(/^\| (`(?:file|due|request|run)\..*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""),
    );
    expect(named.toSorted()).toEqual(read.toSorted());
  });

  it("tells which names are not looked at", () => {
    const sentence = /Not looked at are names that[^]*?\. Links/.exec(text)?.[0] ?? "";
    const endings = [...sentence.matchAll(/`(\.\w+|~)`/g)].map((match) => match[1] ?? "");
    expect(endings.length).toBeGreaterThan(8);
    expect(
      [...endings.map((ending) => `name${ending}`), ".name", "~$name", "#name#"].filter((name) => !isUnfinished(name)),
    ).toEqual([]);
  });
});
