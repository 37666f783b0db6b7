import { DroverError } from "../core/errors.ts";
import { mapTexts } from "../core/json.ts";
import type { Secrets } from "../core/ports.ts";
import { revealSecrets } from "../core/secrets.ts";

/** Puts secrets where their placeholders stand, and takes them out of what comes back. One for each attempt. */
export interface Revealer {
  /** Everywhere in a JSON value; what holds none is given back as it is. Throws `secret.missing`. */
  reveal<T>(value: T): T;
  /** Replaces every value that was revealed by `***`, everywhere in a JSON value. */
  mask<T>(value: T): T;
}

export function createRevealer(secrets: Secrets): Revealer {
  const revealed = new Set<string>();
  const noting: Secrets = {
    get(name) {
      const value = secrets.get(name);
      if (value !== null && value !== "") revealed.add(value);
      return value;
    },
  };
  const show = (text: string): string => (text.includes("\uE0A0") ? revealSecrets(text, noting, missing) : text);
  // The longest first: one may hold another.
  const known = (): readonly string[] => [...revealed].toSorted((a, b) => b.length - a.length);
  return {
    reveal: (value) => mapTexts(value, show),
    mask: (value) => (revealed.size === 0 ? value : mapTexts(value, hiding(known()))),
  };
}

const hiding =
  (values: readonly string[]) =>
  (text: string): string =>
    values.reduce((masked, value) => masked.replaceAll(value, "***"), text);

function missing(name: string): never {
  throw new DroverError(
    "secret.missing",
    `Cannot use the secret "${name}": it is not set. Set DROVER_SECRET_${name} in the environment and run \`drover retry\`.`,
  );
}
