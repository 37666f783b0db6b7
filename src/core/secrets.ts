import { mapTexts, someText } from "./json.ts";
import type { Secrets } from "./ports.ts";

/**
 * A secret never reaches a snapshot, a journal or an event: expressions see a placeholder, and the value takes its place
 * when the effect is performed. The private-use characters cannot be typed by accident.
 */
const OPEN = "\uE0A0secret:";
const CLOSE = "\uE0A1";
const PLACEHOLDER = /\uE0A0secret:([A-Za-z_][A-Za-z0-9_]*)\uE0A1/g;

export const secretPlaceholder = (name: string): string => `${OPEN}${name}${CLOSE}`;

/** The names of the secrets that a text mentions. */
export function secretsIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap((match) => match[1] ?? []);
}

/** Puts the values in; `missing` is called for each one that is not set. */
export function revealSecrets(text: string, secrets: Secrets, missing: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => secrets.get(name) ?? missing(name));
}

/** Shorter lines of a secret, such as a brace, say nothing and stand everywhere. */
const SHORTEST_LINE = 4;

/**
 * What has to be hidden of these values: each as a whole and, as much of what is read comes line by line, each of its lines. The longest
 * first, for one may hold another.
 */
export function hiddenForms(values: Iterable<string>): readonly string[] {
  const forms = [...values].flatMap((value) => {
    const lines = value.includes("\n") ? value.split("\n").map((line) => line.trim()) : [];
    return [value].concat(lines.filter((line) => line.length >= SHORTEST_LINE));
  });
  return [...new Set(forms)].filter((form) => form !== "").toSorted((a, b) => b.length - a.length);
}

/** `forms` as `hiddenForms` gives them. */
export const hideSecrets = (text: string, forms: readonly string[]): string =>
  forms.reduce((hidden, form) => hidden.replaceAll(form, "***"), text);

const MARKS = /[\uE0A0\uE0A1]/g;
const isMarked = (text: string): boolean => text.search(MARKS) >= 0;

/** What comes from outside (inputs, signals, outputs) must not be able to name a secret: the marks are taken out of it. */
export const withoutPlaceholders = <T>(value: T): T =>
  someText(value, isMarked) ? mapTexts(value, (text) => text.replace(MARKS, "\uFFFD")) : value;
