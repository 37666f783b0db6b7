import * as z from "zod";
import { fitted } from "../fitted.ts";
import { runPath, withQuery } from "../port.ts";
import { ASK, OPEN, RUN, RUN_SUMMARY, SHORTENED, WAIT, type Ask, type RunSummary, type Wait } from "../shapes.ts";
import { defineTool, READS } from "../tool.ts";

interface Standing extends RunSummary {
  readonly isReached: boolean;
  readonly output: Record<string, unknown> | null;
  readonly error: Record<string, unknown> | null;
  readonly states: string[];
  readonly asks: Ask[];
  readonly waits: Wait[];
}

/** So often the caller is told how far it is. */
const PROGRESS_EVERY_MS = 2_000;

export const waitForRun = defineTool({
  name: "wait_for_run",
  title: "Wait for a run",
  description:
    "Waits until a run has ended or needs somebody (an approval, an answer, an event), and tells how it stands. Returns after `timeoutSeconds` at the latest, with isReached false when it still works: call it again to go on waiting. When `asks` is not empty somebody has to decide: use `answer` if that is yours to decide, else tell the person. Its child runs count as well.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    run: RUN,
    until: z
      .enum(["attention", "end"])
      .default("attention")
      .describe("`attention`: it has ended or needs somebody. `end`: only when it has ended."),
    timeoutSeconds: z.number().min(0).max(600).default(25),
  }),
  output: z.looseObject({
    ...RUN_SUMMARY,
    isReached: z.boolean().describe("That came which was waited for; false when the time was over."),
    output: OPEN.nullable(),
    error: OPEN.nullable().describe("Why it failed."),
    states: z.array(z.string()).describe("Paths of the active states, outer ones first."),
    asks: z.array(ASK),
    waits: z.array(WAIT).describe("What it waits for besides its own work."),
    isShortened: SHORTENED,
  }),
  async answer({ run, until, timeoutSeconds }, port, { signal, progress }) {
    const end = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      const left = Math.max(0, end - performance.now());
      const timeoutMs = Math.round(Math.min(left, PROGRESS_EVERY_MS));
      const path = withQuery(runPath(run, "/wait"), { until, timeoutMs });
      const standing = await port<Standing>({ method: "GET", path, signal });
      if (standing.isReached || left <= PROGRESS_EVERY_MS) {
        const { value, isShortened } = fitted(standing);
        return { ...value, isShortened };
      }
      await progress(`${standing.workflow} is ${standing.status}: ${standing.states.at(-1) ?? "between steps"}`);
    }
  },
});

interface EventPage {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string;
  readonly isEnd: boolean;
}

export const events = defineTool({
  name: "events",
  title: "Read events",
  description:
    "Gives what happened in all runs or in one, oldest first, from a cursor on. Call it again with `after` set to `next`: no event is lost or told twice, over restarts too. With `waitSeconds` it waits for a first event when there is none yet.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    after: z.string().default("0").describe("`next` of an earlier call; `0` is the beginning."),
    run: RUN.optional(),
    types: z.array(z.string()).optional().describe("Only events of these types, such as run.ended or step.failed."),
    limit: z.int().min(1).max(200).default(50),
    waitSeconds: z.number().min(0).max(60).default(0),
  }),
  output: z.object({
    events: z.array(z.looseObject({ type: z.string(), run: z.string(), at: z.number() })),
    next: z.string().describe("`after` of the next call."),
    isEnd: z.boolean().describe("Nothing more is there for now."),
    isShortened: SHORTENED,
  }),
  async answer({ after, run, types, limit, waitSeconds }, port, { signal }) {
    const waitMs = Math.round(waitSeconds * 1000);
    const query = { after, run, types: types?.join(","), limit, waitMs };
    const { items, next, isEnd } = await port<EventPage>({
      method: "GET",
      path: withQuery("/events/page", query),
      signal,
    });
    const { value, isShortened } = fitted(items.map(eventOf));
    return { events: value, next, isEnd, isShortened };
  },
});

const eventOf = ({ type, run, at, ...rest }: Record<string, unknown>) => ({
  ...rest,
  type: String(type),
  run: String(run),
  at: Number(at),
});
