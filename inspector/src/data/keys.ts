/** The names under which answers are kept. Everything of a run lies below its own, so that an event of the run makes all of it old. */
export const keys = {
  runs: (...filter: readonly unknown[]) => ["runs", ...filter],
  anyRun: () => ["run"],
  run: (run: string, ...what: readonly unknown[]) => ["run", run, ...what],
  /** Of a run, and the same for ever: no event makes it old. */
  frozen: (run: string, ...what: readonly unknown[]) => ["frozen", run, ...what],
  /** Of a definition, for ever. */
  layout: (hash: string, detail: string) => ["layout", hash, detail],
  /** The files of a run's workspace: no event tells of their changes. */
  files: (run: string, ...what: readonly unknown[]) => ["files", run, ...what],
  asks: () => ["asks"],
  queue: () => ["queue"],
  usage: (...filter: readonly unknown[]) => ["usage", ...filter],
  workflows: (...what: readonly unknown[]) => ["workflows", ...what],
  agents: (...what: readonly unknown[]) => ["agents", ...what],
  triggers: (...what: readonly unknown[]) => ["triggers", ...what],
  health: () => ["health"],
} as const;
