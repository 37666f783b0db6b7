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
  const told = [...pathsOf(call), ...PATHS.map((key) => input[key]).flatMap(textsOf)];
  const named = told.length > 0 ? told : pathsWithin(input);
  return [...new Set(named.flatMap((file) => placesOf(cwd, file)))];
}

/** Of a tool whose arguments nobody knows, as those of other servers: whatever could be a path that leads out of the folder. */
function pathsWithin(value: Json): readonly string[] {
  if (typeof value === "string") return /[/~]|^\.\.$/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsWithin) : [];
}

/** What agents call paths among the arguments of their tools. */
const PATHS = ["path", "file_path", "filePath", "absolute_path", "dir_path", "notebook_path", "source", "destination"];

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
