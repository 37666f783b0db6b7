import type { Json } from "../../core/json.ts";
import { remembered } from "./cache.ts";
import { checkExpression, typeOfExpression, type Wanted } from "./check.ts";
import { compileExpression, type Evaluation } from "./compile.ts";
import {
  done,
  refused,
  type OutsideScope,
  type Problem,
  type Result,
  type Scope,
  type ScopeTypes,
} from "./contract.ts";
import { moved, problem } from "./faults.ts";
import { MAX_TEXT } from "./limits.ts";
import { OPEN, partsOf, type Part } from "./parts.ts";
import { toText } from "./texts.ts";

/** The problems of every `${{ }}` in a text, unterminated ones too; offsets count in `value`. Never throws. */
export function checkTemplate(value: string, types: ScopeTypes): readonly Problem[] {
  if (!value.includes(OPEN)) return [];
  return partsOf(value).flatMap((part) => checkPart(part, types));
}

export function checkPart(part: Part, types: ScopeTypes, want: Wanted = "any"): readonly Problem[] {
  if (part.kind === "text") return [];
  if (part.kind === "unterminated") return [unterminated(part)];
  return checkExpression(part.text, types, want).map((found) => moved(found, part.inner));
}

const unterminated = (part: Part): Problem =>
  problem(
    "the template has no end",
    { start: part.start, end: part.start + OPEN.length },
    {
      expected: "}}",
      suggestion: "write $${{ for the characters themselves",
    },
  );

/**
 * Evaluates every text in a value, however deep; keys stay as they are. A text that is one template and nothing else
 * (white space around it aside) keeps its value's type; a template inside a text is written as text. A value without
 * templates is given back as it is, the same reference. Never throws.
 */
export function compileTemplate(value: Json): Evaluation<Json> {
  return compiled(value) ?? constant(value);
}

function constant(value: Json): Evaluation<Json> {
  const result = done(value);
  return () => result;
}

/** `null` for a value that holds no template. */
function compiled(value: Json): Evaluation<Json> | null {
  if (typeof value === "string") return value.includes(OPEN) ? compileText(value) : null;
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value).map(([key, item]) => [key, compiled(item), item] as const);
  if (entries.every(([, evaluate]) => evaluate === null)) return null;
  const isList = Array.isArray(value);
  return (scope) => {
    const results: [string, Json][] = [];
    for (const [key, evaluate, item] of entries) {
      const result = evaluate === null ? done(item) : evaluate(scope);
      if (!result.ok) return result;
      results.push([key, result.value]);
    }
    return done(isList ? results.map(([, item]) => item) : Object.fromEntries(results));
  };
}

/** The JSON Schema type of what a text with templates gives; `null` where nobody can say. */
export function typeOfTemplate(text: string, types: ScopeTypes): string | null {
  const only = onlyExpression(partsOf(text));
  if (only === null) return "string";
  const type = typeOfExpression(only, types) ?? "dyn";
  if (type.startsWith("list<")) return "array";
  if (type.startsWith("map<")) return "object";
  return Object.hasOwn(JSON_TYPES, type) ? (JSON_TYPES[type] ?? null) : null;
}

const JSON_TYPES: Readonly<Record<string, string>> = {
  string: "string",
  double: "number",
  bool: "boolean",
  null: "null",
};

/** Of a text that is one template and nothing else. */
function onlyExpression(parts: readonly Part[]): string | null {
  const whole = parts.filter((part) => part.kind !== "text" || part.text.trim() !== "");
  const [only] = whole;
  return whole.length === 1 && only?.kind === "expression" ? only.text.trim() : null;
}

const compileText: (text: string) => Evaluation<Json> = remembered((text) => {
  const parts = partsOf(text);
  const only = onlyExpression(parts);
  if (only !== null) return compileExpression(only);
  const pieces = parts.map(compilePart);
  return (scope) => joined(pieces, scope);
});

function compilePart(part: Part): string | Evaluation<Json> {
  if (part.kind === "text") return part.text;
  if (part.kind === "expression") return compileExpression(part.text.trim());
  const result = refused("Cannot evaluate a template: it has no end (}} is missing).");
  return () => result;
}

function joined(pieces: readonly (string | Evaluation<Json>)[], scope: Scope | OutsideScope): Result<Json> {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    const result = piece(scope);
    if (!result.ok) return result;
    text += toText(result.value);
    if (text.length > MAX_TEXT)
      return refused(`Cannot evaluate a template: the text is longer than ${MAX_TEXT} characters.`);
  }
  return done(text);
}
