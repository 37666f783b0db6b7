import { readFileSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { DroverError } from "../core/errors.ts";
import { diagnosticIn } from "../definition/source.ts";

/** `agents/mine.yaml:3:5: …`, as a profile's mistakes are told. */
const MISTAKE = /^(.+?):(\d+):(\d+): (.*)$/s;

/** The mistakes of an `agent.invalid` as those of files are told, with paths from `root`; `null` for every other error. */
export function profileMistakes(error: unknown, root: string): readonly Diagnostic[] | null {
  if (!(error instanceof DroverError) || error.code !== "agent.invalid") return null;
  return (error.details as readonly string[]).flatMap((mistake) => {
    const [, file = "", line = "1", column = "1", message = ""] = MISTAKE.exec(mistake) ?? [];
    const from = path.relative(root, file);
    const shown = { file: from.startsWith("..") ? file : from, text: readFileSync(file, "utf8") };
    return [diagnosticIn(shown, { line: Number(line), column: Number(column) }, { code: "D210", message })];
  });
}
