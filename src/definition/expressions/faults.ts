import type { Problem } from "./contract.ts";
import type { CelError, Node } from "./cel.ts";

/** Where a problem lies: a node, or a range of the text. */
type Place = Pick<Node, "start" | "end">;

/** A problem before its text is known to be the whole; `expected` and `suggestion` are `null` unless given. */
export function problem(
  message: string,
  place: Place,
  more: { readonly expected?: string | null; readonly suggestion?: string | null } = {},
): Problem {
  return {
    message,
    offset: place.start,
    length: Math.max(1, place.end - place.start),
    expected: more.expected ?? null,
    suggestion: more.suggestion ?? null,
  };
}

export const moved = (found: Problem, by: number): Problem => ({ ...found, offset: found.offset + by });

const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end",
  NUMBER: "a number",
  STRING: "a text",
  BOOLEAN: "true or false",
  NULL: "null",
  IDENTIFIER: "a name",
  PLUS: "+",
  MINUS: "-",
  MULTIPLY: "*",
  DIVIDE: "/",
  MODULO: "%",
  EQ: "==",
  NE: "!=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  AND: "&&",
  OR: "||",
  NOT: "!",
  IN: "in",
  LPAREN: "(",
  RPAREN: ")",
  LBRACKET: "[",
  RBRACKET: "]",
  LBRACE: "{",
  RBRACE: "}",
  DOT: ".",
  COMMA: ",",
  COLON: ":",
  QUESTION: "?",
  BYTES: "bytes",
};

/** The library's words as ours: `double` is a number, a `map` an object, tokens are what stands in the text. */
export function reworded(error: Pick<CelError, "summary" | "code">): string {
  const overload = /^no such overload: (.+?) (==|!=|in|<=?|>=?|[-+*/%]) (.+)$/.exec(error.summary);
  if (overload !== null) return `${overload[2]} does not work on ${typeWord(overload[1])} and ${typeWord(overload[3])}`;
  const unary = /^no such overload: ([-!])(.+)$/.exec(error.summary);
  if (unary !== null) return `${unary[1]} does not work on ${typeWord(unary[2])}`;
  const call = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/s.exec(error.summary);
  if (call !== null) return `${call[2]}() does not take ${argumentWords(call[1], call[3])}`;
  if (error.code === "unsupported_type") return "it holds a key named constructor, which only reading can deal with";
  const logical = /^Logical operator requires bool operands, got '(.+)'$/.exec(error.summary);
  if (logical !== null) return `&& and || take true or false, not ${typeWord(logical[1])}`;
  const keyless = /^Cannot index type '(.+)'$/.exec(error.summary);
  if (keyless !== null) return `${typeWord(keyless[1])} has no keys`;
  const words = error.summary
    .replaceAll(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token)
    .replaceAll(/'((?:dyn|list|map|optional)<.+?>|int|double|bool|string|null|map|list)'/g, (_, name: string) =>
      typeWord(name),
    );
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function argumentWords(receiver: string | undefined, list: string | undefined): string {
  const taken =
    (list ?? "") === ""
      ? "no arguments"
      : splitTypes(list ?? "")
          .map(typeWord)
          .join(", ");
  return receiver === undefined ? taken : `${taken} on ${typeWord(receiver)}`;
}

/** Cuts at the commas that are not inside `<…>`. */
const splitTypes = (list: string): readonly string[] => list.match(/(?:[^,<]|<(?:[^<>]|<[^<>]*>)*>)+/g) ?? [list];

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  double: "a number",
  int: "a number",
  uint: "a number",
  bool: "true or false",
  null: "null",
  bytes: "bytes",
  list: "a list",
  map: "an object",
  optional: "a value that may be missing",
  dyn: "any value",
  "google.protobuf.Timestamp": "a time",
  "google.protobuf.Duration": "a duration",
};

export function typeWord(name = "dyn"): string {
  const bare = name.trim().replace(/^dyn<(.+)>$/, "$1");
  return TYPES[bare.replace(/<.+$/, "")] ?? "a type";
}
