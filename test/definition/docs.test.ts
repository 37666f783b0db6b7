import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DIAGNOSTIC_CODES, formatDiagnostic, loadWorkflow } from "../../src/definition/index.ts";
import { arrowsOf } from "./arrows.ts";
import { loadOptions } from "./load-options.ts";

const docs = path.resolve(import.meta.dirname, "../../docs");
const read = (file: string): string => readFileSync(path.join(docs, file), "utf8");
const blocks = (text: string, kind: string): string[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap((match) => (match[1] === kind ? [match[2] ?? ""] : []));

describe("docs/diagnostics.md", () => {
  it("lists every code with its meaning, and none that does not exist", () => {
    const rows = [...read("diagnostics.md").matchAll(/^\| `(D\d+)` \| (.*) \|$/gm)].map((match) => [
      match[1],
      match[2],
    ]);
    expect(rows).toEqual(Object.entries(DIAGNOSTIC_CODES));
  });
});

describe("docs/language.md", () => {
  const workflows = blocks(read("language.md"), "yaml").filter((block) => block.includes("name:"));
  const load = (text: string) => {
    const result = loadWorkflow({ file: "language.md", text }, loadOptions());
    if (!result.ok)
      throw new Error(result.diagnostics.map((one) => formatDiagnostic(one, { color: false })).join("\n"));
    return result.definition;
  };

  it("shows workflows that load", () => {
    expect(workflows.length).toBe(2);
    for (const text of workflows) load(text);
  });

  it("shows what steps become as it is", () => {
    const [example = ""] = workflows;
    expect(blocks(read("language.md"), "text")).toEqual([`${arrowsOf(load(example)).join("\n")}\n`]);
  });

  it("names every key of the schema", () => {
    const schema = readFileSync(path.join(docs, "../schemas/workflow.schema.json"), "utf8");
    const { properties, definitions } = JSON.parse(schema) as {
      properties: object;
      definitions: { step: { properties: object }; state: { properties: object }; schema: { properties: object } };
    };
    const keys = [
      properties,
      ...[definitions.step, definitions.state, definitions.schema].map((one) => one.properties),
    ].flatMap(Object.keys);
    const text = read("language.md");
    expect([...new Set(keys)].filter((key) => !new RegExp(`(^|[^\\w-])${key}([^\\w-]|$)`, "m").test(text))).toEqual([]);
  });
});
