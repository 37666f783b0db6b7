import { RunId } from "../../src/core/ids.ts";
import type { Attempt } from "../../src/core/action.ts";
import { GEN } from "../executors/support.ts";

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
  ...more,
});
