import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import {
  checkExpression,
  compileExpression,
  compileTemplate,
  type Scope,
} from "../../../src/definition/expressions/index.ts";
import { environment } from "../../../src/definition/expressions/environment.ts";
import { Machine } from "../../machines/harness.ts";
import * as limits from "../../../src/definition/expressions/limits.ts";

const page = readFileSync(new URL("../../../docs/expressions.md", import.meta.url), "utf8");

const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, body = ""]) => body);

const scope = JSON.parse(blocks("json scope")[0] ?? "") as Scope;

const examples = blocks("cel")
  .flatMap((block) => block.trim().split("\n"))
  .map((line) => line.split(/\s+\/\/ => /) as [string, string]);

test.each(examples)("%s gives %s", (text, result) => {
  expect(compileExpression(text)(scope)).toEqual({ ok: true, value: JSON.parse(result) as Json });
});

const told = (names: readonly string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});

test("the examples pass the check that a file's expressions pass", () => {
  const types = {
    inputs: told([...Object.keys(scope.inputs), "note"]),
    steps: Object.fromEntries([...Object.keys(scope.steps), "merge"].map((id) => [id, null])),
    context: Object.keys(scope.context),
    event: true,
    error: true,
    secrets: true,
  };
  for (const [text] of examples) expect([text, checkExpression(text, types)]).toEqual([text, []]);
});

const SEEN = `
name: seen
workspace: none
context: { seen: null }
initial: todo
states:
  todo: { on: { follow_up: { target: work, do: &see { set: { seen: "\${{ event }}" } } } } }
  work: { run: make, on: { success: { target: done, do: *see } } }
  done: { type: final }
`;

test("the event of the scope is the one that a run sees", () => {
  const run = new Machine(SEEN);
  const { data } = scope.event as { readonly data: JsonObject };
  run.signal("follow_up", data);
  expect(run.state.snapshot.context).toEqual({ seen: scope.event });
  run.succeed("work", { exitCode: 0 });
  const seen = { name: "success", step: "work", status: "succeeded", output: { exitCode: 0 } };
  expect(run.state.snapshot.context).toEqual({ seen });
});

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(30);
});

test("the table of templates is right", () => {
  const filled = (text: string) => compileTemplate(text)(scope);
  expect(filled("${{ inputs.count }}")).toEqual({ ok: true, value: 3 });
  expect(filled("n=${{ inputs.count }}")).toEqual({ ok: true, value: "n=3" });
  expect(filled("e=${{ steps.setup.error }}.")).toEqual({ ok: true, value: "e=." });
  expect(filled('${{ "$" + string(inputs.count) }}')).toEqual({ ok: true, value: "$3" });
});

test("every function of our own is in the table, and the limits are the ones in force", () => {
  const own = [
    "success",
    "failure",
    "canceled",
    "always",
    "slug",
    "json",
    "parseJson",
    "tail",
    "lines",
    "trim",
    "join",
    "default",
    "regex",
  ];
  const names = new Set(
    environment()
      .getDefinitions()
      .functions.map((each) => each.name),
  );
  for (const name of own) {
    expect(names).toContain(name);
    expect(page).toContain(`\`${name}(`);
  }
  for (const limit of [
    limits.MAX_EXPRESSION,
    limits.MAX_LIST,
    limits.MAX_TEXT,
    limits.MAX_PATTERN,
    limits.MAX_VARIABLE,
  ])
    expect(page).toContain(limit.toLocaleString("en"));
});
