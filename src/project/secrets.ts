import type { Secrets } from "../core/ports.ts";
import { hiddenForms, hideSecrets } from "../core/secrets.ts";

/** A secret NAME is the variable DROVER_SECRET_NAME of the engine's own environment. */
const SECRET_PREFIX = "DROVER_SECRET_";

export const environmentSecrets: Secrets = { get: (name) => process.env[`${SECRET_PREFIX}${name}`] ?? null };

/** What has to be hidden of all secrets that are set: their values and the lines of these, the longest first. */
export const secretValues = (): readonly string[] =>
  hiddenForms(
    Object.entries(process.env).flatMap(([name, value]) => (name.startsWith(SECRET_PREFIX) && value ? [value] : [])),
  );

/** For many texts: to look through the environment costs more than to mask one. `null` when no secret is set. */
export function secretsMasker(): ((text: string) => string) | null {
  const values = secretValues();
  return values.length === 0 ? null : (text) => hideSecrets(text, values);
}
