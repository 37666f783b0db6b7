import type { AskView } from "../../../control/describe-asks.ts";
import type { RunId } from "../../../core/ids.ts";
import { plainLines } from "../plain.ts";
import type { Key } from "../terminal/keys.ts";

/** What is typed, or asked before it is done. */
export type Prompt = {
  readonly text: string;
  /** Where the next letter goes, counted in letters. */
  readonly at: number;
} & About;

export type About =
  | { readonly for: "search" }
  | { readonly for: "deny" | "reply"; readonly ask: AskView }
  | { readonly for: "message"; readonly run: RunId; readonly step: string | null }
  | { readonly for: "cancel" | "retry"; readonly run: RunId };

/** Those that want yes or no instead of words. */
export const isConfirmation = (prompt: Prompt): boolean => prompt.for === "cancel" || prompt.for === "retry";

export function promptFor(about: About, text = ""): Prompt {
  return { ...about, text, at: Array.from(text).length };
}

/** The prompt after a key; `null` for a key that edits nothing. */
export function edited(prompt: Prompt, key: Key): Prompt | null {
  const chars = Array.from(prompt.text);
  const { at } = prompt;
  const put = (next: readonly string[], where: number): Prompt => ({ ...prompt, text: next.join(""), at: where });
  if (typeof key !== "string") {
    const pasted = Array.from(plainLines(key.pasted.trim()).join(" "));
    return put([...chars.slice(0, at), ...pasted, ...chars.slice(at)], at + pasted.length);
  }
  if (Array.from(key).length === 1) return put([...chars.slice(0, at), key, ...chars.slice(at)], at + 1);
  return moves(chars, at, put)[key]?.() ?? null;
}

function moves(
  chars: readonly string[],
  at: number,
  put: (next: readonly string[], where: number) => Prompt,
): Readonly<Record<string, () => Prompt>> {
  const wordStart = chars.slice(0, at).join("").trimEnd().lastIndexOf(" ") + 1;
  const toStart = (): Prompt => put(chars, 0);
  const toEnd = (): Prompt => put(chars, chars.length);
  return {
    backspace: () => put([...chars.slice(0, Math.max(0, at - 1)), ...chars.slice(at)], Math.max(0, at - 1)),
    delete: () => put([...chars.slice(0, at), ...chars.slice(at + 1)], at),
    left: () => put(chars, Math.max(0, at - 1)),
    right: () => put(chars, Math.min(chars.length, at + 1)),
    home: toStart,
    "ctrl-a": toStart,
    end: toEnd,
    "ctrl-e": toEnd,
    "ctrl-u": () => put(chars.slice(at), 0),
    "ctrl-k": () => put(chars.slice(0, at), at),
    "ctrl-w": () => put([...chars.slice(0, wordStart), ...chars.slice(at)], wordStart),
  };
}
