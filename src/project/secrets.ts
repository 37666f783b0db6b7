import type { Secrets } from "../core/ports.ts";
import type { ProcessLogs } from "../core/process.ts";
import { hiddenForms, hideSecrets } from "../core/secrets.ts";
import { processLogs, tail, type ByteMasking } from "../executors/supervisor/logs.ts";

/** A secret NAME is the variable DROVER_SECRET_NAME of the engine's own environment. */
const SECRET_PREFIX = "DROVER_SECRET_";

export const environmentSecrets: Secrets = { get: (name) => process.env[`${SECRET_PREFIX}${name}`] ?? null };

/** What has to be hidden of all secrets that are set: their values and the lines of these, the longest first. */
export const secretValues = (): readonly string[] =>
  hiddenForms(
    Object.entries(process.env).flatMap(([name, value]) => (name.startsWith(SECRET_PREFIX) && value ? [value] : [])),
  );

/** Bytes with stars in the place of secrets, of which the longest stand first. One character a byte, so that texts of any encoding stay what they are. */
export const withStars = (bytes: string, secrets: readonly string[]): string =>
  secrets
    .map((secret) => Buffer.from(secret).toString("latin1"))
    .reduce((whole, secret) => whole.replaceAll(secret, "*".repeat(secret.length)), bytes);

/** For pieces of files: a secret that is cut is known by what is around. `undefined` when no secret is set. */
export function byteMasking(): ByteMasking | undefined {
  const secrets = secretValues();
  if (secrets.length === 0) return undefined;
  return {
    margin: Math.max(...secrets.map((secret) => Buffer.byteLength(secret))),
    apply: (bytes) => Buffer.from(withStars(bytes.toString("latin1"), secrets), "latin1"),
  };
}

const STAR = 0x2a;

/** Only of a secret in whose middle a piece begins. Whole ones are taken out by the attempt that used them; to others they may be plain words. */
function cutMasking(): ByteMasking | undefined {
  const masking = byteMasking();
  if (masking === undefined) return undefined;
  return {
    margin: masking.margin,
    apply(bytes, at) {
      const stars = masking.apply(bytes, at);
      let end = at;
      if (stars[at - 1] === STAR) while (stars[end] === STAR) end++;
      return Buffer.concat([stars.subarray(0, end), bytes.subarray(end)]);
    },
  };
}

/** What a script prints goes straight to its file. Where the end of that begins in a secret, nobody would know the rest for one. */
export const secretlessLogs: ProcessLogs = {
  ...processLogs,
  tail: (file, maxBytes) => tail(file, maxBytes, (offset) => (offset === 0 ? undefined : cutMasking())),
};

/** For many texts: to look through the environment costs more than to mask one. `null` when no secret is set. */
export function secretsMasker(): ((text: string) => string) | null {
  const values = secretValues();
  return values.length === 0 ? null : (text) => hideSecrets(text, values);
}
