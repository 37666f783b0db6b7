import * as z from "zod";

/** Parts of what tools take and give. */

export const RUN = z
  .string()
  .regex(/^[0-9a-z]{20}$/, "has to be a whole run id, 20 characters, as start_run and list_runs give it")
  .describe("The run's id, 20 characters.");

export const STATUS = z.enum(["queued", "running", "waiting", "succeeded", "failed", "canceled"]);

/** JSON that a workflow, an agent or a script made: of any form. */
export const OPEN = z.looseObject({});

export const RUN_SUMMARY = {
  run: z.string(),
  workflow: z.string(),
  status: STATUS,
  createdAt: z.number().describe("Milliseconds since 1970."),
  endedAt: z.number().nullable().describe("Milliseconds since 1970; null while it goes on."),
  parent: z.string().nullable().describe("The run that started it."),
};

export const ASK = z
  .looseObject({
    id: z.string().describe("Give it to `answer`."),
    run: z.string(),
    step: z.string(),
    kind: z.enum(["approval", "tool", "question"]),
    title: z.string(),
  })
  .describe("Something that somebody has to decide or say before the run goes on.");

export const WAIT = z.looseObject({
  what: z.string(),
  kind: z.enum(["approve", "answer", "event", "timer"]),
  message: z.string(),
  dueAt: z.number().nullable(),
});

export const SHORTENED = z
  .boolean()
  .describe("Long texts were cut to keep the answer readable; each cut one says by how much.");

export type Ask = z.infer<typeof ASK>;
export type Wait = z.infer<typeof WAIT>;

export interface RunSummary {
  readonly run: string;
  readonly workflow: string;
  readonly status: z.infer<typeof STATUS>;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly parent: string | null;
}
