import { useState } from "react";
import type { DiffLine } from "../../diff/lines.ts";
import { useKept } from "../../ui/kept.ts";

/** Words on one or several lines of a file, not yet sent. */
export interface LineComment {
  readonly id: string;
  readonly path: string;
  /** On which side the numbers count. */
  readonly side: "before" | "after";
  readonly from: number;
  readonly to: number;
  /** With their signs, as they were when it was written. */
  readonly lines: readonly string[];
  readonly text: string;
  /** Somebody writes it. */
  readonly isOpen: boolean;
}

export interface Comments {
  readonly all: readonly LineComment[];
  readonly add: (path: string, lines: readonly DiffLine[]) => void;
  readonly change: (id: string, change: Partial<Pick<LineComment, "text" | "isOpen">>) => void;
  readonly remove: (id: string) => void;
  /** Those with words have gone; those that somebody has begun stay. */
  readonly dropSent: () => void;
}

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "-" };

/** The comments on a run's changes. They live in the window's own store with every letter, so that a reload loses none. */
export function useComments(run: string): Comments {
  const key = `drover.comments.${run}`;
  const [all, update] = useState(() => kept(key));
  useKept(key, all.length === 0 ? null : JSON.stringify(all), "Your comments");
  return {
    all,
    add: (path, lines) => update((before) => [...before, commentOn(path, lines, nextId(before))]),
    change: (id, change) =>
      update((before) => before.map((one) => (one.id === id ? Object.assign({}, one, change) : one))),
    remove: (id) => update((before) => before.filter((one) => one.id !== id)),
    dropSent: () => update((before) => before.filter((one) => !hasWords(one))),
  };
}

/** Only such are sent. */
export const hasWords = ({ text }: LineComment): boolean => text.trim() !== "";

function kept(key: string): readonly LineComment[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as readonly LineComment[];
  } catch {
    return [];
  }
}

const nextId = (all: readonly LineComment[]): string => String(1 + Math.max(0, ...all.map(({ id }) => Number(id))));

function commentOn(path: string, lines: readonly DiffLine[], id: string): LineComment {
  const side = lines.some(({ after }) => after !== null) ? "after" : "before";
  const numbers = lines.flatMap((line) => line[side] ?? []);
  const quoted = lines.map(({ kind, text }) => SIGNS[kind] + text);
  return {
    id,
    path,
    side,
    from: Math.min(...numbers),
    to: Math.max(...numbers),
    lines: quoted,
    text: "",
    isOpen: true,
  };
}

/** Which of the lines it stands under now; `null` when they are gone. Lines move while an agent works: then the nearest that reads the same. */
export function placeOf({ side, to, lines: quoted }: LineComment, lines: readonly DiffLine[]): DiffLine | null {
  const text = lastOf(side, quoted).slice(1);
  const alike = lines.filter((line) => line[side] !== null && line.text === text);
  const distance = (line: DiffLine): number => Math.abs((line[side] ?? 0) - to);
  return alike.reduce<DiffLine | null>(
    (best, line) => (best === null || distance(line) < distance(best) ? line : best),
    null,
  );
}

/** The last of the quoted lines that there is on its side. */
const lastOf = (side: LineComment["side"], quoted: readonly string[]): string =>
  quoted.findLast((line) => line.charAt(0) !== (side === "after" ? "-" : "+")) ?? "";

/** All comments as one message: where, the lines, the words; in the order of the files and lines. */
export function messageText(comments: readonly LineComment[]): string {
  const told = comments
    .filter(hasWords)
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.from - b.from)
    .map(({ path, side, from, to, lines, text }) => {
      const where = `${path}:${from === to ? from : `${from}-${to}`}${side === "before" ? " (removed)" : ""}`;
      return [where, ...quoteOf(lines), text.trim()].join("\n");
    });
  return ["Comments on what you have changed:", ...told].join("\n\n");
}

const MOST_QUOTED = 12;

function quoteOf(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_QUOTED).map((line) => `> ${line}`);
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, `> … ${rest} more lines`];
}
