import type { FileDiff } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";

/** The files that a change names, where it moves them too. */
export const pathsOf = (changes: Json | undefined): readonly string[] => [
  ...new Set(
    changesOf(changes).flatMap(({ path, kind }) => {
      const moved = textOf(objectOf(kind)["move_path"]);
      return moved === "" ? [textOf(path)] : [textOf(path), moved];
    }),
  ),
];

/** Codex gives a new or deleted file's content, and hunks without a header for what it changes. */
export const diffsOf = (changes: Json | undefined): readonly FileDiff[] =>
  changesOf(changes).map(({ path, kind, diff }) => {
    const { type } = objectOf(kind);
    const told = typeof diff === "string" ? diff : null;
    return {
      path: textOf(path),
      before: type === "delete" ? told : null,
      after: type === "add" ? told : null,
      unified: type === "add" || type === "delete" ? null : told,
    };
  });

const changesOf = (changes: Json | undefined): readonly JsonObject[] =>
  Array.isArray(changes)
    ? changes.map((change: Json) => objectOf(change)).filter(({ path }) => typeof path === "string" && path !== "")
    : [];

/** How rules name a tool of a server. */
export const mcpTool = (server: Json | undefined, tool: Json | undefined): string =>
  `${textOf(server)}__${textOf(tool)}`;
