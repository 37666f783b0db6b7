import type { Secrets } from "./core/ports.ts";

/** A secret NAME is the variable DROVER_SECRET_NAME of the engine's own environment. */
export const SECRET_PREFIX = "DROVER_SECRET_";

export const environmentSecrets: Secrets = { get: (name) => process.env[`${SECRET_PREFIX}${name}`] ?? null };
