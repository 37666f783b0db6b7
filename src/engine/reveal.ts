import { DroverError } from "../core/errors.ts";
import { mapTexts } from "../core/json.ts";
import type { Secrets } from "../core/ports.ts";
import { hiddenForms, hideSecrets, revealSecrets } from "../core/secrets.ts";

/** Puts secrets where their placeholders stand, and takes them out of what comes back. One for each attempt. */
export interface Revealer {
  /** Everywhere in a JSON value; what holds none is given back as it is. Throws `secret.missing`. */
  reveal<T>(value: T): T;
  /** Replaces every value that was revealed by `***`, and each line of one that has several, everywhere in a JSON value. */
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
  return {
    reveal: (value) => mapTexts(value, show),
    mask(value) {
      if (revealed.size === 0) return value;
      const forms = hiddenForms(revealed);
      return mapTexts(value, (text) => hideSecrets(text, forms));
    },
  };
}

function missing(name: string): never {
  throw new DroverError(
    "secret.missing",
    `Cannot use the secret "${name}": it is not set. Set DROVER_SECRET_${name} in the environment and run \`drover retry\`.`,
  );
}
