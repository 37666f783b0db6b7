import { DroverError } from "../core/errors.ts";
import type { Secrets } from "../core/ports.ts";
import { revealSecrets } from "../core/secrets.ts";

/** Puts secrets in place of their placeholders, everywhere in a JSON value. What holds none is given back as it is. */
export function revealIn<T>(value: T, secrets: Secrets): T {
  return reveal(value, secrets) as T;
}

function reveal(value: unknown, secrets: Secrets): unknown {
  if (typeof value === "string") return value.includes("\uE0A0") ? revealSecrets(value, secrets, missing) : value;
  if (Array.isArray(value)) return value.map((item) => reveal(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item, secrets)]));
}

function missing(name: string): never {
  throw new DroverError(
    "secret.missing",
    `Cannot use the secret "${name}": it is not set. Set DROVER_SECRET_${name} in the environment and run \`drover resume\`.`,
  );
}
