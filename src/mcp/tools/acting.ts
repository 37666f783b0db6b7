import * as z from "zod";
import { DroverError } from "../../core/errors.ts";
import { runPath } from "../port.ts";
import { RUN, STATUS, type RunSummary } from "../shapes.ts";
import { defineTool } from "../tool.ts";

export const answer = defineTool({
  name: "answer",
  title: "Answer what a run asks",
  description:
    "Answers an approval, an agent's request for a tool, or an agent's question; the decision is on disk when this returns, and the run goes on. `allow` or `deny` an approval or a tool; `reply` to a question with the words in `comment`. Ids are in `asks` of wait_for_run and get_run. Decide only what the person you work for has left to you.",
  needs: "operate",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    ask: z.string().min(1).max(512).describe("The ask's id."),
    answer: z.enum(["allow", "deny", "reply"]),
    comment: z.string().max(65_536).optional().describe("A reason for the record and the agent; the words of a reply."),
  }),
  output: z.object({ run: z.string().describe("The run that goes on.") }),
  async answer({ ask, ...body }, port, { signal }) {
    const path = `/asks/${encodeURIComponent(ask)}/answer`;
    const { run } = await port<{ run: string }>({ method: "POST", path, body, signal });
    return { run };
  },
});

export const send = defineTool({
  name: "send",
  title: "Send to a run",
  description:
    "Sends a run an event that its workflow waits for (`signal`; `events` of get_run tells which it takes now, and any other is refused), or says something to its working agent (`message`, which waits until an agent can hear it). Give exactly one of both.",
  needs: "operate",
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    run: RUN,
    signal: z.string().min(1).max(200).optional().describe("The event's name."),
    data: z.json().optional().describe("What the event carries."),
    message: z.string().min(1).max(65_536).optional().describe("Words for the run's agent."),
    step: z.string().optional().describe("Only this step may take it."),
  }),
  output: z.object({
    run: z.string(),
    sent: z.enum(["signal", "message"]),
    message: z.string().nullable().describe("The message's id."),
  }),
  async answer({ run, signal: name, data, message: text, step }, port, { signal }) {
    if ((name === undefined) === (text === undefined) || (data !== undefined && name === undefined))
      throw new DroverError(
        "request.invalid",
        "Cannot send that: give either `signal`, with `data` if it carries any, or `message`.",
      );
    if (name !== undefined) {
      await port({ method: "POST", path: runPath(run, "/signals"), body: { name, step, data }, signal });
      return { run, sent: "signal" as const, message: null };
    }
    const asked = { method: "POST", path: runPath(run, "/messages"), body: { text, step }, signal } as const;
    const { message } = await port<{ message: string }>(asked);
    return { run, sent: "message" as const, message };
  },
});

export const cancel = defineTool({
  name: "cancel",
  title: "Cancel a run",
  description:
    "Cancels a run: what it has at work is ended, its `finally` steps still run. With `force` they are skipped as well. The run has ended only when wait_for_run with until: end says so.",
  needs: "operate",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    run: RUN,
    reason: z.string().optional().describe("For the record."),
    force: z.boolean().default(false).describe("Skip the `finally` steps."),
  }),
  output: z.object({ run: z.string(), status: STATUS.describe("As it is now; it may still be ending.") }),
  async answer({ run, ...body }, port, { signal }) {
    const { status } = await port<RunSummary>({ method: "POST", path: runPath(run, "/cancel"), body, signal });
    return { run, status };
  },
});
