import path from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { Path } from "./profile-reader.ts";

/** What one file says. `report` takes its mistakes, `isSound` is whether each of its keys is right by itself. */
export interface ProfileSource {
  readonly name: string;
  readonly file: string;
  readonly value: JsonObject;
  readonly report: (at: Path, message: string) => void;
  readonly isSound: boolean;
}

/**
 * A file with everything that it extends, itself first; `null` when that cannot be followed, or holds mistakes. They are reported
 * by the file that makes them. `all`: every file, and of those with one name the one that counts last.
 */
export function chainOf(source: ProfileSource, all: readonly ProfileSource[]): readonly ProfileSource[] | null {
  const chain = [source];
  for (let at = source; wanted(at) !== null;) {
    const base = baseOf(at, all);
    if (base === null && at === source) source.report(["extends"], unknownBase(source, all));
    if (base === source) source.report(["extends"], `\`extends\` leads back to this file: ${loop(chain)}.`);
    if (base === null || chain.includes(base)) return null;
    chain.push(base);
    at = base;
  }
  return chain.every(({ isSound }) => isSound) ? chain : null;
}

function wanted({ value }: ProfileSource): string | null {
  const name = value["extends"];
  return typeof name === "string" ? name : null;
}

/** A file that extends its own name means the one that it stands before, such as a shipped one. */
function baseOf(source: ProfileSource, all: readonly ProfileSource[]): ProfileSource | null {
  const name = wanted(source);
  const known = name === source.name ? all.slice(0, all.indexOf(source)) : all;
  return known.findLast((other) => other.name === name) ?? null;
}

function unknownBase(source: ProfileSource, all: readonly ProfileSource[]): string {
  const name = wanted(source) ?? "";
  if (name === source.name) return `\`${name}\` extends itself: no profile of that name ships with Drover.`;
  const [profile = ""] = name.split(":");
  if (profile !== name && all.some((other) => other.name === profile))
    return `A variant cannot be extended. Extend \`${profile}\`: its variants come along.`;
  const known = [...new Set(all.map((other) => other.name))].filter((other) => other !== source.name);
  const near = nearest(name, known);
  const hint = near === null ? `Known: ${known.toSorted().join(", ")}.` : `Did you mean \`${near}\`?`;
  return `No profile is named \`${name}\`. ${hint}`;
}

const loop = (chain: readonly ProfileSource[]): string =>
  [...chain, ...chain.slice(0, 1)].map(({ name }) => name).join(" → ");

/** The whole value of a chain: what stands nearer counts more. */
export const wholeValue = (chain: readonly ProfileSource[]): JsonObject =>
  chain.toReversed().reduce<JsonObject>((base, source) => overlaid(base, ownValue(source)), {});

/** A recording's folder is counted from the file that names it, not from the one that extends that. */
function ownValue({ file, value }: ProfileSource): JsonObject {
  const { extends: _, recording, ...own } = value;
  if (typeof recording !== "string") return own;
  return { ...own, recording: path.resolve(path.dirname(file), recording) };
}

const BY_KEY: ReadonlySet<string> = new Set(["env", "mcp", "fields", "limits", "variants"]);
const LISTS: readonly string[] = ["allow", "ask", "deny"];

/** Maps are laid over each other by key, lists of permissions stand one behind the other, everything else replaces. */
export function overlaid(base: JsonObject, over: JsonObject): JsonObject {
  const laid = Object.entries(over).map(([key, value]) => [key, overlaidKey(key, base[key] ?? null, value)] as const);
  return { ...base, ...Object.fromEntries(laid) };
}

function overlaidKey(key: string, base: Json, over: Json): Json {
  if (!isJsonObject(base) || !isJsonObject(over)) return over;
  if (BY_KEY.has(key)) return { ...base, ...over };
  if (key !== "permissions") return over;
  const lists = LISTS.map((list) => [list, [...items(over[list]), ...items(base[list])]] as const);
  return { ...base, ...over, ...Object.fromEntries(lists), ...overlaidApprover(base["approver"], over["approver"]) };
}

/** What a base keeps for a person stays so. */
function overlaidApprover(base: Json | undefined, over: Json | undefined): JsonObject {
  if (!isJsonObject(base) || !isJsonObject(over)) return {};
  return { approver: { ...base, ...over, person: [...items(over["person"]), ...items(base["person"])] } };
}

const items = (list: Json | undefined): readonly Json[] => (Array.isArray(list) ? list : []);
