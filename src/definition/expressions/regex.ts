import { RE2JS } from "re2js";
import { MAX_PATTERN } from "./limits.ts";

/** A pattern that runs in linear time, or why it cannot be used. */
export type Pattern = { readonly compiled: RE2JS } | { readonly refusal: string };

const KEPT = 100;
const patterns = new Map<string, Pattern>();

export function patternOf(source: string): Pattern {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  if (patterns.size >= KEPT) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  if (source.length > MAX_PATTERN) return { refusal: `the pattern is longer than ${MAX_PATTERN} characters` };
  try {
    return { compiled: RE2JS.compile(source) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message.replace("error parsing regexp: ", "") : String(error) };
  }
}

/** Work units of a search, in step with the size of both. */
export function searchWork(text: string, source: string): number {
  const pattern = patternOf(source);
  return "refusal" in pattern ? 0 : text.length * (2 + pattern.compiled.programSize() / 4);
}
