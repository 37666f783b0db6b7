import { DEEPEST, isTooDeep, type Json } from "../core/json.ts";

export type ReadText = { readonly value: Json } | { readonly problem: string };

/** JSON from outside: a value, or what is wrong with it in a sentence. */
export function readJson(text: string): ReadText {
  try {
    const value = JSON.parse(text) as Json;
    return isTooDeep(value) ? { problem: `It is nested more than ${DEEPEST} levels deep.` } : { value };
  } catch (error) {
    return { problem: `It is no JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

/** `null` for what is no UTF-8. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
