import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { compileTemplate } from "../../../src/definition/expressions/index.ts";
import { scopeWith } from "./scopes.ts";

function filled(value: Json): Json {
  const result = compileTemplate(value)(scopeWith());
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

test.each<[string, Json]>([
  ["${{ inputs.count }}", 3],
  ["${{ inputs.verbose }}", true],
  ["${{ inputs.files }}", [{ path: "a.ts" }, { path: "b.ts" }]],
  ["${{ steps.setup.error }}", null],
  ["  ${{ inputs.count }}\n", 3],
])("a text that is one template keeps its value's type: %j", (text, expected) => {
  expect(filled(text)).toEqual(expected);
});

test.each<[string, string]>([
  ["n=${{ inputs.count }}", "n=3"],
  ["${{ inputs.count }}${{ inputs.count }}", "33"],
  ["e=${{ steps.setup.error }}.", "e=."],
  ["f=${{ inputs.files }}", 'f=[{"path":"a.ts"},{"path":"b.ts"}]'],
  ["v=${{ inputs.verbose }} h=${{ 7 / 2 }} w=${{ 4.0 }}", "v=true h=3.5 w=4"],
  ["drover/${{ run.shortId }}-${{ slug(inputs.prompt) }}", "drover/abcdefghjk-fix-the-bug"],
  ['${{ "}}" }} and ${{ {"a": {"b": 1}} }}', '}} and {"a":{"b":1}}'],
  ["a\n${{ inputs.prompt }}\nb", "a\nFix the bug\nb"],
])("a template in a text is written as text: %j", (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test.each<[string, string]>([
  ["$${{ x }}", "${{ x }}"],
  ["a $${{ b }} ${{ inputs.count }}", "a ${{ b }} 3"],
  ["$$${{ x }}", "$${{ x }}"],
  ["$${{", "${{"],
  ["$${{$${{", "${{${{"],
])("$${{ stands for the characters themselves: %j", (text, expected) => {
  expect(filled(text)).toBe(expected);
});

describe("values", () => {
  test("are filled however deep; keys stay as they are", () => {
    const value = { a: ["${{ inputs.count }}", { "${{ b }}": "x${{ inputs.count }}" }], c: 1, d: null };
    expect(filled(value)).toEqual({ a: [3, { "${{ b }}": "x3" }], c: 1, d: null });
  });

  test("without templates come back as the same reference", () => {
    for (const value of [{ a: [1, { b: "$ {{ x }}" }] }, ["x"], "x", 1, true, null] as Json[])
      expect(filled(value)).toBe(value);
    const plain = { kept: ["as it is"] };
    const mixed = filled({ plain, text: "${{ inputs.count }}" }) as { readonly plain: Json };
    expect(mixed.plain).toBe(plain);
  });

  test("keep a key named __proto__ as data", () => {
    const value = JSON.parse('{"__proto__": "${{ inputs.count }}"}') as Json;
    expect(JSON.stringify(filled(value))).toBe('{"__proto__":3}');
  });
});

test("the first failure is the result", () => {
  const result = compileTemplate({ a: "x ${{ inputs.gone }}", b: "${{ 1 / 0 }}" })(scopeWith());
  expect(result.ok ? "" : result.message).toContain("inputs.gone is not there");
});

test("a template without an end is a failure, not text", () => {
  expect(compileTemplate("a ${{ inputs.count }")(scopeWith())).toMatchObject({ ok: false });
});

test("a text of more than a megabyte is refused", () => {
  const scope = scopeWith({ inputs: { big: "x".repeat(600_000) } });
  expect(compileTemplate("${{ inputs.big }}")(scope).ok).toBe(true);
  const result = compileTemplate("${{ inputs.big }}${{ inputs.big }}")(scope);
  expect(result.ok ? "" : result.message).toContain("longer than 1048576");
});
