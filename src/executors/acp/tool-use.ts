import type { FileDiff, ToolKind } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { TOOL_KINDS, type ToolUse } from "../../core/permissions.ts";
import { hostOf, placesOf } from "../talking/subjects.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";

/** What an agent asks leave for. Its arguments are its own words, so what cannot be read counts as nothing known. */
export function toolUseOf(call: JsonObject, cwd: string): ToolUse {
  const kind = kindOf(call["kind"]);
  const input = objectOf(call["rawInput"]);
  return { kind, title: textOf(call["title"]) || "a tool", subjects: subjectsOf(kind, call, { input, cwd }) };
}

function subjectsOf(
  kind: ToolKind,
  call: JsonObject,
  { input, cwd }: { input: JsonObject; cwd: string },
): readonly string[] {
  if (kind === "execute") return commandOf(input);
  if (kind === "fetch") return hostOf(textOf(input["url"]));
  if (kind === "mcp" || kind === "subagent") return namesOf(call);
  const isLooking = kind === "read" || kind === "search";
  const told = [...pathsOf(call), ...pathsNamed(input, isLooking ? isPathOrPattern : isPath)];
  const named = told.length > 0 ? told : pathsWithin(input);
  return [...new Set(named.flatMap((file) => placesOf(cwd, file)))];
}

/** Of a tool whose arguments nobody knows, as those of other servers: whatever could be a path that leads out of the folder. */
function pathsWithin(value: Json): readonly string[] {
  if (typeof value === "string") return /[/~]|^\.\.$/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsWithin) : [];
}

type IsPlace = (key: string, text: string) => boolean;

/** What its arguments call paths, alone or in lists, at any depth; and names of arguments that are paths themselves. */
function pathsNamed(value: Json | undefined, isPlace: IsPlace, name = ""): readonly string[] {
  if (typeof value === "string") return isPlace(name, value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one: Json) => pathsNamed(one, isPlace, name));
  const inside = Object.entries(value).flatMap(([key, inner]) => pathsNamed(inner, isPlace, key));
  return [...Object.keys(value).filter((key) => LEADS_OUT.test(key)), ...inside];
}

const PATH =
  /(?:path|file|file_?name|dir|director(?:y|ie)|folder|uri)s?$|^(?:source|destination|src|dst|dest|target|from|to|root|cwd)$/i;
const PATTERN = /(?:pattern|glob|include)s?$/i;
/** Beyond the folder that is searched; of a pattern alone nobody knows whether it is one of paths. */
const LEADS_OUT = /^\s*(?:[/~]|\$\{?HOME|file:)|(?:^|[/{,])\.\.(?:[/,}]|$)|[{,][/~]/i;

const isPath: IsPlace = (key) => PATH.test(key);
const isPathOrPattern: IsPlace = (key, text) => PATH.test(key) || (PATTERN.test(key) && LEADS_OUT.test(text));

/** Told by our own client of OpenCode; the protocol has no place for them. */
function namesOf(call: JsonObject): readonly string[] {
  const { names } = objectOf(call["_meta"]);
  return Array.isArray(names) ? names.map(String) : [];
}

export const kindOf = (kind: Json | undefined): ToolKind => TOOL_KINDS.find((known) => known === kind) ?? "other";

export function commandOf({ command, cmd }: JsonObject): readonly string[] {
  const found = command ?? cmd ?? null;
  if (typeof found === "string") return [found];
  return Array.isArray(found) ? [found.map(String).join(" ")] : [];
}

/** Where it works, and what its changes name. */
export function pathsOf({ locations, content }: JsonObject): readonly string[] {
  const places = Array.isArray(locations) ? locations.flatMap((place: Json) => textsOf(objectOf(place)["path"])) : [];
  return [...places, ...diffsOf(content).map(({ path }) => path)];
}

export const diffsOf = (content: Json | undefined): readonly FileDiff[] =>
  Array.isArray(content)
    ? content.flatMap((part: Json) => {
        const { path, oldText, newText } = objectOf(part);
        if (typeof path !== "string") return [];
        return [{ path, before: textOrNull(oldText), after: textOrNull(newText), unified: null }];
      })
    : [];

const textsOf = (value: Json | undefined): readonly string[] => (typeof value === "string" ? [value] : []);

const textOrNull = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
