import type { Entry, ToolStatus, Usage } from "../core/entry.ts";
import { printable } from "../core/printable.ts";
import { PLAIN, type Style } from "./style.ts";

/** Writes entries for people, while they come about: streamed texts grow, tools are told when something has become of them. */
export interface EntryWriter {
  text(entry: Entry): string;
  /** What an unfinished line needs before something else is printed. */
  end(): string;
}

export function createEntryWriter(style: Style): EntryWriter {
  const written = new Map<string, string>();
  let open: string | null = null;

  const end = (): string => {
    const text = open === null ? "" : "\n";
    open = null;
    return text;
  };

  function streamed(
    { id, text }: { readonly id: string; readonly text: string },
    look: (text: string) => string,
  ): string {
    const before = open === id ? (written.get(id) ?? "") : "";
    const head = open === id ? "" : end();
    // What was printed before it was replaced cannot be taken back: it is printed anew.
    const isGrown = text.startsWith(before);
    written.set(id, text);
    open = id;
    const news = isGrown ? text.slice(before.length) : `\n${text}`;
    return news === "" ? head : `${head}${look(printable(news))}`;
  }

  function once(id: string, text: string): string {
    if (text === "" || written.get(id) === text) return "";
    written.set(id, text);
    return `${end()}${text}\n`;
  }

  return {
    end,
    text(entry) {
      if (entry.type === "assistant") return streamed(entry, (text) => text);
      if (entry.type === "thinking") return streamed(entry, style.dim);
      return once(entry.id, lineOf(entry, style));
    },
  };
}

type Line = Exclude<Entry, { type: "assistant" | "thinking" }>;
type LineOf<T extends Line["type"]> = Extract<Line, { type: T }>;

const LINES: { readonly [T in Line["type"]]: (entry: LineOf<T>, style: Style) => string } = {
  user: ({ text }, style) => style.cyan(indented("›", printable(text))),
  tool: toolLine,
  plan: ({ items }, { dim }) =>
    items.map(({ text, status }) => dim(`  ${status === "completed" ? "✓" : "·"} ${printable(text)}`)).join("\n"),
  question: ({ text, choices, answer }, style) => {
    const offered = choices.length === 0 ? "" : style.dim(` (${choices.map(printable).join(" | ")})`);
    return `${style.yellow("?")} ${printable(text)}${offered}${answer === null ? "" : ` → ${printable(answer)}`}`;
  },
  usage: ({ usage }, { dim }) => dim(usageText(usage)),
  retry: ({ text }, style) => style.yellow(`↻ ${printable(text)}`),
  error: ({ text, class: errorClass, advice }, style) =>
    `${style.red(`✗ ${printable(text)}`)} ${style.dim(`(${errorClass})`)}${advice === null ? "" : `\n  ${advice}`}`,
  system: ({ text }, { dim }) => dim(printable(text)),
};

/** An entry that is told at once, without colours. */
export const entryLine = (entry: Line): string => lineOf(entry, PLAIN);

const lineOf = (entry: Line, style: Style): string => LINES[entry.type](entry as never, style);

function toolLine({ kind, status, title, command, paths, exitCode }: LineOf<"tool">, style: Style): string {
  // Nothing is known of it yet but that there will be one.
  if (status === "created") return "";
  const what = command ?? (paths.length > 0 && kind !== "other" ? paths.join(", ") : title);
  const notes = [...(exitCode === null || exitCode === 0 ? [] : [`exit code ${exitCode}`]), ...NOTES[status]];
  const text = `${SYMBOLS[status](style)} ${style.bold(kind)} ${printable(what.trim().split("\n", 1)[0] ?? "")}`;
  return notes.length === 0 ? text : `${text} ${style.dim(`(${notes.join(", ")})`)}`;
}

const SYMBOLS: Readonly<Record<ToolStatus, (style: Style) => string>> = {
  created: ({ dim }) => dim("·"),
  running: ({ cyan }) => cyan("▸"),
  awaiting_approval: ({ yellow }) => yellow("⏸"),
  succeeded: ({ green }) => green("✓"),
  failed: ({ red }) => red("✗"),
  denied: ({ red }) => red("⊘"),
  timed_out: ({ red }) => red("✗"),
  canceled: ({ dim }) => dim("✗"),
};

const NOTES: Readonly<Record<ToolStatus, readonly string[]>> = {
  created: [],
  running: [],
  awaiting_approval: ["awaits approval"],
  succeeded: [],
  failed: ["failed"],
  denied: ["denied"],
  timed_out: ["timed out"],
  canceled: ["canceled"],
};

/** What is known of it, in words. */
export function usageText({ inputTokens, outputTokens, cacheReadTokens, totalTokens, cost }: Usage): string {
  const count = (tokens: number | null, what: string): readonly string[] =>
    tokens === null ? [] : [`${tokens.toLocaleString("en")} ${what}`];
  const parts = [
    ...count(inputTokens, "in"),
    ...count(outputTokens, "out"),
    ...count(cacheReadTokens, "from cache"),
    ...(inputTokens === null && outputTokens === null ? count(totalTokens, "in all") : []),
  ];
  const tokens = parts.length === 0 ? "" : `tokens: ${parts.join(", ")}`;
  return [...(tokens === "" ? [] : [tokens]), ...(cost === null ? [] : [`$${cost.toFixed(4)}`])].join(" · ");
}

const indented = (mark: string, text: string): string => `${mark} ${text.trim().split("\n").join("\n  ")}`;
