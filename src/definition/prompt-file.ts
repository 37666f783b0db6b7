import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { hasKey, lacks, report, spot, valueAt, valueRange, type Build } from "./build.ts";
import { templates } from "./check-text.ts";
import type { Template } from "./definition.ts";
import type { Prompt } from "./generated/workflow-file.ts";
import { readYaml } from "./parse-yaml.ts";
import type { Sight } from "./sights.ts";
import { diagnosticAt, type Finding, type Range, type Source } from "./source.ts";

type FileOf = Exclude<Prompt, string>;

/**
 * `prompt: { file, with }` as one template: the file's text, with what `with` gives in the places of its arguments. So it is part of the
 * definition and of its hash, and what runs does not change when the file does.
 */
export function promptFromFile(build: Build, raw: object, prompt: FileOf, sight: Sight): Template | null {
  const values = templates(build, prompt.with, sight);
  const { file } = prompt;
  if (file === undefined) {
    if (lacks(build, prompt, "file"))
      report(build, valueRange(build, spot(raw, "prompt")), {
        code: "D102",
        message: "The prompt does not say which file.",
        suggestion: 'add "file: prompts/….md", or write the prompt as a text',
      });
    return null;
  }
  const where = spot(prompt, "file");
  const source = build.references.text(file);
  if (source === null) {
    report(build, valueRange(build, where), {
      code: "D213",
      message: `Cannot read the prompt file "${file}".`,
      expected: "a Markdown file, its path counted from this file's folder",
    });
    return null;
  }
  const { parameters, body, diagnostics } = readPromptFile(source);
  build.diagnostics.push(...diagnostics);
  if (diagnostics.length === 0) checkArguments(build, prompt, parameters);
  const text = body.replaceAll(PLACE, (_, name: string) => textOf(values[name]?.value ?? ""));
  return { value: text, at: valueAt(build, where) };
}

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function checkArguments(build: Build, prompt: FileOf, parameters: readonly string[]): void {
  const values = prompt.with ?? {};
  const given = Object.keys(values);
  const meant = new Set<string | null>();
  for (const name of given.filter((one) => !parameters.includes(one))) {
    const suggestion = nearest(name, parameters);
    meant.add(suggestion);
    report(build, valueRange(build, spot(values, name)), {
      code: "D211",
      message: `The prompt file "${prompt.file ?? ""}" has no argument "${name}".`,
      expected: parameters.length === 0 ? "no arguments" : parameters.join(", "),
      suggestion,
    });
  }
  // A misspelt name is one mistake, not one too many and one too few.
  for (const name of parameters.filter((one) => !hasKey(build, values, one) && !meant.has(one)))
    report(build, valueRange(build, spot(prompt, "file")), {
      code: "D211",
      message: `The prompt file "${prompt.file ?? ""}" needs the argument "${name}".`,
      suggestion: `add "with: { ${name}: … }"`,
    });
}

interface PromptText {
  readonly parameters: readonly string[];
  readonly body: string;
  readonly diagnostics: readonly Diagnostic[];
}

const FRONT = /^---[ \t]*\r?\n([^]*?)^---[ \t]*(?:\r?\n|$)/m;
const PLACE = /\$\{\{\s*arguments\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Front matter between two lines of `---` says what the file is about and which arguments it takes; the rest is the prompt. */
function readPromptFile(source: Source): PromptText {
  const diagnostics: Diagnostic[] = [];
  const found = source.text.startsWith("---") ? FRONT.exec(source.text) : null;
  const whole = found?.[0] ?? "";
  const body = source.text.slice(whole.length).trim();
  const bodyAt = source.text.indexOf(body, whole.length);
  const tell = (range: Range, finding: Omit<Finding, "code">): void =>
    void diagnostics.push(diagnosticAt(source, range, { code: "D213", ...finding }));
  const parameters = found === null ? [] : frontMatter(source, found[1] ?? "", { diagnostics, tell });
  if (body === "") tell({ start: 0, end: 1 }, { message: "The prompt file says nothing." });
  checkPlaces(body, parameters, (start, end, finding) => tell({ start: bodyAt + start, end: bodyAt + end }, finding));
  return { parameters, body, diagnostics };
}

interface Telling {
  readonly diagnostics: Diagnostic[];
  readonly tell: (range: Range, finding: Omit<Finding, "code">) => void;
}

const KEYS = ["description", "arguments"];

function frontMatter(source: Source, text: string, { diagnostics, tell }: Telling): readonly string[] {
  if (text.trim() === "") return [];
  // In the place where it stands in the file, so that its mistakes do as well.
  const start = source.text.indexOf(text);
  const parsed = readYaml(`${source.text.slice(0, start).replaceAll(/[^\r\n]/g, "#")}${text}`, source.file);
  diagnostics.push(...parsed.diagnostics);
  const { value, places } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    if (parsed.diagnostics.length === 0) tell({ start, end: start + 1 }, { message: "Front matter is a map of keys." });
    return [];
  }
  const rangeOf = (key: string): Range => places.get(value)?.get(key)?.range ?? { start, end: start + 1 };
  for (const key of Object.keys(value).filter((one) => !KEYS.includes(one)))
    tell(rangeOf(key), {
      message: `Unknown key "${key}" in front matter.`,
      expected: KEYS.join(", "),
      suggestion: nearest(key, KEYS),
    });
  const { description = "", arguments: list = [] } = value;
  if (typeof description !== "string") tell(rangeOf("description"), { message: "A description is a text." });
  const names = Array.isArray(list) ? list.filter((name): name is string => typeof name === "string") : [];
  if (!Array.isArray(list) || names.length < list.length || names.some((name) => !NAME.test(name)))
    tell(rangeOf("arguments"), {
      message: "The arguments of a prompt file are a list of names.",
      expected: "letters, digits and _, such as [issue, hints]",
    });
  return names;
}

type TellAt = (start: number, end: number, finding: Omit<Finding, "code">) => void;

/** What the file may be handed stands in its front matter: it knows nothing of the workflow that uses it. */
function checkPlaces(body: string, parameters: readonly string[], tell: TellAt): void {
  for (const { 0: whole, index } of body.matchAll(/\$\{\{(?:[^]*?\}\})?/g)) {
    const [, name = null] = new RegExp(`^${PLACE.source}$`).exec(whole) ?? [];
    if (name !== null && parameters.includes(name)) continue;
    const near = name === null ? null : nearest(name, parameters);
    tell(index, index + whole.length, {
      message:
        name === null
          ? "A prompt file knows nothing but its arguments."
          : `The front matter names no argument "${name}".`,
      expected:
        parameters.length === 0
          ? "arguments: [name] in front matter"
          : parameters.map((one) => `arguments.${one}`).join(", "),
      suggestion: near === null ? null : `arguments.${near}`,
    });
  }
}
