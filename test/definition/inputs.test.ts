import type { Json } from "../../src/core/json.ts";
import { describe, expect, it } from "vitest";
import { checkInputs, coerceInputs } from "../../src/definition/index.ts";

const definition = {
  inputs: {
    type: "object",
    properties: {
      title: { type: "string", minLength: 2 },
      count: { type: "integer", default: 1, minimum: 1 },
      mode: { type: "string", enum: ["fast", "slow"], default: "fast" },
      tags: { type: "array", items: { type: "string" }, default: [] },
      deep: {
        type: "object",
        properties: { a: { type: ["string", "null"] } },
        required: ["a"],
        additionalProperties: false,
        default: { a: null },
      },
      dry: { type: "boolean", default: false },
      any: { default: null },
    },
    required: ["title"],
    additionalProperties: false,
  },
} as const;

const problemsOf = (inputs: Parameters<typeof checkInputs>[1]) => {
  const result = checkInputs(definition, inputs);
  return result.ok ? [] : result.problems;
};

describe("inputs of a run", () => {
  it("are completed with defaults", () => {
    expect(checkInputs(definition, { title: "Hello" })).toEqual({
      ok: true,
      inputs: { title: "Hello", count: 1, mode: "fast", tags: [], deep: { a: null }, dry: false, any: null },
    });
  });

  it("are refused with every mistake, what was expected and the nearest name", () => {
    expect(problemsOf({ titel: "Hello", count: 1.5, mode: "fats", tags: ["a", 3], deep: { b: 1 } })).toEqual([
      { name: "title", message: 'The input "title" is missing.', expected: null, suggestion: null },
      { name: "count", message: 'The input "count" is the number 1.5.', expected: "a whole number", suggestion: null },
      { name: "mode", message: 'The input "mode" is the text "fats".', expected: "fast, slow", suggestion: "fast" },
      {
        name: "tags.1",
        message: 'The input "tags.1" is the number 3.',
        expected: "a text",
        suggestion: 'write "3" in quotes',
      },
      { name: "deep.a", message: 'The input "deep.a" is missing.', expected: null, suggestion: null },
      { name: "deep.b", message: 'The workflow has no input "deep.b".', expected: "a", suggestion: null },
      {
        name: "titel",
        message: 'The workflow has no input "titel".',
        expected: "title, count, mode, tags, deep, dry, any",
        suggestion: "title",
      },
    ]);
  });

  it("are held to lengths and bounds", () => {
    expect(problemsOf({ title: "x", count: 0 }).map((one) => `${one.message} ${one.expected ?? ""}`)).toEqual([
      'The input "title" has 1 character. at least 2 characters',
      'The input "count" is 0. at least 1',
    ]);
  });

  it("are refused where they are nested deeper than anything that walks through them bears", () => {
    const deep = JSON.parse(`${"[".repeat(9000)}${"]".repeat(9000)}`) as Json;
    expect(problemsOf({ title: "Hello", tags: deep }).map((one) => `${one.message} ${one.expected ?? ""}`)).toEqual([
      'The input "tags" is nested too deep. at most 64 levels',
    ]);
  });

  it("never take a name from an object's prototype", () => {
    expect(problemsOf({ title: "Hello", constructor: "x" }).map((one) => one.name)).toEqual(["constructor"]);
  });

  it("are read from a command line as what the workflow declares", () => {
    const read = coerceInputs(definition, {
      title: "12",
      count: "3",
      tags: '["a"]',
      dry: "true",
      deep: '{"a":"b"}',
      mode: "slow",
    });
    expect(read).toEqual({ title: "12", count: 3, tags: ["a"], dry: true, deep: { a: "b" }, mode: "slow" });
  });

  it("stay text where they cannot be read, so that the check can say so", () => {
    const read = coerceInputs(definition, { count: "many", dry: "yes", tags: "a,b", nobody: "1" });
    expect(read).toEqual({ count: "many", dry: "yes", tags: "a,b", nobody: "1" });
    expect(problemsOf({ title: "Hello", ...read }).map((one) => one.name)).toEqual(["count", "tags", "dry", "nobody"]);
  });
});
