import { expect, test } from "vitest";
import { compileExpression } from "../../../src/definition/expressions/index.ts";
import { scopeWith } from "./scopes.ts";

const many = Array.from({ length: 300 }, (_, i) => i);
const scope = scopeWith({
  inputs: {
    many,
    huge: Array.from({ length: 1_000_000 }, (_, i) => i),
    text: `${"a".repeat(1_000_000)}b`,
    deep: `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    list: JSON.stringify(Array.from({ length: 50_000 }, (_, i) => i)),
  },
});

const nest = (macro: string, body: string): string =>
  `inputs.many.${macro}(a, inputs.many.${macro}(b, inputs.many.${macro}(c, ${body})))`;

/** `v0`, then each bound to two of the one before. */
function doubling(first: string, next: (name: string) => string, last: string): string {
  const binds = Array.from({ length: 40 }, (_, i) => `cel.bind(v${i}, ${i === 0 ? first : next(`v${i - 1}`)}, `);
  return binds.join("") + last + ")".repeat(40);
}

// Without limits each of these takes from seconds to for ever, or all the memory there is.
test.each([
  ["nested loops", nest("all", "a + b + c >= 0")],
  ["nested loops of errors", nest("exists", 'a + "x" == "y"')],
  ["nested lists", nest("map", "a")],
  ["a loop over a million", "inputs.huge.all(a, a >= 0)"],
  ["searches in a loop", 'inputs.many.map(a, inputs.many.map(b, inputs.text.contains("zz")))'],
  ["patterns in a loop", 'inputs.many.map(a, regex(inputs.text, "(a+)+$"))'],
  ["a large pattern on a large text", 'regex(inputs.text, "^(a|b)*a(a|b){20}$")'],
  ["a text doubled 40 times", doubling('"aaaaaaaa"', (v) => `${v} + ${v}`, "v39")],
  ["a list doubled 40 times", doubling("[1]", (v) => `${v} + ${v}`, "v39")],
  ["a list of itself 40 times", doubling("[1]", (v) => `[${v}, ${v}]`, "v39")],
  ["such lists compared", doubling("[1]", (v) => `[${v}, ${v}]`, "v39 == [v38, v38]")],
  ["such lists as JSON", doubling("[1]", (v) => `[${v}, ${v}]`, "json(v39)")],
  ["deep JSON", "parseJson(inputs.deep)"],
  ["JSON in a loop", "inputs.many.map(a, parseJson(inputs.list))"],
  ["a split into characters", 'inputs.many.map(a, inputs.text.split(""))'],
  ["a very long sum", Array.from({ length: 300 }, () => "inputs.text").join("+")],
])("%s ends in a failure, not in a hang", (_name, text) => {
  const result = compileExpression(text)(scope);
  expect(result.ok ? JSON.stringify(result.value).slice(0, 100) : result.message).toMatch(
    /too much work|more than|too large|too deeply/,
  );
});

test("what people write stays far below the limits", () => {
  for (const text of [
    "inputs.many.filter(a, a % 2 == 0).map(a, a * 2).exists(a, a == 4)",
    "inputs.many.all(a, inputs.many.exists(b, a == b))",
    "size(inputs.text) > 10 && inputs.text.endsWith('b')",
    'regex(inputs.text.substring(0, 20000), "^(a+)+$")',
    "slug(inputs.text)",
  ])
    expect(compileExpression(text)(scope)).toMatchObject({ ok: true });
});

test("a failure of one evaluation leaves the next one its full measure", () => {
  const evaluate = compileExpression("inputs.many.all(a, inputs.many.all(b, inputs.many.all(c, a >= 0)))");
  expect(evaluate(scope).ok).toBe(false);
  expect(evaluate(scopeWith({ inputs: { many: [1, 2, 3] } }))).toEqual({ ok: true, value: true });
});
