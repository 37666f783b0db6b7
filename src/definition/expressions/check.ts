import { remembered } from "./cache.ts";
import type { Problem, ScopeTypes } from "./contract.ts";
import { problem, typeWord } from "./faults.ts";
import { makeProgram, type Program } from "./program.ts";

/** `number` is for shell arithmetic, which wants whole numbers. */
export type Wanted = "boolean" | "number" | "any";

/** The problems of a bare expression; offsets count in `text`. Never throws. */
export function checkExpression(text: string, types: ScopeTypes, want: Wanted = "any"): readonly Problem[] {
  try {
    const program = programFor(types)(text);
    return "type" in program ? checkResult(program.type, text, want) : program.problems;
  } catch (error) {
    // A stack that overflows is the one thing left that can end here.
    return [problem(`the expression cannot be checked: ${String(error)}`, { start: 0, end: text.length })];
  }
}

/** The type of what an expression gives, as the language calls it; `null` where it has a mistake. */
export function typeOfExpression(text: string, types: ScopeTypes): string | null {
  const program = programFor(types)(text);
  return "type" in program ? program.type : null;
}

const programs = new WeakMap<ScopeTypes, (text: string) => Program>();

/** The steps of a file say the same again and again, and most of them see the same. */
function programFor(types: ScopeTypes): (text: string) => Program {
  let programOf = programs.get(types);
  if (programOf === undefined) programs.set(types, (programOf = remembered((text) => makeProgram(text, types))));
  return programOf;
}

const TYPE_WANTED = { boolean: "bool", number: "double" } as const;

function checkResult(type: string, text: string, want: Wanted): readonly Problem[] {
  const whole = { start: text.length - text.trimStart().length, end: text.trimEnd().length };
  const isOpen = type === "dyn" || type.startsWith("dyn<");
  if (want !== "any" && type !== TYPE_WANTED[want] && !isOpen)
    return [problem(`the result is ${typeWord(type)}`, whole, { expected: typeWord(TYPE_WANTED[want]) })];
  if (type.startsWith("optional"))
    return [problem("the result may be missing", whole, { suggestion: "end it with .orValue(…)" })];
  if (type === "bytes")
    return [problem("the result is bytes", whole, { suggestion: "end it with .string() or .base64()" })];
  if (typeWord(type) === "a type") return [problem("the result is a type, not a value", whole)];
  return [];
}
