import { randomUUID } from "node:crypto";
import * as z from "zod";
import { fitted } from "../fitted.ts";
import { runPath, withQuery } from "../port.ts";
import {
  ASK,
  OPEN,
  RUN,
  RUN_SUMMARY,
  SHORTENED,
  STATUS,
  WAIT,
  type Ask,
  type RunSummary,
  type Wait,
} from "../shapes.ts";
import { defineTool, READS } from "../tool.ts";

export const startRun = defineTool({
  name: "start_run",
  title: "Start a run",
  description:
    "Starts a run of a workflow and gives its id as soon as the run is on disk; it goes on by itself from there, whatever becomes of you. Call wait_for_run with that id next. A run may start agents, change files in a workspace of its own and merge branches: that is what its workflow says.",
  needs: "operate",
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    workflow: z.string().min(1).describe("A workflow's name, or its path within the project."),
    inputs: OPEN.default({}).describe("By name, as the workflow's JSON Schema says (list_workflows)."),
    idempotencyKey: z
      .string()
      .regex(/^[ -~]{1,255}$/, "has to be 1 to 255 printable ASCII characters")
      .optional()
      .describe("The same key with the same inputs gives the same run instead of a second one."),
  }),
  output: z.object({ run: z.string().describe("The run's id.") }),
  async answer({ workflow, inputs, idempotencyKey = randomUUID() }, port, { signal }) {
    const body = { workflow, inputs };
    const { run } = await port<{ run: string }>({ method: "POST", path: "/runs", body, key: idempotencyKey, signal });
    return { run };
  },
});

export const listRuns = defineTool({
  name: "list_runs",
  title: "List runs",
  description: "Lists runs, the newest first, by status, workflow or a word in their inputs.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    status: z.array(STATUS).optional().describe("Only runs of these; all when left out."),
    workflow: z.string().optional().describe("Only runs of the workflow of this name."),
    parent: z.string().optional().describe("A run's id: only its child runs. `none`: only runs without a parent."),
    q: z.string().min(1).max(200).optional().describe("Part of the id, the workflow or a text of the inputs."),
    limit: z.int().min(1).max(200).default(20),
    cursor: RUN.optional().describe("`next` of the page before."),
  }),
  output: z.object({
    runs: z.array(z.object(RUN_SUMMARY)),
    next: z.string().nullable().describe("`cursor` of the next page; null for none."),
  }),
  async answer(args, port, { signal }) {
    const path = withQuery("/runs", args);
    const { items, next } = await port<{ items: readonly RunSummary[]; next: string | null }>({
      method: "GET",
      path,
      signal,
    });
    return { runs: [...items], next };
  },
});

const STEP = z.looseObject({
  status: z.string(),
  attempts: z.number(),
  output: OPEN,
  error: OPEN.nullable(),
  gen: z.string().nullish().describe("The last attempt: give it to `logs`."),
});

type Step = z.infer<typeof STEP>;

interface Run extends RunSummary {
  readonly inputs: Record<string, unknown>;
  readonly output: Record<string, unknown> | null;
  readonly error: Record<string, unknown> | null;
  readonly context: Record<string, unknown>;
  readonly workspace: Record<string, unknown> | null;
  readonly spent: Record<string, unknown> | null;
  readonly states: string[];
  readonly events: string[];
  readonly steps: Readonly<Record<string, Step>>;
  readonly children: string[];
  readonly asks: Ask[];
  readonly waits: Wait[];
  readonly messages: Record<string, unknown>[];
}

const MOST_STEPS = 100;

export const getRun = defineTool({
  name: "get_run",
  title: "Look at a run",
  description:
    "Tells everything about one run as it is now: its status, steps with their outputs and errors, workspace, what it waits for and which events it takes. Long texts are cut; `step` gives that step alone, with more of its output. To wait for a change use wait_for_run instead of calling this again and again.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    run: RUN,
    step: z.string().optional().describe("Only this step."),
  }),
  output: z.looseObject({
    ...RUN_SUMMARY,
    inputs: OPEN,
    output: OPEN.nullable(),
    error: OPEN.nullable().describe("Why it failed."),
    context: OPEN,
    workspace: OPEN.nullable().describe("Where it works: a folder, and its branch and base commit."),
    spent: OPEN.nullable().describe("What its agents have used."),
    states: z.array(z.string()).describe("Paths of the active states, outer ones first."),
    events: z.array(z.string()).describe("Events that it takes now: give one to `send`."),
    steps: z.array(STEP.extend({ step: z.string() })),
    omittedSteps: z.number(),
    children: z.array(z.string()).describe("Runs that it has started."),
    asks: z.array(ASK),
    waits: z.array(WAIT),
    messages: z.array(OPEN).describe("Said to its agents, and not heard yet."),
    isShortened: SHORTENED,
  }),
  async answer({ run, step }, port, { signal }) {
    const { steps, ...found } = await port<Run>({ method: "GET", path: runPath(run), signal });
    const all = Object.entries(steps).filter(([name]) => step === undefined || name === step);
    const told = all.slice(0, MOST_STEPS).map(([name, record]) => Object.assign(record, { step: name }));
    const { value, isShortened } = fitted({ ...found, steps: told, omittedSteps: all.length - told.length });
    return { ...value, isShortened };
  },
});
