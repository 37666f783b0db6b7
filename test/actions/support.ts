import { RunId } from "../../src/core/ids.ts";
import type { Attempt } from "../../src/core/action.ts";
import { systemClock } from "../../src/engine/index.ts";
import type { Permissions } from "../../src/core/agent.ts";
import type { ProcessFiles } from "../../src/core/process.ts";
import { openEntries } from "../../src/project/reading.ts";
import type { Entry, Usage } from "../../src/core/entry.ts";
import type { Desk } from "../../src/core/ask.ts";
import { GEN } from "../executors/support.ts";

/** Nobody decides anything, and nobody has anything to say. */
export const quietDesk: Desk = {
  ask: () => Promise.resolve(),
  isAsking: () => false,
  decision: () => null,
  takeMessage: () => Promise.resolve(null),
  messageSaid: () => Promise.resolve(),
  withdraw: () => Promise.resolve(),
  changed: () => new Promise(() => {}),
};

/** What a profile allows that says nothing about it. */
export const NOTHING_ALLOWED: Permissions = { allow: [], ask: [], deny: [], otherwise: "deny", expiresMs: null };

/** What profiles seldom name. */
export const PLAIN = {
  account: null,
  fallback: [],
  tags: [],
  model: null,
  mode: null,
  reasoning: null,
  append: null,
  mcp: [],
  permissions: NOTHING_ALLOWED,
  variants: [],
} as const;

/** An attempt in a folder. Halting it is up to the test. */
export const attemptIn = (cwd: string, more: Partial<Attempt> = {}): Attempt => ({
  run: RunId("run"),
  gen: GEN,
  step: "step",
  params: {},
  env: {},
  idleMs: null,
  attempt: 1,
  visit: 1,
  workspace: { kind: "none", path: cwd, repo: null, branch: null, base: null, target: null },
  session: null,
  halt: new AbortController().signal,
  recovering: false,
  found: () => {},
  desk: quietDesk,
  held: () => {},
  ...more,
});

/** No account is limited, and nothing was said before. */
export const NO_LIMITS = {
  conversations: () => null,
  priced: (_: unknown, usage: Usage): Usage => usage,
  breakers: { get: () => null, open: () => Promise.resolve() },
  clock: systemClock,
};

/** All entries of an attempt that has ended, each as it is at last. */
export function entriesOf(files: ProcessFiles): readonly Entry[] {
  const log = openEntries(files);
  const entries = new Map<string, Entry>();
  for (let some = log?.more(true) ?? []; some.length > 0; some = log?.more(true) ?? [])
    for (const entry of some) entries.set(entry.id, entry);
  return [...entries.values()];
}
