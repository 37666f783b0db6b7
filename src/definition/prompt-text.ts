import type { Diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import { frontMatterInPlace, splitFrontMatter, type FrontMatter } from "./front-matter.ts";
import { readYaml } from "./parse-yaml.ts";
import { diagnosticAt, type Finding, type Range, type Source } from "./source.ts";
import type { MutableJson } from "./yaml-tree.ts";

interface PromptText {
  /** Names of its arguments. */
  readonly parameters: readonly string[];
  readonly body: string;
  readonly diagnostics: readonly Diagnostic[];
}

type Tell = (range: Range, finding: Omit<Finding, "code">) => void;

/** Where an argument goes. */
export const PLACE = /\$\{\{\s*arguments\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Front matter between two lines of `---` says what the file is about and which arguments it takes; the rest is the prompt. */
export function readPromptText(source: Source): PromptText {
  const split = splitFrontMatter(source.text);
  const { body, bodyAt } = split;
  const diagnostics: Diagnostic[] = [];
  const tell: Tell = (range, finding) =>
    void diagnostics.push(diagnosticAt(source, range, { code: "D213", ...finding }));
  const front = readFront(source, split);
  diagnostics.push(...front.diagnostics);
  const parameters = argumentNames(front, tell);
  checkKeys(front, tell);
  if (body === "") tell({ start: 0, end: 1 }, { message: "The prompt file says nothing." });
  checkPlaces(body, parameters, (range, finding) =>
    tell({ start: bodyAt + range.start, end: bodyAt + range.end }, finding),
  );
  return { parameters, body, diagnostics };
}

interface Front {
  readonly value: Readonly<Record<string, MutableJson>>;
  readonly rangeOf: (key: string) => Range;
  readonly diagnostics: readonly Diagnostic[];
}

function readFront(source: Source, split: FrontMatter): Front {
  const whole: Range = { start: split.frontAt, end: split.frontAt + 1 };
  if (split.front.trim() === "") return { value: {}, rangeOf: () => whole, diagnostics: [] };
  const { value, places, diagnostics } = readYaml(frontMatterInPlace(source.text, split), source.file);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { value, rangeOf: (key) => places.get(value)?.get(key)?.range ?? whole, diagnostics };
  const noMap = diagnosticAt(source, whole, { code: "D213", message: "Front matter is a map of keys." });
  return { value: {}, rangeOf: () => whole, diagnostics: diagnostics.length === 0 ? [noMap] : diagnostics };
}

const KEYS = ["description", "arguments"];

function checkKeys({ value, rangeOf }: Front, tell: Tell): void {
  for (const key of Object.keys(value).filter((one) => !KEYS.includes(one)))
    tell(rangeOf(key), {
      message: `Unknown key "${key}" in front matter.`,
      expected: KEYS.join(", "),
      suggestion: nearest(key, KEYS),
    });
  if (typeof (value["description"] ?? "") !== "string")
    tell(rangeOf("description"), { message: "A description is a text." });
}

function argumentNames({ value, rangeOf }: Front, tell: Tell): readonly string[] {
  const list = value["arguments"] ?? [];
  const names = Array.isArray(list) ? list.filter((name): name is string => typeof name === "string") : [];
  if (!Array.isArray(list) || names.length < list.length || names.some((name) => !NAME.test(name)))
    tell(rangeOf("arguments"), {
      message: "The arguments of a prompt file are a list of names.",
      expected: "letters, digits and _, such as [issue, hints]",
    });
  return names;
}

/** What the file may be handed stands in its front matter: it knows nothing of the workflow that uses it. */
function checkPlaces(body: string, parameters: readonly string[], tell: Tell): void {
  const expected =
    parameters.length === 0
      ? "arguments: [name] in front matter"
      : parameters.map((one) => `arguments.${one}`).join(", ");
  for (const { 0: whole, index } of body.matchAll(/\$\{\{(?:[^]*?\}\})?/g)) {
    const [, name = null] = new RegExp(`^${PLACE.source}$`).exec(whole) ?? [];
    if (name !== null && parameters.includes(name)) continue;
    const near = name === null ? null : nearest(name, parameters);
    const message =
      name === null
        ? "A prompt file knows nothing but its arguments."
        : `The front matter names no argument "${name}".`;
    const suggestion = near === null ? null : `arguments.${near}`;
    tell({ start: index, end: index + whole.length }, { message, expected, suggestion });
  }
}
