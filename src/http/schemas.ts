import { attempt } from "./attempt-schemas.ts";
import { FORK_ORIGIN, RUN_ID } from "./fork-schema.ts";
import { PROJECT_SCHEMAS } from "./project-schemas.ts";
import { TRAIL } from "./trail-schema.ts";

export { RUN_ID };

/** Schemas that several routes share, by their names in the OpenAPI document. Times are milliseconds since 1970. */

const time = { type: "integer", description: "Milliseconds since 1970." } as const;
const timeOrNull = { type: ["integer", "null"], description: "Milliseconds since 1970." } as const;
const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
/** JSON that a workflow, an agent or a script made: of any form. */
const open = { type: "object", additionalProperties: true } as const;
const openOrNull = { type: ["object", "null"], additionalProperties: true } as const;

const status = { enum: ["queued", "running", "waiting", "succeeded", "failed", "canceled"] } as const;

const problem = {
  $id: "Problem",
  type: "object",
  description: "An error (RFC 9457). `code` is one of docs/errors.md.",
  required: ["type", "title", "status", "detail", "code", "retryable"],
  properties: {
    type: text,
    title: text,
    status: { type: "integer" },
    detail: text,
    code: text,
    retryable: { type: "boolean" },
    details: {},
    reference: text,
  },
} as const;

const errorInfo = {
  $id: "ErrorInfo",
  type: ["object", "null"],
  description: "Why a step or a run failed.",
  additionalProperties: true,
  properties: { message: text, code: textOrNull, class: textOrNull, at: textOrNull },
} as const;

const runSummary = {
  $id: "RunSummary",
  type: "object",
  required: ["run", "workflow", "status", "createdAt", "endedAt", "parent"],
  properties: {
    run: RUN_ID,
    workflow: text,
    status,
    createdAt: time,
    endedAt: timeOrNull,
    parent: { type: ["string", "null"], description: "The run that started it." },
    startedBy: {
      type: "object",
      description: "Of a child run: the attempt of its parent that started it.",
      required: ["activity", "gen"],
      properties: {
        activity: { type: "string", description: "The path of the state in its parent's machine." },
        gen: { type: "string", description: "The attempt's generation." },
      },
    },
    forkedFrom: { $ref: "ForkOrigin#" },
  },
} as const;

const step = {
  $id: "Step",
  type: "object",
  additionalProperties: true,
  description: "What a step has left behind.",
  required: ["status", "output", "error", "attempts", "visits"],
  properties: {
    status: {
      enum: ["running", "waiting", "succeeded", "failed", "canceled", "timed_out", "interrupted", "skipped"],
    },
    output: open,
    error: { $ref: "ErrorInfo#" },
    attempts: { type: "integer" },
    visits: { type: "integer" },
    gen: { type: ["string", "null"], description: "The last attempt that was started." },
    startedAt: timeOrNull,
    endedAt: timeOrNull,
    spent: open,
  },
} as const;

const ask = {
  $id: "Ask",
  type: "object",
  description: "Something that a person is waited for: a step's approval, a tool of an agent, or its question.",
  required: ["id", "run", "workflow", "step", "kind", "title", "askedAt", "expiresAt"],
  properties: {
    id: text,
    run: RUN_ID,
    workflow: text,
    step: text,
    kind: { enum: ["approval", "tool", "question"] },
    title: text,
    tool: textOrNull,
    subjects: { type: "array", items: text },
    input: open,
    diffs: { type: "array", items: open },
    choices: { type: "array", items: text },
    risk: { enum: ["low", "medium", "high", null] },
    askedAt: time,
    expiresAt: timeOrNull,
    approver: {
      type: ["object", "null"],
      description: "The agent that decides first.",
      required: ["agent", "referred"],
      properties: {
        agent: text,
        referred: { ...textOrNull, description: "Why it came to a person; null while that agent is at it." },
      },
    },
  },
} as const;

const wait = {
  $id: "Wait",
  type: "object",
  required: ["what", "kind", "message", "dueAt", "commands"],
  properties: {
    what: text,
    kind: { enum: ["approve", "answer", "event", "timer"] },
    message: text,
    dueAt: timeOrNull,
    commands: { type: "array", items: text, description: "Command lines that bring it on." },
  },
} as const;

const message = {
  $id: "Message",
  type: "object",
  additionalProperties: true,
  required: ["id", "text", "step", "at", "takenBy"],
  properties: { id: text, text, step: textOrNull, at: time, takenBy: textOrNull },
} as const;

const run = {
  $id: "Run",
  type: "object",
  required: [...runSummary.required, "definition", "seq", "inputs", "steps", "output", "error"],
  properties: {
    ...runSummary.properties,
    definition: { type: "string", description: "The hash of the frozen definition." },
    seq: { type: "integer", description: "Journal entries so far." },
    inputs: open,
    output: openOrNull,
    error: { $ref: "ErrorInfo#" },
    context: open,
    workspace: openOrNull,
    spent: openOrNull,
    states: { type: "array", items: text, description: "Paths of the active states, outer ones first." },
    events: { type: "array", items: text, description: "Events that its states take now, conditions not asked." },
    steps: { type: "object", additionalProperties: { $ref: "Step#" } },
    children: { type: "array", items: RUN_ID },
    asks: { type: "array", items: { $ref: "Ask#" } },
    waits: { type: "array", items: { $ref: "Wait#" } },
    timers: {
      type: "array",
      items: {
        type: "object",
        required: ["state", "dueAt"],
        properties: { state: { ...textOrNull, description: "Null for the limit of the run." }, dueAt: time },
      },
    },
    messages: { type: "array", items: { $ref: "Message#" } },
  },
} as const;

const standing = {
  $id: "Standing",
  type: "object",
  description: "How a run stands, for somebody who waits for it. What its child runs ask is among `asks` and `waits`.",
  required: [...runSummary.required, "isReached", "output", "error", "states", "asks", "waits"],
  properties: {
    ...runSummary.properties,
    isReached: { type: "boolean", description: "That came which was waited for; otherwise the time was over." },
    output: openOrNull,
    error: { $ref: "ErrorInfo#" },
    states: { type: "array", items: text, description: "Paths of the active states, outer ones first." },
    asks: { type: "array", items: { $ref: "Ask#" } },
    waits: { type: "array", items: { $ref: "Wait#" } },
  },
} as const;

const journalEntry = {
  $id: "JournalEntry",
  type: "object",
  required: ["seq", "at", "input"],
  properties: {
    v: { type: "integer" },
    seq: { type: "integer" },
    at: time,
    input: open,
    events: { type: "array", items: open },
  },
} as const;

const logPiece = {
  $id: "LogPiece",
  type: "object",
  required: ["text", "offset", "next", "size"],
  properties: {
    text,
    offset: { type: "integer", description: "Bytes." },
    next: { type: "integer", description: "The offset to go on from." },
    size: { type: "integer" },
    isEnded: { type: "boolean", description: "Nothing is added any more." },
  },
} as const;

export const SHARED = [
  problem,
  errorInfo,
  FORK_ORIGIN,
  runSummary,
  step,
  ask,
  wait,
  message,
  run,
  standing,
  journalEntry,
  TRAIL,
  attempt,
  logPiece,
  ...PROJECT_SCHEMAS,
] as const;

export const PROBLEM = {
  description: "An error",
  content: { "application/problem+json": { schema: { $ref: "Problem#" } } },
} as const;

/** One page of a list. `next`: the cursor of the one behind it, or null. */
export const pageOf = (ref: string) => ({
  description: "A page",
  type: "object",
  required: ["items", "next"],
  properties: { items: { type: "array", items: { $ref: ref } }, next: textOrNull },
});

/** All of a short list. */
export const listOf = (ref: string, description: string) => ({
  description,
  type: "object",
  required: ["items"],
  properties: { items: { type: "array", items: { $ref: ref } } },
});

/** Of a run, for routes below `/runs/:run`. */
export const RUN_PARAMS = { type: "object", required: ["run"], properties: { run: RUN_ID } } as const;
