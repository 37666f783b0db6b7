import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { secretPlaceholder } from "../../../src/core/secrets.ts";
import { compileExpression, compileTemplate, type Scope } from "../../../src/definition/expressions/index.ts";
import { scopeWith } from "./scopes.ts";

function value(text: string, changes: Partial<Scope> = {}): Json {
  const result = compileExpression(text)(scopeWith(changes));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function failure(text: string, changes: Partial<Scope> = {}): string {
  const result = compileExpression(text)(scopeWith(changes));
  if (result.ok) throw new Error(`${text} gave ${JSON.stringify(result.value)}`);
  return result.message;
}

describe("there is one kind of number, as in JSON", () => {
  test.each<[string, Json]>([
    ["7 / 2", 3.5],
    ["inputs.count / 2", 1.5],
    ["inputs.count + 1", 4],
    ["1 + inputs.count", 4],
    ["inputs.count - 0.5", 2.5],
    ["inputs.count * 2", 6],
    ["inputs.count % 2", 1],
    ["-inputs.count", -3],
    ["inputs.count == 3", true],
    ["3 == inputs.count", true],
    ["inputs.count != 3.0", false],
    ["inputs.count < 4 && inputs.count <= 3 && inputs.count > 2 && inputs.count >= 3", true],
    ["inputs.count in [1, 2, 3]", true],
    ["[1, 2] == [1.0, 2.0]", true],
    ["inputs.verbose ? 1 : inputs.count", 1],
    ["size(inputs.files) - 1", 1],
    ["size(inputs.prompt) == 11 ? size(inputs.files) : 0", 2],
    ["inputs.files[inputs.count - 2].path", "b.ts"],
    ["inputs.files[size(inputs.files) - 1].path", "b.ts"],
    ["[10, 20, 30].map(n, n + inputs.count)", [13, 23, 33]],
    ["[0, 1].map(i, inputs.files[i].path)", ["a.ts", "b.ts"]],
    ["'abcdef'.substring(1, inputs.count)", "bc"],
    ["'a,b,c'.split(',', 2)", ["a", "b,c"]],
    ["'abcabc'.indexOf('c', 3)", 5],
    ["int('42') + double('0.5')", 42.5],
    ["string(inputs.count) + '!'", "3!"],
    ["0x10 + 1u", 17],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test("results that no JSON number can hold are failures", () => {
    for (const text of ["1 / 0", "1 % 0", "1e308 * 10", "double('nan')"])
      expect(failure(text)).toContain("Cannot evaluate");
  });
});

describe("what is missing", () => {
  test("is a failure that names the path", () => {
    expect(failure("steps.setup.output.commit + 'x'")).toBe(
      `Cannot evaluate "steps.setup.output.commit + 'x'": steps.setup.output.commit is not there; default(steps.setup.output.commit, …) gives another value in its place.`,
    );
    expect(failure("steps.merge.output.commit")).toContain("steps.merge is not there: the step has not run");
    expect(failure('steps["my-merge"].output')).toContain("the step has not run");
    expect(failure("inputs.files[7].path")).toContain("inputs.files[7] is not there");
    expect(failure("steps.setup.error.message")).toContain("steps.setup.error.message is not there");
  });

  test("has(), default(), .? and null comparisons deal with it", () => {
    expect(value("has(inputs.note)")).toBe(false);
    expect(value("has(steps.merge.output.commit)")).toBe(false);
    expect(value("has(steps.setup.error.message)")).toBe(false);
    expect(value("has(steps.setup.output.tail)")).toBe(true);
    expect(value("default(inputs.note, 'none')")).toBe("none");
    expect(value("default(steps.merge.output.commit, 1)")).toBe(1);
    expect(value("default(steps.setup.error, 'fine')")).toBe("fine");
    expect(value("default(inputs.count, 1)")).toBe(3);
    expect(value("inputs.?note.orValue('none')")).toBe("none");
    expect(value("steps.?merge.?output.orValue(null)")).toBe(null);
    expect(value("steps.setup.error != null")).toBe(false);
    expect(value('steps["run-tests"].error != null')).toBe(true);
    expect(value("inputs.prompt == null")).toBe(false);
    expect(value("null == error")).toBe(true);
  });

  test("default() covers nothing but what is missing", () => {
    expect(failure("default(1 / 0, 2)")).toContain("divides by zero");
    expect(failure("default(inputs.prompt + inputs.count, 2)")).toContain("+ does not work");
  });
});

describe("success(), failure(), canceled() and always() ask for the run's verdict", () => {
  const cases: readonly [Json, Json][] = [
    [null, [true, false, false, true]],
    ["succeeded", [true, false, false, true]],
    ["failed", [false, true, false, true]],
    ["canceled", [false, false, true, true]],
  ];
  test.each(cases)("%s", (verdict, expected) => {
    expect(value("[success(), failure(), canceled(), always()]", { run: { verdict } })).toEqual(expected);
  });

  test("a scope without a verdict has not failed yet", () => {
    expect(value("success() && [1].all(x, success())", { run: {} })).toBe(true);
  });
});

describe("functions", () => {
  test.each<[string, Json]>([
    ["slug('Fix: the BUG!')", "fix-the-bug"],
    ["slug('Ünïcode — żółć')", "unicode-zo-c"],
    ["slug('')", "x"],
    ["slug('!!!')", "x"],
    ["slug('日本語')", "x"],
    ["json({'a': [1, 2.5, null, true], 'b': {'c': 'd'}})", '{"a":[1,2.5,null,true],"b":{"c":"d"}}'],
    ['parseJson(\'{"a": [1, {"b": null}]}\').a[0] + 1', 2],
    ["tail('a\\nb\\nc\\n', 2)", "b\nc"],
    ["tail('a', 5)", "a"],
    ["tail('a', 0)", ""],
    ["lines('a\\r\\nb\\n')", ["a", "b"]],
    ["lines('')", []],
    ["trim('  a ') + ' b '.trim()", "ab"],
    ["join([1, 'a', null, true, [2]], '-')", "1-a--true-[2]"],
    ["inputs.files.map(f, f.path).join(' ')", "a.ts b.ts"],
    ["join(inputs.files.map(f, f.path), ' ')", "a.ts b.ts"],
    ["regex('src/a.ts', '\\\\.(ts|js)$')", true],
    ["regex('a.py', '\\\\.(ts|js)$')", false],
    ["'abc'.contains('b') && 'abc'.startsWith('a') && 'b' in ['b']", true],
    ["timestamp(0)", "1970-01-01T00:00:00.000Z"],
    ["duration('90m')", "5400s"],
    ["b'abc'.base64()", "YWJj"],
    ["cel.bind(x, inputs.count * 2, x + x)", 12],
    ["inputs.files.exists(f, f.path == 'a.ts') && inputs.files.all(f, f.path.endsWith('.ts'))", true],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test("slug() gives at most 40 characters and no dash at the ends", () => {
    expect(value(`slug('${"ab ".repeat(50)}')`)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    expect(value("slug('--a--')")).toBe("a");
  });

  test("what they cannot do is a failure with a reason", () => {
    expect(failure("parseJson('{')")).toContain("parseJson() got text that is not JSON");
    expect(failure("regex('a', inputs.prompt + '(')")).toContain("regex() cannot use the pattern");
    expect(failure("'abc'.substring(2, 9)")).toContain("substring()");
    expect(failure("slug(steps.setup.output.exitCode)")).toContain("slug() does not take a number");
  });
});

describe("results are plain JSON", () => {
  test("and data passes through as the same reference", () => {
    const scope = scopeWith();
    const result = compileExpression("inputs")(scope);
    expect(result.ok && result.value).toBe(scope.inputs);
  });

  test.each<[string, Json]>([
    ["[1, [2, {'a': 3}]]", [1, [2, { a: 3 }]]],
    ["{'a': 1, 'b': [size('xy')]}", { a: 1, b: [2] }],
    ["{1: 'a'}", { 1: "a" }],
    ["null", null],
  ])("%s", (text, expected) => {
    expect(value(text)).toStrictEqual(expected);
  });

  test("types, bytes and missing values are failures", () => {
    for (const text of ["int", "cel", "b'a'", "optional.none()", "[int]", "{'a': type(1)}"])
      expect(failure(text)).toContain("Cannot evaluate");
  });
});

test("prototypes cannot be reached, and keys named like them are data", () => {
  for (const text of [
    "inputs.constructor",
    "inputs.__proto__",
    "inputs.toString",
    "'a'.constructor",
    "[1].length",
    "inputs['constructor']",
    "inputs.files.push",
  ])
    expect(failure(text)).toContain("Cannot evaluate");
  const odd = JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}') as { readonly [key: string]: Json };
  expect(value("json(inputs)", { inputs: odd })).toBe('{"__proto__":{"polluted":1},"a":1}');
  expect(value("has(inputs.polluted)", { inputs: odd })).toBe(false);
  const copied = compileTemplate({ x: "${{ [1].map(i, inputs)[0] }}" })(scopeWith({ inputs: odd }));
  expect(JSON.stringify(copied)).toContain("__proto__");
  expect(({} as { polluted?: number }).polluted).toBe(undefined);
});

describe("secrets", () => {
  const placeholder = secretPlaceholder("TOKEN");

  test("give their placeholder, which survives joining, JSON and lists", () => {
    expect(value("secrets.TOKEN")).toBe(placeholder);
    expect(value('"Bearer " + secrets["TOKEN"] + "\\n"')).toBe(`Bearer ${placeholder}\n`);
    expect(value("json({'token': secrets.TOKEN})")).toBe(`{"token":"${placeholder}"}`);
    expect(value("join(['a', secrets.TOKEN], ' ')")).toBe(`a ${placeholder}`);
    expect(value("['x'].map(x, x + secrets.TOKEN)[0]")).toBe(`x${placeholder}`);
  });

  test("cannot be cut, measured, searched or compared, for the value is not there", () => {
    for (const text of [
      "slug(secrets.TOKEN)",
      "size(secrets.TOKEN)",
      "secrets.TOKEN.size()",
      "secrets.TOKEN.substring(1)",
      "secrets.TOKEN.contains('x')",
      "secrets.TOKEN.upperAscii()",
      "('x' + secrets.TOKEN).split('x')",
      "regex(secrets.TOKEN, 'a')",
      "tail(secrets.TOKEN, 1)",
      "secrets.TOKEN == 'x'",
      "secrets.TOKEN < 'x'",
      "secrets.TOKEN in ['x']",
    ])
      expect(failure(text)).toContain("secrets.TOKEN cannot");
  });
});

test("data with keys that JavaScript gives a meaning reads like any other", () => {
  const odd = { constructor: 1, valueOf: null, toString: "x", hasOwnProperty: [], deep: { constructor: "c", a: 2 } };
  const inputs = { odd } as unknown as Scope["inputs"];
  expect(value("inputs.odd.deep.a + inputs.odd.constructor", { inputs })).toBe(3);
  expect(value('inputs.odd["deep"].constructor', { inputs })).toBe("c");
  expect(value("has(inputs.odd.deep.a) && has(inputs.odd.constructor) && !has(inputs.odd.b.c)", { inputs })).toBe(true);
  expect(value("inputs.odd", { inputs })).toBe(odd);
  expect(value('parseJson("{\\"valueOf\\": 1}").valueOf')).toBe(1);
  expect(failure("json(inputs.odd)", { inputs })).toContain("key named constructor");
});

test("has() with an optional path asks for the value", () => {
  expect(value("[has(inputs.?note.x), has(inputs.files)]")).toEqual([false, true]);
});

test("an expression that is none gives an evaluation that says so, every time", () => {
  for (const text of ["", "1 +", "nope", "a.matches('b')", "x".repeat(5_000)]) {
    expect(failure(text)).toContain("Cannot evaluate");
    expect(failure(text)).toBe(failure(text));
  }
});

test("an evaluation does not remember the one before", () => {
  const evaluate = compileExpression("inputs.items.map(i, i + inputs.add)");
  const first = evaluate(scopeWith({ inputs: { items: [1, 2], add: 1 } }));
  const second = evaluate(scopeWith({ inputs: { items: ["a"], add: "b" } }));
  expect([first, second]).toEqual([
    { ok: true, value: [2, 3] },
    { ok: true, value: ["ab"] },
  ]);
});
