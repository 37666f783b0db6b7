import type { Scope, ScopeTypes } from "../../../src/definition/expressions/index.ts";

/** A scope as a run has it after its first step. */
export function scopeWith(changes: Partial<Scope> = {}): Scope {
  return {
    inputs: { prompt: "Fix the bug", count: 3, verbose: true, files: [{ path: "a.ts" }, { path: "b.ts" }] },
    steps: {
      setup: {
        status: "succeeded",
        output: { exitCode: 0, tail: "one\ntwo\nthree\n" },
        error: null,
        attempts: 1,
        visits: 2,
      },
      "run-tests": {
        status: "failed",
        output: { exitCode: 1, tail: "boom" },
        error: { name: "Error", message: "exit code 1", code: null, class: "permanent", at: null, cause: null },
        attempts: 2,
        visits: 1,
      },
    },
    run: {
      id: "01h0000000abcdefghjk",
      shortId: "abcdefghjk",
      workflow: "attempt",
      startedAt: 1_700_000_000_000,
      verdict: null,
    },
    workspace: { path: "/home/ada/tree", branch: "drover/x", base: "c0ffee", repo: "/home/ada/repo", target: "main" },
    context: { tries: 1 },
    event: { name: "follow_up", data: { comment: "again" }, by: null },
    error: null,
    ...changes,
  };
}

const runOutput = {
  type: "object",
  properties: { exitCode: { type: "integer" }, tail: { type: "string" } },
  required: ["exitCode", "tail"],
} as const;

/** What is known of `scopeWith()` at load. */
export function typesWith(changes: Partial<ScopeTypes> = {}): ScopeTypes {
  return {
    inputs: {
      type: "object",
      properties: {
        prompt: { type: "string" },
        count: { type: "integer", default: 1 },
        verbose: { type: "boolean" },
        note: { type: "string" },
        files: {
          type: "array",
          items: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
        },
      },
      required: ["prompt", "verbose", "files"],
    },
    steps: { setup: runOutput, "run-tests": runOutput, agent: null },
    context: ["tries"],
    event: true,
    error: true,
    secrets: true,
    ...changes,
  };
}
