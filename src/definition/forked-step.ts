/** The step of `session: fork <step>`, `null` for any other session. No id of a step holds a space. */
export const forkedStep = (session: string): string | null => /^fork +(\S+)$/.exec(session)?.[1] ?? null;
