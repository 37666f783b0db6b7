/** Who gives an answer, for the journal; `null` where the environment does not say. */
export const userName = (): string | null => process.env["USER"] ?? process.env["LOGNAME"] ?? null;
