import triggers from "../../../../schemas/triggers.schema.json" with { type: "json" };
import workflow from "../../../../schemas/workflow.schema.json" with { type: "json" };
import type { Path } from "./outline.ts";

/** What the published schema says of a place in the file. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly "x-expected"?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly $ref?: string;
}

const FILES: Readonly<Record<string, { readonly definitions: unknown }>> = {
  "": workflow,
  "triggers.schema.json": triggers,
};

interface Found {
  readonly node: SchemaNode;
  /** References count within it. */
  readonly file: string;
}

/** `null` where the schema says nothing. */
export function schemaAt(path: Path): SchemaNode | null {
  let found: Found | null = { node: workflow, file: "" };
  for (const part of path) {
    const next: SchemaNode | null = found === null ? null : below(found.node, part);
    found = next === null || found === null ? null : resolved({ node: next, file: found.file });
  }
  return found?.node ?? null;
}

function below(node: SchemaNode, part: string | number): SchemaNode | null {
  if (typeof part === "number") return node.items ?? null;
  const { properties = {}, additionalProperties: others } = node;
  if (Object.hasOwn(properties, part)) return properties[part] ?? null;
  return typeof others === "object" ? others : null;
}

/** What a reference leads to, with what stands beside it. */
function resolved({ node, file }: Found): Found {
  const { $ref, ...beside } = node;
  if ($ref === undefined) return { node, file };
  const [name = "", pointer = ""] = $ref.split("#");
  const target = name === "" ? file : name;
  const key = pointer.split("/").at(-1) ?? "";
  const definitions = FILES[target]?.definitions as Readonly<Record<string, SchemaNode>> | undefined;
  const referred = resolved({ node: definitions?.[key] ?? {}, file: target });
  return { node: { ...referred.node, ...beside }, file: referred.file };
}

/** `a text or a map`, or what the schema itself calls it. */
export function expectedOf(node: SchemaNode): string | null {
  if (node["x-expected"] !== undefined) return node["x-expected"];
  if (node.enum !== undefined) return node.enum.map(String).join(", ");
  const types = typeof node.type === "string" ? [node.type] : (node.type ?? []);
  return types.length === 0 ? null : types.map((type) => NAMES[type] ?? type).join(" or ");
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "nothing",
};
