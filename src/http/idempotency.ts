import { createHash } from "node:crypto";

/** For routes that begin something, or send something: the same request with the same key does it once. */
export const KEY_HEADERS = {
  type: "object",
  properties: { "idempotency-key": { type: "string", minLength: 1, maxLength: 255 } },
} as const;

export interface KeyHeaders {
  readonly "idempotency-key"?: string;
}

/** Keys are others' texts: what stands in the store has one form and length. `null` for none. */
export function idempotencyKey({ "idempotency-key": key }: KeyHeaders): string | null {
  return key === undefined ? null : sha256(key);
}

/**
 * What an input that is sent to a run is told apart by, in the same commit as the input: it holds for as long as the run is there. The key
 * with other words is another: to answer those as if they were taken would be false. `undefined` for none.
 */
export function dedupeOf(headers: KeyHeaders, sent: readonly unknown[]): string | undefined {
  const key = idempotencyKey(headers);
  return key === null ? undefined : `http:${sha256(JSON.stringify([key, ...sent]))}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
