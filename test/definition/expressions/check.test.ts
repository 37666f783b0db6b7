import { describe, expect, test } from "vitest";
import { checkExpression, checkTemplate } from "../../../src/definition/expressions/index.ts";
import { typesWith } from "./scopes.ts";

/** The marked text, the message and the suggestion of the only problem. */
function only(text: string, types = typesWith(), want: "boolean" | "any" = "any") {
  const problems = checkExpression(text, types, want);
  expect(problems).toHaveLength(1);
  const [{ message, offset, length, expected, suggestion }] = problems as [(typeof problems)[number]];
  return { marked: text.slice(offset, offset + length), message, expected, suggestion };
}

describe("a wrong name is found at load, with its place and the nearest right one", () => {
  test.each([
    ["inputs.promt", "promt", "inputs.prompt"],
    ["1 + inputs.cuont", "cuont", "inputs.count"],
    ["steps.setpu.output.tail", "setpu", "steps.setup"],
    ["steps.setup.ouput", "ouput", "steps.setup.output"],
    ["steps.setup.output.exitcode == 0", "exitcode", "steps.setup.output.exitCode"],
    ["steps.setup.error.mesage", "mesage", "steps.setup.error.message"],
    ["run.shortid", "shortid", "run.shortId"],
    ["workspace.brnch", "brnch", "workspace.branch"],
    ["context.tires", "tires", "context.tries"],
    ["error.mesage", "mesage", "error.message"],
    ["event.outputt", "outputt", "event.output"],
    ["event.nmae", "nmae", "event.name"],
    ["has(inputs.promt)", "promt", "inputs.prompt"],
    ["default(inputs.promt, '')", "promt", "inputs.prompt"],
    ["inputs.?promt.orValue('')", "promt", "inputs.prompt"],
    ["inputs.files[0].pth", "pth", "inputs.files[0].path"],
    ["inputs.files.map(f, f.pth)", "pth", "f.path"],
    ["inputs.files.filter(f, f.path != '').exists(g, inputs.promt == g)", "promt", "inputs.prompt"],
    ["input.prompt", "input", "inputs"],
  ])("%s", (text, marked, suggestion) => {
    expect(only(text)).toMatchObject({ marked, suggestion });
  });

  test("a key in brackets", () => {
    expect(only('inputs["promt"]')).toMatchObject({ marked: '["promt"]', suggestion: "inputs.prompt" });
  });

  test("a step whose id has a dash needs brackets, and the message says so", () => {
    const found = only("steps.run-tests.output.tail");
    expect(found).toMatchObject({ marked: "run-tests", suggestion: 'steps["run-tests"]' });
    expect(found.message).toContain("dash");
    expect(only("steps.run-test.output").suggestion).toBe('steps["run-tests"]');
    expect(checkExpression('steps["run-tests"].output.tail', typesWith())).toEqual([]);
  });

  test("what could have stood there is listed", () => {
    expect(only("context.zzz").expected).toBe("one of tries");
    expect(only("zzz").expected).toBe("one of inputs, steps, run, workspace, context, event, error, secrets");
  });

  test("two wrong names in one expression are two problems", () => {
    expect(checkExpression("inputs.promt + inputs.fils", typesWith())).toHaveLength(2);
  });

  test("a function", () => {
    expect(only("slugg(inputs.prompt)")).toMatchObject({ suggestion: "slug()" });
    expect(only("inputs.prompt.startWith('x')")).toMatchObject({ suggestion: "startsWith()" });
  });
});

test("what is not known at load is left to the run", () => {
  const open = typesWith({ context: null });
  for (const text of [
    "steps.agent.output.anything.at[0].all",
    "context.anything",
    "event.data.b.c",
    "steps.agent.output + 1",
  ])
    expect(checkExpression(text, open)).toEqual([]);
  const anyKeys = { type: "object", properties: { known: { type: "string" } }, additionalProperties: true };
  const types = typesWith({ steps: { a: anyKeys } });
  expect(checkExpression("steps.a.output.other + 1", types)).toEqual([]);
});

describe("types are checked at load", () => {
  test.each([
    ['"a" + 1', "+ does not work on a text and a number"],
    ["inputs.prompt + inputs.count", "+ does not work on a text and a number"],
    ["inputs.prompt && true", "&& and || take true or false, not a text"],
    ["!inputs.count", "! does not work on a number"],
    ["slug(inputs.count)", "slug() does not take a number"],
    ["tail(inputs.prompt)", "tail() does not take a text"],
    ["inputs.files + inputs.prompt", "+ does not work on a list and a text"],
    ["inputs.files.map(f, f.path + 1)", "+ does not work on a text and a number"],
    ["inputs.prompt == 1", "== does not work on a text and a number"],
    ["inputs.prompt.foo", "a text has no keys"],
    ["steps.setup.output.tail < 3", "< does not work on a text and a number"],
  ])("%s", (text, message) => {
    expect(only(text).message).toBe(message);
  });

  test.each([
    "inputs.count + 1.5",
    "inputs.count % 2 == 0",
    "inputs.count in [1, 2, 3]",
    "inputs.verbose ? 1 : 'one'",
    "steps.setup.error != null",
    "null == inputs.prompt",
    "size(inputs.files) > 1 && inputs.files[size(inputs.files) - 1].path != ''",
    "inputs.?note.orValue(null)",
    "inputs.files.map(f, f.path).join(', ')",
    "[1, 'a', null]",
    "tail(steps.setup.output.tail, inputs.count)",
    "inputs.prompt.substring(0, inputs.count)",
    "success() && !canceled() || failure() || always()",
    "error.message + string(event.data.n)",
  ])("%s is fine", (text) => {
    expect(checkExpression(text, typesWith())).toEqual([]);
  });

  test("a condition has to be true or false", () => {
    expect(only("inputs.prompt", typesWith(), "boolean")).toMatchObject({
      marked: "inputs.prompt",
      expected: "true or false",
    });
    for (const text of ["inputs.verbose", "steps.agent.output.ok", "inputs.count > 1"])
      expect(checkExpression(text, typesWith(), "boolean")).toEqual([]);
  });

  test("a result that is no JSON is refused", () => {
    expect(only("inputs.?note").suggestion).toContain("orValue");
    expect(only('b"abc"').suggestion).toContain("base64");
    for (const text of ["int", "type(1)"]) expect(checkExpression(text, typesWith())).toHaveLength(1);
  });
});

describe("roots that cannot be read here", () => {
  test.each([
    ["event.name", typesWith({ event: false }), "event cannot be read here"],
    ["error.message", typesWith({ error: false }), "error cannot be read here"],
    ["secrets.TOKEN", typesWith({ secrets: false }), "secrets cannot be read here"],
    ["steps.later.output", typesWith({ steps: {} }), 'steps has no "later"'],
  ])("%s", (text, types, message) => {
    expect(only(text, types).message).toContain(message);
  });

  test("secrets are read one by one", () => {
    expect(checkExpression('secrets.TOKEN + secrets["OTHER_TOKEN"]', typesWith())).toEqual([]);
    for (const text of ["secrets", "json(secrets)", "secrets[inputs.prompt]", 'secrets["a b"]', "has(secrets.TOKEN)"])
      expect(checkExpression(text, typesWith())).not.toEqual([]);
  });

  test("a loop variable cannot hide a root", () => {
    expect(only("[1].map(run, run)").message).toContain('"run" cannot name a loop variable');
  });
});

describe("what is left out of the language", () => {
  test("matches(), with a hint to regex()", () => {
    for (const text of ['inputs.prompt.matches("a")', 'matches(inputs.prompt, "a")'])
      expect(only(text)).toMatchObject({ suggestion: "regex(text, pattern)" });
  });

  test("a pattern that cannot be used is marked", () => {
    expect(only('regex(inputs.prompt, "(")')).toMatchObject({ marked: '"("' });
    expect(only('regex(inputs.prompt, "(?=a)")').message).toContain("regex() cannot use the pattern");
  });

  test("loops more than three deep", () => {
    const nest = (depth: number): string => (depth === 0 ? "1" : `inputs.files.map(v${depth}, ${nest(depth - 1)})`);
    expect(checkExpression(nest(3), typesWith())).toEqual([]);
    expect(only(nest(4)).message).toContain("3 loops");
    expect(checkExpression("[1].map(a, a).map(b, b).map(c, c).map(d, d)", typesWith())).toEqual([]);
  });

  test("long expressions, deep ones, and numbers that are not exact", () => {
    expect(only(`"${"a".repeat(4_096)}"`).message).toContain("4096");
    expect(only(`${"(".repeat(500)}1${")".repeat(500)}`).message).toContain("nested");
    expect(only("9007199254740993").message).toContain("exact");
  });
});

test.each([
  ["", "empty"],
  ["  ", "empty"],
  ["1 +", "unexpected token: the end"],
  ["(1", "expected ), got the end"],
  ['"abc', "unterminated"],
  ["a b", ""],
  ["inputs.prompt ! 2", ""],
])("bad syntax %j is one problem inside the text", (text, message) => {
  const [problem, ...others] = checkExpression(text, typesWith());
  expect(others).toEqual([]);
  expect(problem?.message).toContain(message);
  expect(problem?.offset).toBeLessThan(Math.max(1, text.length));
});

describe("checkTemplate", () => {
  test("offsets count in the whole text, for every template in it", () => {
    const text = "Fix ${{ inputs.promt }} and ${{ inputs.prompt }} in ${{ steps.setpu.output }}";
    const marked = checkTemplate(text, typesWith()).map(({ offset, length }) => text.slice(offset, offset + length));
    expect(marked).toEqual(["promt", "setpu"]);
  });

  test("a template without an end", () => {
    expect(checkTemplate("a ${{ inputs.prompt }", typesWith())).toMatchObject([
      { offset: 2, length: 3, expected: "}}" },
    ]);
    expect(checkTemplate('${{ "}}" ', typesWith())).toMatchObject([{ expected: "}}" }]);
  });

  test("braces in quotes and maps do not end a template", () => {
    for (const text of [
      '${{ "}}" }}',
      "${{ '}}' + '}' }}",
      '${{ {"a": {"b": 1}} }}',
      '${{ {"a":{"b":1}}}}',
      "${{ 1 // }}\n }}",
    ])
      expect(checkTemplate(text, typesWith())).toEqual([]);
  });

  test("plain text and escaped openings have no problems", () => {
    for (const text of ["", "a", "$${{ no }}", "{{ x }}", "$ {{"]) expect(checkTemplate(text, typesWith())).toEqual([]);
  });
});
