import fs from "node:fs";
import path from "node:path";
import type { AgentProfile } from "../../core/agent.ts";
import { DroverError } from "../../core/errors.ts";
import { isWire, type WireName } from "../wire-names.ts";
import { confinedPath, isPlainPath } from "./confined-path.ts";

/** One thing that the agent did, `atMs` milliseconds after its start. */
export type RecordedAct = { readonly atMs: number } & (
  | { readonly stream: "stdout" | "stderr"; readonly text: string }
  /** `contentFile` lies in the recording's folder; `executable` sets the mode 0755. */
  | { readonly write: string; readonly contentFile: string; readonly executable?: boolean }
  | { readonly remove: string }
  /** A line that was said to the agent: the player waits for one. */
  | { readonly said: string }
);

/** The content of `recording.json`; docs/recordings.md describes it. */
export interface Recording {
  readonly version: 1;
  readonly agent: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** What the agent was asked; a replay does not compare it. */
  readonly prompt: string;
  /** How the recorded standard output is understood. */
  readonly format: AgentProfile["format"];
  readonly fields: AgentProfile["fields"];
  /** The protocol by which the agent was talked with; left out where it was not. */
  readonly wire?: WireName;
  /** With `wire`: what of the agent's profile decides on what is said to it. */
  readonly agentProfile?: Pick<AgentProfile, "model" | "mode" | "mcp" | "reasoning" | "permissions">;
  readonly pace: readonly RecordedAct[];
  readonly exitCode: number;
}

export const RECORDING_FILE = "recording.json";

/** Reads and checks a recording whole, so that nothing is played of one that is broken. Throws `recording.invalid`. */
export function readRecording(folder: string): Recording {
  const problems: string[] = [];
  const value = readJson(folder);
  checkHead(value, problems);
  const pace: unknown = value["pace"];
  if (Array.isArray(pace)) pace.forEach((act: unknown, index) => checkAct(folder, act, { index, problems }));
  else problems.push('"pace" is no list');
  if (problems.length > 0) throw invalid(folder, problems.join("; "));
  return value as unknown as Recording;
}

export const invalid = (folder: string, why: string, cause?: unknown): DroverError =>
  new DroverError("recording.invalid", `Cannot play the recording "${folder}": ${why}. Record it again.`, { cause });

type Loose = Readonly<Record<string, unknown>>;

function readJson(folder: string): Loose {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(path.join(folder, RECORDING_FILE), "utf8"));
    if (isObject(value)) return value;
  } catch (error) {
    throw invalid(
      folder,
      `${RECORDING_FILE} cannot be read (${error instanceof Error ? error.message : String(error)})`,
      error,
    );
  }
  throw invalid(folder, `${RECORDING_FILE} is no JSON object`);
}

const isObject = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const FIELDS = ["text", "session", "usage", "error"] as const;

function checkHead(value: Loose, problems: string[]): void {
  const { version, exitCode, format, fields } = value;
  if (version !== 1) problems.push(`"version" is ${JSON.stringify(version)}, and only 1 is known`);
  for (const key of ["agent", "madeAt", "prompt"])
    if (typeof value[key] !== "string") problems.push(`"${key}" is no text`);
  if (!Number.isInteger(exitCode) || Number(exitCode) < 0 || Number(exitCode) > 255)
    problems.push('"exitCode" is no number from 0 to 255');
  if (format !== "text" && format !== "jsonl" && format !== "stream-json")
    problems.push('"format" is neither "text" nor "jsonl" nor "stream-json"');
  checkFields(fields, problems);
  checkWire(value, problems);
}

function checkWire({ wire, agentProfile }: Loose, problems: string[]): void {
  if (wire !== undefined && (typeof wire !== "string" || !isWire(wire)))
    problems.push('"wire" is no protocol that is known');
  if (wire !== undefined && !isObject(agentProfile)) problems.push('"agentProfile" is no object');
}

function checkFields(fields: unknown, problems: string[]): void {
  if (!isObject(fields)) return void problems.push('"fields" is no object');
  for (const key of FIELDS)
    if (fields[key] !== null && typeof fields[key] !== "string")
      problems.push(`"fields.${key}" is neither a path nor null`);
}

function checkAct(folder: string, act: unknown, { index, problems }: { index: number; problems: string[] }): void {
  const problem = isObject(act) ? actProblem(folder, act) : "is no object";
  if (problem !== null) problems.push(`entry ${index + 1} ${problem}`);
}

function actProblem(folder: string, act: Loose): string | null {
  if (typeof act["atMs"] !== "number" || !(act["atMs"] >= 0)) return "has no time";
  if ("said" in act) return typeof act["said"] === "string" ? null : "has no text";
  return "stream" in act ? speechProblem(act) : changeProblem(folder, act);
}

const speechProblem = ({ stream, text }: Loose): string | null =>
  (stream === "stdout" || stream === "stderr") && typeof text === "string" ? null : "has no stream or no text";

function changeProblem(folder: string, { write, contentFile, remove }: Loose): string | null {
  const target = write ?? remove;
  if (typeof target !== "string" || !isPlainPath(target))
    return `names a path outside the workspace (${JSON.stringify(target)})`;
  if (write === undefined) return null;
  const file = typeof contentFile === "string" ? confinedPath(folder, contentFile) : null;
  if (file === null) return "names a content file outside the recording";
  const isThere = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return isThere ? null : `misses its content file ${String(contentFile)}`;
}
