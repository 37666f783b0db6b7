import type { Secrets } from "../core/ports.ts";

/** A secret NAME is the variable DROVER_SECRET_NAME of the engine's own environment. */
const SECRET_PREFIX = "DROVER_SECRET_";

export const environmentSecrets: Secrets = { get: (name) => process.env[`${SECRET_PREFIX}${name}`] ?? null };

/** The values of all secrets that are set, the longest first: one may hold another. */
export const secretValues = (): readonly string[] =>
  Object.entries(process.env)
    .flatMap(([name, value]) => (name.startsWith(SECRET_PREFIX) && value ? [value] : []))
    .toSorted((a, b) => b.length - a.length);

/** For many texts: to look through the environment costs more than to mask one. `null` when no secret is set. */
export function secretsMasker(): ((text: string) => string) | null {
  const values = secretValues();
  if (values.length === 0) return null;
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, "***"), text);
}
