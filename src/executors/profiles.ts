import fs from "node:fs";
import path from "node:path";
import type { AgentProfile, AgentProfiles } from "../core/agent.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { DroverError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { checkFields, checkTogether, readFields, withoutForeign } from "./profile-fields.ts";
import { checkReferences } from "./profile-references.ts";
import { chainOf, overlaid, type ProfileSource, wholeValue } from "./profile-layers.ts";
import { type Path, type Reader, within } from "./profile-reader.ts";

/** A YAML file as `parseYaml` of the definition reads it. */
interface ParsedFile {
  readonly value: Json;
  readonly locate: (path: Path) => { readonly line: number; readonly column: number };
  readonly diagnostics?: readonly Pick<Diagnostic, "line" | "column" | "message">[];
}

export type ParseYaml = (text: string, file: string) => ParsedFile;

export interface ProfileFile {
  readonly file: string;
  readonly text: string;
}

/** Profiles, and where each comes from. */
export interface LoadedProfiles extends AgentProfiles {
  /** The profile's own file, then those that it extends, nearest first. Absolute. */
  files(name: string): readonly string[];
}

const PROFILE = /^(.+)\.ya?ml$/;

/**
 * Reads `<name>.yaml` of every folder; a later folder's profile replaces an earlier one of the same name, and a folder that is
 * not there holds none. Throws DroverError `agent.invalid` with every mistake of every file, each with its place.
 */
export const loadProfiles = (folders: readonly string[], parseYaml: ParseYaml): LoadedProfiles =>
  readProfiles(profileFiles(folders), parseYaml);

export function profileFiles(folders: readonly string[]): readonly ProfileFile[] {
  return folders.flatMap((folder) => {
    if (!fs.existsSync(folder)) return [];
    const names = fs.readdirSync(folder).filter((name) => PROFILE.test(name));
    return names
      .toSorted()
      .map((name) => path.join(folder, name))
      .map(readFile);
  });
}

const readFile = (file: string): ProfileFile => ({ file, text: fs.readFileSync(file, "utf8") });

/** The same for texts; of those with one name the last one counts. */
export function readProfiles(files: readonly ProfileFile[], parseYaml: ParseYaml): LoadedProfiles {
  const mistakes = files.map((): string[] => []);
  const sources = files.map((file, index) => sourceOf(file, parseYaml, mistakes[index] ?? []));
  const resolved = sources.flatMap((source) => resolve(source, sources) ?? []);
  const known = new Map(resolved.flatMap(byName));
  for (const source of sources) checkReferences(source, known);
  const found = mistakes.flat();
  if (found.length > 0)
    throw new DroverError("agent.invalid", `Cannot use the agent profiles:\n${found.join("\n")}`, { details: found });
  return asProfiles(new Map(resolved.map((one) => [one.profile.name, one])));
}

function sourceOf({ file, text }: ProfileFile, parseYaml: ParseYaml, mistakes: string[]): ProfileSource {
  const parsed = parseYaml(text, file);
  const tell = (line: number, column: number, message: string): void =>
    void mistakes.push(`${file}:${line}:${column}: ${message}`);
  const report = (at: Path, message: string): void => {
    const { line, column } = parsed.locate(at);
    tell(line, column, message);
  };
  for (const { line, column, message } of parsed.diagnostics ?? []) tell(line, column, message);
  const name = PROFILE.exec(path.basename(file))?.[1] ?? file;
  if (name.includes(":")) report([], "A profile's name holds no `:`; that stands before a variant.");
  const value = isJsonObject(parsed.value) ? parsed.value : {};
  if (value !== parsed.value && mistakes.length === 0)
    report([], "An agent profile is a map of keys, such as `command: [claude, -p]`.");
  checkFields(name, file, { value, report });
  return { name, file, value, report, isSound: mistakes.length === 0 };
}

interface Resolved {
  readonly profile: AgentProfile;
  readonly variants: ReadonlyMap<string, AgentProfile>;
  readonly files: readonly string[];
}

const byName = ({ profile, variants }: Resolved): readonly (readonly [string, AgentProfile])[] => [
  [profile.name, profile],
  ...[...variants.values()].map((variant) => [variant.name, variant] as const),
];

/** A file with what it extends, and its variants; `null` when that cannot be told for mistakes. */
function resolve(source: ProfileSource, all: readonly ProfileSource[]): Resolved | null {
  const chain = chainOf(source, all);
  if (chain === null) return null;
  const { name, file } = source;
  const value = wholeValue(chain);
  const own: Reader = { value: source.value, report: reportNear(source) };
  const profile = readWhole(source, name, value);
  checkTogether(profile, own);
  const variants = profile.variants.map((variant) => [variant, readVariant(source, value, variant)] as const);
  return { profile, variants: new Map(variants), files: [file, ...chain.slice(1).map((base) => base.file)] };
}

function readVariant(source: ProfileSource, value: JsonObject, variant: string): AgentProfile {
  const at = ["variants", variant];
  const over = within({ value, report: source.report }, ...at);
  const profile = readWhole(source, `${source.name}:${variant}`, { ...overlaid(value, over.value), variants: {} });
  // One that comes along with what the file extends is looked at there.
  const own = isJsonObject(source.value["variants"]) && variant in source.value["variants"];
  if (own) checkTogether(profile, over);
  return profile;
}

/** Every key is known to be right by itself. */
const readWhole = ({ file }: ProfileSource, name: string, value: JsonObject): AgentProfile =>
  readFields(name, file, { value: withoutForeign(value), report: () => undefined });

/** What the file does not say itself it has from what it extends. */
const reportNear =
  ({ value, report }: ProfileSource) =>
  (at: Path, message: string): void =>
    report(String(at[0]) in value || !("extends" in value) ? at : ["extends"], message);

function asProfiles(resolved: ReadonlyMap<string, Resolved>): LoadedProfiles {
  const list = [...resolved.values()].map(({ profile }) => profile).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const find = (name: string): Resolved => {
    const [profile = ""] = name.split(":");
    return resolved.get(profile) ?? refuse(name, list);
  };
  return {
    list: () => list,
    files: (name) => find(name).files,
    get(name) {
      const { profile, variants } = find(name);
      if (profile.name === name) return profile;
      return variants.get(name.slice(profile.name.length + 1)) ?? refuse(name, list);
    },
  };
}

/** Every name that a step may give. */
export const namesOf = (profiles: readonly AgentProfile[]): readonly string[] =>
  profiles.flatMap(({ name, variants }) => [name, ...variants.map((variant) => `${name}:${variant}`)]);

function refuse(name: string, profiles: readonly AgentProfile[]): never {
  const known = namesOf(profiles);
  const near = nearest(name, known);
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  const list =
    known.length === 0 ? "There is none yet; put one into .drover/agents/." : `Known: ${known.toSorted().join(", ")}.`;
  throw new DroverError("agent.unknown", `Cannot find agent "${name}": no profile has that name.${hint} ${list}`);
}
