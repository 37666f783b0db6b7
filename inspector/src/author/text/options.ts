import { FUNCTIONS, namesAfter, pathBefore } from "./expression.ts";
import { isBelow, namesIn, type Names } from "./names.ts";
import { outlineOf, placeAt, type Entry, type Path, type Place } from "./outline.ts";
import { expectedOf, schemaAt, type SchemaNode } from "./schema.ts";

/** Something that can be written at the cursor. */
export interface Option {
  readonly label: string;
  readonly kind: "key" | "value" | "name" | "function";
  /** What it takes, in a few words. */
  readonly detail: string | null;
  /** What it is for. */
  readonly info: string | null;
  /** The text that takes the place of the word. */
  readonly apply: string;
}

export interface Options {
  /** Where the word begins that they complete. */
  readonly from: number;
  readonly options: readonly Option[];
}

/** Names of the project that a file can speak of. */
export interface Known {
  readonly agents: readonly string[];
  readonly workflows: readonly string[];
  readonly actions: readonly string[];
}

/** Everything that can be written at a place of a text. */
export function optionsAt(text: string, cursor: number, known: Known): Options {
  const place = placeAt(text, cursor);
  const entries = outlineOf(text);
  const names = namesIn(entries);
  const expression = pathBefore(text, cursor, place);
  if (expression !== null) return inExpression(expression, cursor, names);
  const { from } = place;
  if (place.kind === "text") return { from, options: [] };
  const values = valuesAt(place.path, names, known);
  if (place.kind === "value") return { from, options: values };
  const isKeyThere = /^[\w.-]*\s*:/.test(text.slice(cursor));
  return { from, options: [...keysAt(place, entries, isKeyThere), ...values] };
}

function inExpression(written: string, cursor: number, { scope }: Names): Options {
  const { names, name } = namesAfter(written, scope);
  const functions = written.includes(".") ? {} : FUNCTIONS;
  return {
    from: cursor - name.length,
    options: [
      ...names.map((label): Option => ({ label, kind: "name", detail: null, info: null, apply: label })),
      ...Object.entries(functions).map(([label, info]): Option => ({
        label,
        kind: "function",
        detail: null,
        info,
        apply: `${label}(`,
      })),
    ],
  };
}

/** Keys that the map does not have yet. Where only a list can stand, those of an item behind a dash. */
function keysAt({ path }: Place, entries: readonly Entry[], isKeyThere: boolean): readonly Option[] {
  const node = schemaAt(path);
  if (node === null) return [];
  const isList = node.items !== undefined && typeof path.at(-1) !== "number";
  const owner = isList ? schemaAt([...path, 0]) : node;
  const there = isList ? [] : entries.flatMap((entry) => (isBelow(entry.path, path) ? [entry.path.at(-1)] : []));
  const own = Object.keys(owner?.properties ?? {}).filter((key) => !there.includes(key));
  return own.map((key): Option => {
    const below = schemaAt([...path, ...(isList ? [0] : []), key]) ?? {};
    const label = `${isList ? "- " : ""}${key}`;
    return keyOption(below, label, isKeyThere ? label : `${label}: `);
  });
}

const keyOption = (node: SchemaNode, label: string, apply: string): Option => ({
  label,
  apply,
  kind: "key",
  detail: expectedOf(node),
  info: node.description ?? null,
});

function valuesAt(path: Path, names: Names, known: Known): readonly Option[] {
  const node = schemaAt(path) ?? {};
  const types = typeof node.type === "string" ? [node.type] : (node.type ?? []);
  const fixed = [...(node.enum ?? []).map(String), ...(types.includes("boolean") ? ["true", "false"] : [])];
  return [
    ...fixed.map((label): Option => ({ label, kind: "value", detail: null, info: null, apply: label })),
    ...namesAt(path, names, known).map((label): Option => ({
      label,
      kind: "name",
      detail: null,
      info: null,
      apply: label,
    })),
  ];
}

/** Keys whose values are names. */
const NAMED: Readonly<Record<string, (names: Names, known: Known) => readonly string[]>> = {
  goto: ({ steps }) => steps,
  session: ({ steps }) => ["continue", "new", "fork", ...steps, ...steps.map((id) => `fork ${id}`)],
  target: ({ states }) => states,
  initial: ({ states }) => states,
  raise: ({ events }) => events,
  agent: (_names, { agents }) => agents,
  workflow: (_names, { workflows }) => workflows,
  uses: (_names, { actions }) => actions,
};

function namesAt(path: Path, names: Names, known: Known): readonly string[] {
  const key = String(path.at(-1));
  const own = Object.hasOwn(NAMED, key) ? NAMED[key]?.(names, known) : undefined;
  return own ?? (leadsSomewhere(path) ? names.states : []);
}

/** `on: { event: HERE }`, `always: HERE`, also in a list. */
function leadsSomewhere(path: Path): boolean {
  const last = typeof path.at(-1) === "number" ? path.slice(0, -1) : path;
  if (!path.includes("states")) return false;
  return ["on", "after"].includes(String(last.at(-2))) || ["always", "on-done"].includes(String(last.at(-1)));
}

export interface About {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly expected: string | null;
  readonly description: string;
}

/** What the schema says of the key at a place; `null` where there is none. */
export function aboutAt(text: string, at: number): About | null {
  const entry = outlineOf(text).find(({ from, to }) => from <= at && at <= to);
  const node = entry === undefined ? null : schemaAt(entry.path);
  if (entry === undefined || node?.description === undefined) return null;
  const { from, to, path } = entry;
  return { from, to, title: String(path.at(-1)), expected: expectedOf(node), description: node.description };
}
