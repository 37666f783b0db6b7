import { DEEPEST, isJsonObject, isTooDeep, type Json, type JsonObject } from "../core/json.ts";

/** What a script wrote to `$DROVER_OUTPUT`, or why that cannot be read. */
export type ScriptOutput = { readonly values: JsonObject } | { readonly problem: string };

/** Bytes; more belongs in a file, of which the output names the path. */
export const OUTPUT_LIMIT = 1024 * 1024;

const PAIR = /^([A-Za-z_][A-Za-z0-9_-]*)=(.*)$/;
const BLOCK = /^([A-Za-z_][A-Za-z0-9_-]*)<<(\S+)$/;

/** One JSON object, or lines: `key=value`, and blocks from `key<<END` to a line `END`. Values of lines are texts. */
export function parseScriptOutput(text: string): ScriptOutput {
  return text.trimStart().startsWith("{") ? parseObject(text) : parseLines(text.split(/\r?\n/));
}

function parseObject(text: string): ScriptOutput {
  try {
    const value: Json = JSON.parse(text);
    if (isTooDeep(value)) return { problem: `it is nested more than ${DEEPEST} levels deep` };
    return isJsonObject(value) ? { values: value } : { problem: "it is no JSON object" };
  } catch (error) {
    return {
      problem: `it starts as a JSON object and is none (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

function parseLines(lines: readonly string[]): ScriptOutput {
  const values: [string, Json][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const block = BLOCK.exec(line);
    const pair = PAIR.exec(line);
    if (block?.[1] !== undefined) {
      const end = lines.indexOf(block[2] ?? "", at + 1);
      if (end < 0) return { problem: `line ${at + 1} opens a block, and no line "${block[2]}" closes it` };
      values.push([block[1], lines.slice(at + 1, end).join("\n")]);
      at = end;
    } else if (pair?.[1] !== undefined) values.push([pair[1], pair[2] ?? ""]);
    else if (line.trim() !== "")
      return { problem: `line ${at + 1} is neither "key=value" nor "key<<END": ${JSON.stringify(line.slice(0, 80))}` };
  }
  return { values: Object.fromEntries(values) };
}
