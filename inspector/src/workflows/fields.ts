/** How an input is asked for. `json`: whatever no other kind fits. */
export type Kind = "text" | "number" | "flag" | "choice" | "list" | "json";

export type Schema = Readonly<Record<string, unknown>>;

export interface InputField {
  readonly name: string;
  readonly kind: Kind;
  readonly schema: Schema;
  /** Without the type `null`. */
  readonly types: readonly string[];
  readonly canBeNull: boolean;
  readonly hasDefault: boolean;
  readonly isLong: boolean;
  readonly about: string | null;
}

/** What somebody has written; `null` stands for itself. */
export type Draft = string | null;
export type Drafts = Readonly<Record<string, Draft>>;

/** A value, or why there is none; `undefined` leaves the input out. */
export type Read = { readonly value: unknown } | { readonly problem: string };

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The inputs of a workflow in the order in which they are written. */
export function fieldsOf(schema: Schema): readonly InputField[] {
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(properties).flatMap(([name, own]) => (isSchema(own) ? [fieldOf(name, own)] : []));
}

const LONG_NAMES = /prompt|text|body|message|description|instructions|notes/i;

function fieldOf(name: string, schema: Schema): InputField {
  const all = [schema["type"] ?? []].flat().map(String);
  const types = all.filter((type) => type !== "null");
  const standard = schema["default"];
  const most = schema["maxLength"];
  return {
    name,
    schema,
    types,
    kind: kindOf(types, schema),
    canBeNull: all.includes("null"),
    hasDefault: "default" in schema,
    isLong:
      (typeof standard === "string" && standard.includes("\n")) ||
      (typeof most === "number" ? most > 200 : LONG_NAMES.test(name)),
    about: [schema["title"], schema["description"]].filter((one) => typeof one === "string").join(": ") || null,
  };
}

const BY_TYPE: Readonly<Record<string, Kind>> = {
  string: "text",
  integer: "number",
  number: "number",
  boolean: "flag",
};

function kindOf(types: readonly string[], schema: Schema): Kind {
  if (choicesOf(schema) !== null) return "choice";
  const [type = "", other] = types;
  if (other !== undefined) return "json";
  const items = schema["items"];
  if (type === "array" && isSchema(items) && items["type"] === "string") return "list";
  return BY_TYPE[type] ?? "json";
}

/** The values that may be chosen; `null` where there is no such list. */
export function choicesOf(schema: Schema): readonly unknown[] | null {
  if ("const" in schema) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? (schema["enum"] as readonly unknown[]) : null;
}

/** What stands in a field for a value. */
export function draftOf({ kind }: InputField, value: unknown): Draft {
  if (value === null && kind !== "json" && kind !== "choice") return null;
  if (kind === "text" && typeof value === "string") return value;
  return JSON.stringify(value, null, kind === "json" ? 2 : 0);
}

/** At first: what was given in the address or by another run, else the default. */
export const firstDraft = (field: InputField, given: Draft | undefined): Draft =>
  given !== undefined ? given : field.hasDefault ? draftOf(field, field.schema["default"]) : "";

/** The value of what was written, as the field's kind reads it. An empty field without a default is left out. */
export function readDraft({ kind, hasDefault, schema }: InputField, draft: Draft): Read {
  if (draft === null) return { value: null };
  if (draft === "" && !(kind === "text" && (hasDefault || schema["minLength"] === 0))) return { value: undefined };
  if (kind === "text") return { value: draft };
  if (kind === "number") return readNumber(draft);
  return readJson(draft);
}

function readNumber(text: string): Read {
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim());
  return isNumber ? { value: Number(text) } : { problem: `“${text.trim()}” is not a number.` };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A text of the address: JSON for what is no text. */
export const draftOfText = ({ kind, schema }: InputField, text: string): Draft =>
  kind === "choice" && choicesOf(schema)?.includes(text) === true ? JSON.stringify(text) : text;
