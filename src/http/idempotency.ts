import { createHash } from "node:crypto";

/** For routes that begin something: the same key gives the same. */
export const KEY_HEADERS = {
  type: "object",
  properties: { "idempotency-key": { type: "string", minLength: 1, maxLength: 255 } },
} as const;

/** Keys are others' texts: what stands in the store has one form and length. `null` for none. */
export function idempotencyKey({ "idempotency-key": key }: { readonly "idempotency-key"?: string }): string | null {
  return key === undefined ? null : createHash("sha256").update(key).digest("hex");
}
