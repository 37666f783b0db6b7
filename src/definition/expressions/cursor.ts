import type { Part } from "./parts.ts";

export type Expression = Extract<Part, { readonly kind: "expression" }>;

/** Where an expression stands in a script, and so how its variable has to be written. */
export type Placement =
  /** Outside of quotes: the variable brings its own. */
  | { readonly kind: "bare" }
  /** Where the shell expands variables and splits nothing: double quotes, a heredoc. */
  | { readonly kind: "quoted" }
  /** In `$(( ))`, which would parse any text as code: whole numbers only. */
  | { readonly kind: "arithmetic" }
  | { readonly kind: "comment" }
  | { readonly kind: "refused"; readonly why: string; readonly suggestion: string };

export interface Heredoc {
  readonly delimiter: string;
  readonly literal: boolean;
  readonly stripsTabs: boolean;
}

/** One pass over a script: characters, with each expression as one unit. */
export interface Cursor {
  readonly units: readonly (string | Expression)[];
  at: number;
  readonly placed: Map<Expression, Placement>;
  /** Heredocs whose bodies start at the next line. */
  readonly pending: Heredoc[];
}

export function cursorOver(parts: readonly Part[]): Cursor {
  const units = parts.flatMap((part): readonly (string | Expression)[] => {
    if (part.kind === "text") return part.text.split("");
    return part.kind === "expression" ? [part] : [];
  });
  return { units, at: 0, placed: new Map(), pending: [] };
}

/** The character at the cursor; `""` at the end and for an expression. */
export function peek(cursor: Cursor, ahead = 0): string {
  const unit = cursor.units[cursor.at + ahead];
  return typeof unit === "string" ? unit : "";
}

export const isAtEnd = (cursor: Cursor): boolean => cursor.at >= cursor.units.length;

export function sees(cursor: Cursor, text: string, ahead = 0): boolean {
  for (let i = 0; i < text.length; i++) if (peek(cursor, ahead + i) !== text[i]) return false;
  return true;
}

/** Places the expression at the cursor, if there is one, and steps over it. */
export function place(cursor: Cursor, placement: Placement): boolean {
  const unit = cursor.units[cursor.at];
  if (unit === undefined || typeof unit === "string") return false;
  cursor.placed.set(unit, placement);
  cursor.at++;
  return true;
}

/** Steps over a backslash and what it escapes. */
export function skipEscape(cursor: Cursor): void {
  cursor.at++;
  if (!place(cursor, AFTER_BACKSLASH)) cursor.at++;
}

export const BARE: Placement = { kind: "bare" };
export const QUOTED: Placement = { kind: "quoted" };
export const ARITHMETIC: Placement = { kind: "arithmetic" };
export const COMMENT: Placement = { kind: "comment" };

const refusal = (why: string, suggestion: string): Placement => ({ kind: "refused", why, suggestion });

const AFTER_BACKSLASH = refusal("a backslash stands before the template", "write $${{ for the characters themselves");
export const IN_SINGLE_QUOTES = refusal(
  "inside single quotes the shell does not put the value in",
  "use double quotes",
);
export const IN_LITERAL_HEREDOC = refusal(
  "the heredoc's delimiter is quoted, so the shell does not put the value in",
  "leave the delimiter without quotes",
);
export const IN_DELIMITER = refusal("a heredoc's delimiter cannot be a template", "use a fixed word");
export const IN_BACKTICKS = refusal("backticks with a backslash in them are read twice", "use $( … )");
export const IN_PARAMETER = refusal(
  "a value can stand in ${ } only after one of :- := :? :+ # %",
  "put the value into a variable of its own first",
);
export const IN_CODE = refusal(
  "the shell would read the value as code here ([[ ]], (( )), let and eval evaluate it)",
  "use [ … ], or decide it in the expression",
);
