import type { RunView } from "../../../control/run-view.ts";
import type { Json } from "../../../core/json.ts";
import type { ErrorInfo } from "../../../core/outcome.ts";
import type { Style } from "../../style.ts";
import { dateText } from "../../text/durations.ts";
import { wrapped } from "../../text/width.ts";
import { oneLine, plainLines } from "../plain.ts";

interface Look {
  readonly width: number;
  readonly style: Style;
}

/** What a run was given, what it gave, where it works and what it has used. */
export function detailsRows(view: RunView, look: Look): readonly string[] {
  const sections: readonly (readonly [string, object])[] = [
    ["Error", view.error === null ? {} : errorFields(view.error)],
    ["Run", runFields(view)],
    ["Workspace", workspaceFields(view)],
    ["Used", usedFields(view)],
    ["Inputs", view.inputs],
    ["Outputs", view.output ?? {}],
    ["Context", view.context],
  ];
  return sections.flatMap(([title, fields]) => section(title, fields, look)).slice(1);
}

const listText = (items: readonly string[]): string | null => (items.length === 0 ? null : items.join(", "));

const runFields = ({ run, createdAt, endedAt, states, events }: RunView): object => ({
  id: run,
  started: dateText(createdAt),
  ended: endedAt === null ? null : dateText(endedAt),
  states: listText(states),
  takes: listText(events),
});

function workspaceFields({ workspace }: RunView): object {
  if (workspace === null) return {};
  const { kind, branch, path, base } = workspace;
  return kind === "worktree" ? { branch, folder: path, base } : { folder: path };
}

function usedFields({ spent }: RunView): object {
  if (spent === null) return {};
  const { turns, tokens, cost, unknown } = spent;
  return { turns, tokens, cost: `$${cost.toFixed(4)}`, "not told by all agents": listText(unknown) };
}

function errorFields({ message, at, cause }: ErrorInfo): object {
  return { message, ...(at !== null && { at }), ...(cause !== null && { because: cause.message }) };
}

function section(title: string, fields: object, { width, style }: Look): readonly string[] {
  const told = Object.entries(fields).filter(([, value]) => value !== null) as [string, Json][];
  if (told.length === 0) return [];
  const rows = told.flatMap(([name, value]) => {
    const words = typeof value === "string" ? value : JSON.stringify(value);
    const lines = plainLines(words.trimEnd()).flatMap((line) => wrapped(line, Math.max(1, width - 4)));
    const label = style.cyan(`${oneLine(name)}:`);
    const isShort = lines.length === 1 && (lines[0]?.length ?? 0) + name.length + 4 < width;
    return isShort ? `  ${label} ${lines[0] ?? ""}` : [`  ${label}`].concat(lines.map((line) => `    ${line}`));
  });
  return ["", style.bold(title), ...rows];
}
