import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureSpec } from "../../definition/index.ts";

interface Signed {
  readonly header: (name: string) => string | null;
  readonly body: Uint8Array;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is wrong with a request's signature; `null` when it is right. Looks at nothing but the bytes: nobody has proved anything yet. */
export function signatureFault(spec: SignatureSpec, signed: Signed): string | null {
  const given = signed.header(spec.header);
  if (given === null) return `The header ${spec.header} is missing.`;
  const time = spec.timestamp === null ? null : signed.header(spec.timestamp.header);
  if (spec.timestamp !== null && time === null) return `The header ${spec.timestamp.header} is missing.`;
  const hmac = createHmac("sha256", signed.secret);
  if (time !== null) hmac.update(`${time}.`);
  if (!isSame(hmac.update(signed.body).digest(), given)) return "The signature is not right.";
  // Only now is the time worth anything: it is part of what was signed.
  if (spec.timestamp === null || time === null) return null;
  const sentAt = timeOf(time);
  if (sentAt === null || Math.abs(signed.now - sentAt) > spec.timestamp.toleranceMs)
    return "The request is too old, or its clock is wrong.";
  return null;
}

/** Hexadecimal or base64, with `sha256=` in front or without. */
function isSame(digest: Buffer, text: string): boolean {
  const given = text.trim().replace(/^(sha256|v1)=/, "");
  const bytes = /^[0-9a-f]{64}$/i.test(given) ? Buffer.from(given, "hex") : Buffer.from(given, "base64");
  // Its length is no secret.
  return bytes.length === digest.length && timingSafeEqual(bytes, digest);
}

/** Seconds or milliseconds since 1970, or a date. */
function timeOf(text: string): number | null {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : null;
  if (number !== null) return number < 1e11 ? number * 1_000 : number;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : date;
}
