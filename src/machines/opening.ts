import type { WorkspaceRecord } from "../core/run.ts";
import type { Definition, Template, WorkspaceSpec } from "../definition/definition.ts";
import type { ActionPlan } from "./action-plan.ts";
import { recordEvaluator } from "./evaluate.ts";

const text = (value: string): Template => ({ value, at: "1:1" });
const NO_VALUE: Template = { value: null, at: "1:1" };
const DEFAULT_BRANCH = "drover/${{ run.shortId }}";

/** Opening the workspace is an action like any other: durable, retried by nobody, reported with its place. */
export function openingPlan(definition: Definition): ActionPlan {
  const evaluate = recordEvaluator(openingParams(definition.workspace));
  return {
    step: null,
    action: "workspace.open",
    isWait: false,
    output: null,
    limits: null,
    plan: (scope) => {
      const params = evaluate(scope);
      if (!params.ok)
        return {
          type: "fault",
          fault: { message: `Cannot evaluate workspace: ${params.message}`, at: params.at, class: "permanent" },
        };
      return {
        type: "start",
        planned: { params: params.value, env: {}, timeoutMs: null, idleMs: null, waitMs: null, signals: [] },
      };
    },
  };
}

function openingParams(spec: WorkspaceSpec): Readonly<Record<string, Template>> {
  switch (spec.kind) {
    case "none":
      return { kind: text("none") };
    case "directory":
      return { kind: text("directory"), path: spec.path };
    case "inherit":
      return {
        kind: text("worktree"),
        repo: text("."),
        branch: text(DEFAULT_BRANCH),
        base: NO_VALUE,
        copy: { value: [], at: "1:1" },
      };
    case "worktree":
      return {
        kind: text("worktree"),
        repo: spec.repo,
        branch: spec.branch ?? text(DEFAULT_BRANCH),
        base: spec.base ?? NO_VALUE,
        copy: spec.copy,
      };
  }
}

/** True when the run works where its parent works, or in place, and was given that: then there is nothing to open. */
export const isOpened = (
  { workspace: { kind } }: Definition,
  given: WorkspaceRecord | null,
): given is WorkspaceRecord => given !== null && (kind === "inherit" || (kind === "none" && given.kind === "none"));
