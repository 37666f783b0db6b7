import type { WorkflowSummary } from "../data/client.ts";

/** Where a workflow is shown: by its name, or by its file where several have that name. */
export function pathTo({ name, file }: WorkflowSummary, all: readonly WorkflowSummary[]): string {
  const isAlone = all.filter((other) => other.name === name).length === 1;
  return `/workflows/${encodeURIComponent(isAlone ? name : file)}`;
}
