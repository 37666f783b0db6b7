import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { DIAGNOSTIC_CODES, formatDiagnostic, loadWorkflow } from "../../src/definition/index.ts";
import { ACTION_OUTPUTS, ACTION_SCHEMAS } from "../../src/actions/schemas.ts";
import { VERB_OUTPUTS } from "../../src/definition/verb-outputs.ts";
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

  const table = (heading: string): readonly (readonly string[])[] => {
    const [, section = ""] = read("language.md").split(`### ${heading}\n`);
    const [body = ""] = section.split("\n### ");
    const rows = body.split("\n").filter((line) => line.startsWith("| `"));
    return rows.map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  };
  const words = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, word = ""]) => word);

  it("names every action with all its parameters, and no other", () => {
    const told = table("Actions").map(([name = "", parameters = ""]) => [name, words(parameters)]);
    const real = Object.entries(ACTION_SCHEMAS).map(([name, { properties }]) => [
      `\`${name}\``,
      Object.keys(properties ?? {}),
    ]);
    expect(told).toEqual(real);
  });

  it("names all that a step of each kind leaves behind, and nothing else", () => {
    const told = Object.fromEntries(
      table("What a step leaves behind").map(([name = "", output = ""]) => [
        name.replaceAll("`", ""),
        new Set(words(output).filter((word) => !["output", "END", "null"].includes(word))),
      ]),
    );
    const real = Object.entries({ ...VERB_OUTPUTS, ...ACTION_OUTPUTS });
    expect(told).toEqual(Object.fromEntries(real.map(([name, keys]) => [name, new Set(Object.keys(keys))])));
    const [, usage = ""] = /^`usage` is (.*)$/m.exec(read("language.md")) ?? [];
    const { properties } = VERB_OUTPUTS.agent.usage as { readonly properties: object };
    expect(words(usage).filter((word) => word !== "null")).toEqual(Object.keys(properties));
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

describe("schemas/workflow.schema.json", () => {
  const schema = (name: string): object =>
    JSON.parse(readFileSync(path.join(docs, `../schemas/${name}.schema.json`), "utf8")) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, schemas: [schema("triggers"), schema("workflow")] });
  const check = ajv.getSchema("https://drover.dev/schemas/workflow.schema.json");
  const fits = (uses: string, values: object): unknown => {
    const raw = { uses, with: values };
    return [{ steps: [{ id: "a", ...raw }] }, { states: { a: raw } }].map((form) => check?.({ name: "w", ...form }));
  };

  it("knows the parameters of every action, so that editors complete and check them", () => {
    for (const [action, { properties }] of Object.entries(ACTION_SCHEMAS)) {
      for (const name of Object.keys(properties ?? {}))
        expect([action, name, fits(action, { [name]: "${{ inputs.a }}" })]).toEqual([action, name, [true, true]]);
      expect([action, fits(action, { brnch: "x" })]).toEqual([action, [false, false]]);
    }
    expect(fits("git.merge", { strategy: "squash" })).toEqual([true, true]);
    expect(fits("git.merge", { strategy: "sqash" })).toEqual([false, false]);
    expect(fits("an.action", { any: 1 })).toEqual([true, true]);
  });
});
