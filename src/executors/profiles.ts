import fs from "node:fs";
import path from "node:path";
import type { AgentProfile, AgentProfiles } from "../core/agent.ts";
import { DroverError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { type ParsedFile, readProfile } from "./profile-fields.ts";

export type ParseYaml = (text: string, file: string) => ParsedFile;

const PROFILE = /^(.+)\.ya?ml$/;

/**
 * Reads `<name>.yaml` of every folder; a later folder's profile replaces an earlier one of the same name, and a folder that is
 * not there holds none. Throws DroverError `agent.invalid` with every mistake of every file, each with its place.
 */
export function loadProfiles(folders: readonly string[], parseYaml: ParseYaml): AgentProfiles {
  const profiles = new Map<string, AgentProfile>();
  const mistakes: string[] = [];
  for (const file of folders.flatMap(profileFiles)) {
    const name = PROFILE.exec(path.basename(file))?.[1] ?? file;
    const { profile, problems } = readProfile(name, file, parseYaml(fs.readFileSync(file, "utf8"), file));
    profiles.set(name, profile);
    mistakes.push(...problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
  }
  if (mistakes.length > 0) throw invalidProfiles(mistakes);
  const list = [...profiles.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { list: () => list, get: (name) => profiles.get(name) ?? refuse(name, [...profiles.keys()]) };
}

function profileFiles(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => PROFILE.test(name));
  return names.toSorted().map((name) => path.join(folder, name));
}

const invalidProfiles = (mistakes: readonly string[]): DroverError =>
  new DroverError("agent.invalid", `Cannot use the agent profiles:\n${mistakes.join("\n")}`, { details: mistakes });

function refuse(name: string, known: readonly string[]): never {
  const near = nearest(name, known);
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  const list =
    known.length === 0 ? "There is none yet; put one into .drover/agents/." : `Known: ${known.toSorted().join(", ")}.`;
  throw new DroverError("agent.unknown", `Cannot find agent "${name}": no profile has that name.${hint} ${list}`);
}
