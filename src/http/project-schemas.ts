import { GRAPH_SCHEMAS } from "./graph-schemas.ts";

/** Shared schemas of what a project has beside its runs: workflows, agents, workspaces, accounts. */

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const integer = { type: "integer" } as const;
const flag = { type: "boolean" } as const;
const openOrNull = { type: ["object", "null"], additionalProperties: true } as const;

export const DIAGNOSTICS = {
  errors: { ...integer, description: "How many." },
  warnings: integer,
  diagnostics: { type: "array", items: { $ref: "Diagnostic#" } },
} as const;

const diagnostic = {
  $id: "Diagnostic",
  type: "object",
  additionalProperties: true,
  required: ["code", "severity", "file", "line", "column", "endColumn", "message", "expected", "suggestion", "excerpt"],
  properties: {
    code: text,
    severity: { enum: ["error", "warning"] },
    file: text,
    line: { type: "integer", description: "From 1." },
    column: { type: "integer", description: "From 1, in UTF-16 units." },
    endColumn: { type: "integer" },
    message: text,
    expected: textOrNull,
    suggestion: textOrNull,
    excerpt: { type: "string", description: "The line itself." },
  },
} as const;

const workflowSummary = {
  $id: "WorkflowSummary",
  type: "object",
  required: ["name", "file", "isShipped", "description", "inputs", "errors", "warnings"],
  properties: {
    name: text,
    file: { ...text, description: "Relative to the project; absolute for one that ships with Drover." },
    isShipped: flag,
    description: textOrNull,
    inputs: { ...openOrNull, description: "JSON Schema; null where the file has mistakes." },
    errors: DIAGNOSTICS.errors,
    warnings: integer,
  },
} as const;

const workflow = {
  $id: "Workflow",
  type: "object",
  required: [...workflowSummary.required, "definition", "text", "revision", "diagnostics"],
  properties: {
    ...workflowSummary.properties,
    definition: { ...textOrNull, description: "The hash of its definition; null where the file has mistakes." },
    text,
    revision: { ...text, description: "SHA-256 of the text: what a save names as that which it replaces." },
    diagnostics: DIAGNOSTICS.diagnostics,
  },
} as const;

const frozen = {
  $id: "FrozenDefinition",
  type: "object",
  description: "What a run follows, or would: the checked form of a file, and the machine that it is.",
  required: ["hash", "definition", "graph"],
  properties: {
    hash: text,
    definition: { type: "object", additionalProperties: true },
    graph: { $ref: "Graph#" },
  },
} as const;

const workspace = {
  $id: "Workspace",
  type: "object",
  required: ["run", "workflow", "status", "createdAt", "kind", "path", "repo", "branch", "base", "target", "isThere"],
  properties: {
    run: { ...text, description: "The run that works or worked there." },
    workflow: text,
    status: { enum: ["queued", "running", "waiting", "succeeded", "failed", "canceled"] },
    createdAt: { ...integer, description: "Milliseconds since 1970." },
    kind: { enum: ["worktree", "directory", "none"] },
    path: text,
    repo: textOrNull,
    branch: textOrNull,
    base: { ...textOrNull, description: "The commit that it began with." },
    target: { ...textOrNull, description: "The branch that merges go to." },
    isThere: { ...flag, description: "False: its folder was archived, or removed by hand." },
  },
} as const;

const lines = { type: ["integer", "null"], description: "Lines; null for a file that is large or no text." } as const;

const diff = {
  $id: "Diff",
  type: "object",
  required: ["base", "source", "ref", "files", "text", "leftOut"],
  properties: {
    base: text,
    source: {
      enum: ["folder", "checkpoint", "branch", "attempt"],
      description:
        "What was compared: the folder as it is now, or, when that is gone, what was kept as it was archived, what was committed, or what the last attempt left.",
    },
    ref: { ...textOrNull, description: "The ref or branch that was compared; null for the folder." },
    files: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "status", "added", "removed"],
        properties: {
          path: text,
          status: { enum: ["added", "modified", "deleted", "type_changed"] },
          added: lines,
          removed: lines,
        },
      },
    },
    text: { ...text, description: "Unified, as git writes it." },
    leftOut: { type: "array", items: text, description: "Files that are not in the text, which would be too long." },
  },
} as const;

const folderEntry = {
  $id: "FolderEntry",
  type: "object",
  required: ["name", "kind", "size"],
  properties: {
    name: text,
    kind: { enum: ["file", "folder", "link", "other"] },
    size: { type: ["integer", "null"], description: "Bytes, of a file." },
  },
} as const;

const agent = {
  $id: "Agent",
  type: "object",
  required: ["name", "profile", "files", "isOwn", "isDefault"],
  properties: {
    name: text,
    profile: {
      type: "object",
      additionalProperties: true,
      description: "With everything that it extends; of environment variables only the names.",
    },
    files: { type: "array", items: text, description: "Its own, then those that it extends." },
    isOwn: { ...flag, description: "The project has a file for it." },
    isDefault: flag,
  },
} as const;

const queueItem = {
  $id: "QueueItem",
  type: "object",
  required: ["run", "workflow", "step", "action", "gen", "since", "waitsFor", "until", "message"],
  properties: {
    run: text,
    workflow: text,
    step: textOrNull,
    action: text,
    gen: text,
    since: { ...integer, description: "Milliseconds since 1970." },
    waitsFor: {
      enum: ["nothing", "stops", "account"],
      description: "`nothing`: it works. `stops`: what its run left behind ends first. `account`: a limit is reached.",
    },
    until: { type: ["integer", "null"], description: "When the account is free again. Milliseconds since 1970." },
    message: textOrNull,
  },
} as const;

const account = {
  $id: "Account",
  type: "object",
  description: "An account whose limit is reached.",
  required: ["account", "class", "message", "openedAt", "until"],
  properties: {
    account: text,
    class: { enum: ["rate-limit", "quota"] },
    message: { ...text, description: "What the agent said." },
    openedAt: { ...integer, description: "Milliseconds since 1970." },
    until: { ...integer, description: "Milliseconds since 1970." },
  },
} as const;

const usage = {
  $id: "Usage",
  type: "object",
  required: ["key", "runs", "turns", "tokens", "cost", "unknown"],
  properties: {
    key: { ...text, description: "The run, the workflow, or the day (UTC)." },
    runs: integer,
    turns: integer,
    tokens: integer,
    cost: { type: "number", description: "US dollars." },
    unknown: {
      type: "array",
      items: { enum: ["tokens", "cost"] },
      description: "Sums that are too small, since an agent told nothing.",
    },
  },
} as const;

export const PROJECT_SCHEMAS = [
  diagnostic,
  workflowSummary,
  workflow,
  ...GRAPH_SCHEMAS,
  frozen,
  workspace,
  diff,
  folderEntry,
  agent,
  queueItem,
  account,
  usage,
] as const;
