import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { revealSecrets, secretPlaceholder } from "../../../src/core/secrets.ts";
import {
  checkExpression,
  checkTemplate,
  compileExpression,
  compileTemplate,
  type Scope,
} from "../../../src/definition/expressions/index.ts";
import { scopeWith, typesWith } from "./scopes.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
const object = fc.dictionary(
  fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("prompt", "constructor", "__proto__", "toString")),
  json,
) as fc.Arbitrary<JsonObject>;

const scopes: fc.Arbitrary<Scope> = fc.record({
  inputs: object,
  steps: object as fc.Arbitrary<Scope["steps"]>,
  run: object,
  workspace: object,
  context: object,
  event: json,
  error: json,
});

/** Pieces of the language in any order: mostly nonsense, now and then an expression. */
const nonsense = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."+ - * / % == != < > <= >= && || ! ? : . .? , ( ) [ ] { } in".split(" "),
        ...'inputs steps run workspace context event error secrets prompt constructor __proto__ "a" 1 2.5 null true'.split(
          " ",
        ),
        "has(",
        "slug(",
        "size(",
        "default(",
        ".map(x,",
        ".all(x,",
        ".orValue(",
        "json(",
        "tail(",
        "regex(",
        "cel.bind(y,",
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(" "));

const isJson = (value: unknown): boolean =>
  JSON.stringify(value) !== undefined && !JSON.stringify([value]).includes("undefined");

test("any text, on any scope, gives problems and results but never throws", () => {
  fc.assert(
    fc.property(fc.oneof(nonsense, fc.string({ unit: "binary" })), scopes, (text, scope) => {
      for (const problem of checkExpression(text, typesWith())) {
        expect(problem.offset).toBeGreaterThanOrEqual(0);
        expect(problem.length).toBeGreaterThan(0);
        expect(problem.offset + problem.length).toBeLessThanOrEqual(Math.max(1, text.length));
        expect(problem.message).not.toBe("");
      }
      const result = compileExpression(text)(scope);
      expect(result.ok ? isJson(result.value) : result.message.startsWith("Cannot evaluate")).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("expressions that mean something cope with any scope", () => {
  const texts = fc.constantFrom(
    "inputs.prompt",
    "json(inputs)",
    "parseJson(json(event)) == event",
    "default(error.message, 'x')",
    "has(steps.a.output.b)",
    "event == error",
    "event in [error, event]",
    "inputs.map(k, inputs[k])",
    "[event, error].map(x, x)",
    "event + error",
    "join([event, error], ',')",
    "event.all(x, x == x)",
    "size(event) > 1 ? event[0] : null",
    "steps.a.output.exists(x, x.y > 1)",
    "slug(event)",
    "tail(event, error)",
    "-event",
    "event && error || success()",
  );
  fc.assert(
    fc.property(texts, scopes, (text, scope) => {
      const result = compileExpression(text)(scope);
      expect(result.ok ? isJson(result.value) : result.message.startsWith("Cannot evaluate")).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("json() and parseJson() give back what they were given", () => {
  const evaluate = compileExpression("parseJson(json(event))");
  fc.assert(
    fc.property(json, (event) => {
      expect(evaluate(scopeWith({ event }))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(event)) as Json });
    }),
  );
});

test("slug() always gives a name that git and file systems take", () => {
  const evaluate = compileExpression("slug(event)");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (event) => {
      const result = evaluate(scopeWith({ event }));
      expect(result.ok ? result.value : result.message).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    }),
  );
});

test("templates: any text never throws, and one without ${{ is left alone", () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom("${{", "}}", "$${{", "$", "{", "}", '"', "'", " inputs.prompt "), fc.string()),
    { maxLength: 10 },
  );
  fc.assert(
    fc.property(pieces, (list) => {
      const text = list.join("");
      const problems = checkTemplate(text, typesWith());
      const result = compileTemplate(text)(scopeWith());
      const plain = !text.includes("${{");
      expect(!plain || problems.length === 0).toBe(true);
      expect(plain ? result : { ok: true, value: text }).toEqual({ ok: true, value: text });
    }),
    { numRuns: 1_000 },
  );
});

test("a secret's value never shows, and takes its place exactly where the template put it", () => {
  const text = fc.string({ maxLength: 10 }).filter((each) => !/[${}\uE0A0\uE0A1]/.test(each));
  const secret = fc.string({ minLength: 12, maxLength: 20 });
  fc.assert(
    fc.property(text, text, secret, (before, after, value) => {
      const result = compileTemplate({ header: `${before}\${{ secrets.TOKEN }}${after}|` })(scopeWith());
      const template = JSON.stringify(result);
      expect(template).not.toContain(JSON.stringify(value).slice(1, -1));
      const { header } = (result.ok ? result.value : {}) as { readonly header: string };
      expect(header).toBe(`${before}${secretPlaceholder("TOKEN")}${after}|`);
      expect(revealSecrets(header, { get: () => value }, () => "")).toBe(`${before}${value}${after}|`);
    }),
  );
});
