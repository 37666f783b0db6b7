type Loose = string | number | boolean | null | readonly Loose[] | { readonly [key: string]: Loose };

/** Another text here is another answer, not another name for the same thing. */
const DECISIVE: ReadonlySet<string> = new Set([
  "method",
  "type",
  "subtype",
  "optionId",
  "outcome",
  "decision",
  "behavior",
]);

/** Shorter texts stand for too much to be replaced everywhere. */
const SHORTEST = 6;

/**
 * Ids, folders and prompts differ from one time to the next. What we say in place of a recorded text is what the player then says in
 * place of it, so that its words fit ours.
 */
export class Answers {
  readonly #replaced = new Map<string, string>();

  /** Compares a line with the recorded one; gives why the recording cannot go on, or `null`. */
  take(recorded: string, said: string): string | null {
    const [before, now] = [parsed(recorded), parsed(said)];
    if (before === null || now === null) return recorded === said ? null : "a line that is no JSON differs";
    return this.#compare("", before, now);
  }

  /** A recorded text in today's words. */
  fitted(text: string): string {
    let fitted = text;
    for (const [from, to] of this.#longestFirst()) fitted = fitted.replaceAll(inner(from), () => inner(to));
    return fitted;
  }

  #longestFirst(): readonly (readonly [string, string])[] {
    return [...this.#replaced].toSorted(([a], [b]) => b.length - a.length);
  }

  #compare(key: string, before: Loose, now: Loose): string | null {
    if (typeof before === "string" && typeof now === "string") return this.#text(key, before, now);
    if (typeof before !== "object" || typeof now !== "object" || before === null || now === null) return null;
    for (const [name, value] of Object.entries(before)) {
      const other = (now as Readonly<Record<string, Loose>>)[name];
      if (other === undefined && DECISIVE.has(name)) return `"${name}" was said then, and is not now`;
      const mismatch = other === undefined ? null : this.#compare(name, value, other);
      if (mismatch !== null) return mismatch;
    }
    return null;
  }

  #text(key: string, before: string, now: string): string | null {
    if (before === now) return null;
    if (DECISIVE.has(key)) return `"${key}" was ${JSON.stringify(before)} then, and is ${JSON.stringify(now)} now`;
    if (before.length >= SHORTEST) this.#replaced.set(before, now);
    return null;
  }
}

/** As it stands within a JSON text. */
const inner = (text: string): string => JSON.stringify(text).slice(1, -1);

function parsed(line: string): Loose {
  try {
    return JSON.parse(line) as Loose;
  } catch {
    return null;
  }
}
