import path from "node:path";
import type { Diagnostic } from "../../core/diagnostic.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { formatDiagnostic, frontMatterInPlace, parseYaml, splitFrontMatter } from "../../definition/index.ts";
import { readJson, utf8 } from "../data-text.ts";

/** What a dropped file says. */
export interface Content {
  readonly text: string;
  /** Front matter, or the whole of a YAML or JSON file; an empty map for every other. */
  readonly data: Json;
  /** What stands behind front matter; nothing where all is data; the whole text of any other file. */
  readonly body: string;
  /** Where a part of `data` stands in the file. */
  readonly locate: (path: readonly string[]) => { readonly line: number; readonly column: number };
}

export type ReadContent = Content | { readonly problem: string };

/** By the ending of its name. Bytes that are no text have none, and can be read by way of their path alone. */
export function readContent(name: string, bytes: Uint8Array): ReadContent {
  const text = utf8(bytes);
  const ending = path.extname(name).toLowerCase();
  if (text === null) return STRUCTURED.has(ending) ? { problem: "It is no UTF-8 text." } : plain("");
  if (ending === ".md" || ending === ".markdown") return fromMarkdown(name, text);
  if (ending === ".yaml" || ending === ".yml") return fromYaml(text, parseYaml(text, name));
  return ending === ".json" ? fromJson(name, text) : plain(text);
}

const STRUCTURED = new Set([".md", ".markdown", ".yaml", ".yml", ".json"]);
const TOP = { line: 1, column: 1 };

const plain = (text: string): Content => ({ text, data: {}, body: text, locate: () => TOP });

type Parsed = ReturnType<typeof parseYaml>;

function fromYaml(text: string, { value, locate, diagnostics }: Parsed): ReadContent {
  const problem = said(diagnostics);
  return problem === null ? { text, data: value, body: "", locate } : { problem };
}

function fromMarkdown(name: string, text: string): ReadContent {
  const split = splitFrontMatter(text);
  if (split.front.trim() === "") return { ...plain(text), body: split.body };
  const { value, locate, diagnostics } = parseYaml(frontMatterInPlace(text, split), name);
  const problem = said(diagnostics);
  if (problem !== null) return { problem };
  if (!isJsonObject(value)) return { problem: "Its front matter is no map of keys." };
  return { text, data: value, body: split.body, locate };
}

function fromJson(name: string, text: string): ReadContent {
  const read = readJson(text);
  const parsed = parseYaml(text, name);
  if ("value" in read) return { text, data: read.value, body: "", locate: parsed.locate };
  // JSON is YAML as well, and that reader knows where the mistake stands.
  return { problem: said(parsed.diagnostics) ?? read.problem };
}

const said = (diagnostics: readonly Diagnostic[]): string | null =>
  diagnostics.length === 0 ? null : diagnostics.map((one) => formatDiagnostic(one, { color: false })).join("\n\n");

/** The inputs that a file gives by itself: its data, and its body as `prompt` where the workflow has one. */
export function inputsOf({ data, body }: Content, names: readonly string[]): JsonObject {
  const own = isJsonObject(data) ? data : {};
  return names.includes("prompt") && !("prompt" in own) && body !== "" ? { ...own, prompt: body } : own;
}
