import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { hasKey, lacks, report, spot, valueAt, valueRange, type Build } from "./build.ts";
import { templates } from "./check-text.ts";
import type { Template } from "./definition.ts";
import type { Prompt } from "./generated/workflow-file.ts";
import { PLACE, readPromptText } from "./prompt-text.ts";
import type { Sight } from "./sights.ts";

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
  const { parameters, body, diagnostics } = readPromptText(source);
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
