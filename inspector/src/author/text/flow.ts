import type { Entry, Path } from "./outline.ts";

/** Where a text stands within `{ }` and `[ ]`. */
interface Level {
  readonly kind: "map" | "list";
  /** The key whose value is being written; `null` before its colon. */
  key: string | null;
  index: number;
}

interface Word {
  readonly from: number;
  to: number;
}

interface Reading {
  readonly text: string;
  /** The path of the value itself. */
  readonly path: Path;
  readonly levels: Level[];
  readonly entries: (Entry & { value: string })[];
  /** What was read since the last bracket, comma or colon. */
  word: Word | null;
}

interface Flow {
  /** What is not closed yet, outer ones first. */
  readonly levels: readonly Level[];
  readonly entries: readonly Entry[];
  /** Behind the closing bracket, or the end of what was read. */
  readonly end: number;
}

/** An expression, which may hold anything; a text in quotes; a sign; the colon behind a key; a word. */
const TOKEN =
  /\$\{\{[\s\S]*?(?:\}\}|$)|(?<=[\s{[,:])(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$))|[{}[\],]|:(?=[\s,}\]]|$)|(?:[^\s{}[\],:$]|\$(?!\{\{))+|:/g;

/** Reads a value in brackets from `start` on, `end` at most. Forgiving: what is not closed is being written. */
export function readFlow(text: string, path: Path, start: number, end: number): Flow {
  const reading: Reading = { text, path, levels: [], entries: [], word: null };
  for (const { 0: token, index } of text.slice(start, end).matchAll(TOKEN)) {
    const at = start + index;
    const take = SIGNS[token] ?? takeWord;
    take(reading, at, token);
    if (reading.levels.length === 0) return { levels: [], entries: reading.entries, end: at + 1 };
  }
  return { levels: reading.levels, entries: reading.entries, end };
}

type Take = (reading: Reading, at: number, token: string) => void;

const open =
  (kind: Level["kind"]): Take =>
  (reading) => {
    reading.levels.push({ kind, key: null, index: 0 });
    reading.word = null;
  };

const close: Take = (reading) => {
  reading.levels.pop();
  reading.word = null;
};

const SIGNS: Readonly<Record<string, Take>> = {
  "{": open("map"),
  "[": open("list"),
  "}": close,
  "]": close,
  ",": (reading) => {
    const top = reading.levels.at(-1);
    if (top !== undefined) Object.assign(top, { key: null, index: top.index + 1 });
    reading.word = null;
  },
  ":": takeColon,
};

function takeColon(reading: Reading, at: number, token: string): void {
  const { text, path, levels, entries, word } = reading;
  const top = levels.at(-1);
  if (word === null || top?.kind !== "map" || top.key !== null) return takeWord(reading, at, token);
  const outer = within(levels);
  top.key = unquoted(text.slice(word.from, word.to));
  entries.push({ path: [...path, ...outer, top.key], from: word.from, to: word.to, value: "" });
  reading.word = null;
}

function takeWord(reading: Reading, at: number, token: string): void {
  const word = reading.word ?? { from: at, to: at };
  word.to = at + token.length;
  reading.word = word;
  const last = reading.entries.at(-1);
  if (last !== undefined && reading.levels.at(-1)?.key === last.path.at(-1))
    last.value = unquoted(reading.text.slice(word.from, word.to));
}

/** The path from the outermost bracket to where reading stands. */
export const within = (levels: readonly Level[]): Path =>
  levels.flatMap(({ kind, key, index }): Path => (kind === "list" ? [index] : key === null ? [] : [key]));

export const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
