import type { Tool } from "./tool.ts";
import { answer, cancel, send } from "./tools/acting.ts";
import { diff } from "./tools/diff.ts";
import { logs } from "./tools/logs.ts";
import { getRun, listRuns, startRun } from "./tools/runs.ts";
import { shell } from "./tools/shell.ts";
import { events, waitForRun } from "./tools/watching.ts";
import { listWorkflows, validateWorkflow } from "./tools/workflows.ts";

/** Every tool, in the order in which an agent meets them. */
export const TOOLS: readonly Tool[] = [
  listWorkflows,
  validateWorkflow,
  startRun,
  waitForRun,
  getRun,
  listRuns,
  events,
  logs,
  diff,
  answer,
  send,
  cancel,
  shell,
];
