import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Json, JsonObject } from "../../src/core/json.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

/** A signal as an `Answer:` line sends it. */
interface Answer {
  readonly name: string;
  readonly data: Json;
}

/** What the comments on top of an example say, taken at their word. */
export interface Example {
  /** From the project's root, as the command line names it. */
  readonly file: string;
  readonly says: string;
  /** Variables in front of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the command: `name=value` texts. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly answers: readonly Answer[];
}

export const exampleFiles = (): readonly string[] =>
  readdirSync(path.join(ROOT, "examples"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `examples/${file}`)
    .toSorted();

export function readExample(file: string): Example {
  const comments = readFileSync(path.join(ROOT, file), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("# "))
    .map((line) => line.slice(2));
  const [, says = ""] = comments;
  const run = words(linesOf(comments, "Run it:")[0] ?? "");
  const start = run.indexOf("npx");
  const [, program, command, named, ...options] = run.slice(start);
  if (program !== "drover" || command !== "run" || named !== file)
    throw new Error(`${file} does not say how to run it, but: ${run.join(" ")}`);
  return {
    file,
    says,
    env: pairs(run.slice(0, start)),
    inputs: pairs(options.filter((word) => word !== "-i")),
    answers: linesOf(comments, "Answer:").map((line) => answerOf(words(line))),
  };
}

const linesOf = (comments: readonly string[], label: string): readonly string[] =>
  comments.filter((line) => line.startsWith(label)).map((line) => line.slice(label.length).trim());

/** A command line as the shell reads it. */
function words(line: string): readonly string[] {
  const quoted = line.replaceAll("<run>", "RUN").replace(/^(\w+=\S*)/, "'$1'");
  const script = `set -- ${quoted}\nfor word; do printf '%s\\0' "$word"; done`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

const pairs = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));

function answerOf([npx, drover, command, run, ...rest]: readonly string[]): Answer {
  if (npx !== "npx" || drover !== "drover" || run !== "RUN") throw new Error(`no answer: ${rest.join(" ")}`);
  if (command === "approve") {
    const comment = rest[rest.indexOf("--comment") + 1] ?? null;
    return { name: "approve", data: rest.includes("--comment") ? { comment } : null };
  }
  const [name = "", flag, data = "null"] = rest;
  return { name, data: flag === "--data" ? (JSON.parse(data) as JsonObject) : null };
}
