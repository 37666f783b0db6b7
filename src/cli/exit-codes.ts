/** What a command's exit code says; the codes of errors stand in core/errors.ts, and docs/cli.md lists both. */
export const EXIT = {
  succeeded: 0,
  failed: 1,
  /** Mistakes were found in files. */
  invalid: 2,
  detached: 3,
  canceled: 4,
  usage: 64,
  internal: 70,
} as const;
