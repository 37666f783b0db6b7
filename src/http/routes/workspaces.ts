import { archiveWorkspace, listWorkspaces, workspaceOf } from "../../control/workspaces.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { get, post } from "../route.ts";
import { listOf, RUN_PARAMS } from "../schemas.ts";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const tags = ["workspaces"];
const within = { ...text, maxLength: 4096 } as const;

interface OfRun {
  Params: { run: RunId };
}

const pathQuery = (description: string, isRequired: boolean) =>
  ({
    type: "object",
    additionalProperties: false,
    ...(isRequired && { required: ["path"] }),
    properties: { path: { ...within, ...(isRequired && { minLength: 1 }), description } },
  }) as const;

export const workspaceRoutes: readonly Routes[] = [
  get(
    "/workspaces",
    "read",
    {
      operationId: "listWorkspaces",
      summary: "The worktrees of all runs that are still there, the newest first",
      tags,
      response: { 200: listOf("Workspace#", "A child run that works in its parent's has none of its own") },
    },
    async (_request, _reply, { app }) => ({ items: listWorkspaces(app) }),
  ),

  get<OfRun>(
    "/runs/:run/workspace",
    "read",
    {
      operationId: "getWorkspace",
      summary: "Where a run works",
      tags,
      params: RUN_PARAMS,
      response: { 200: { $ref: "Workspace#" } },
    },
    async ({ params: { run } }, _reply, { app }) => workspaceOf(app, run),
  ),

  get<OfRun & { Querystring: { path?: string } }>(
    "/runs/:run/workspace/diff",
    "read",
    {
      operationId: "getDiff",
      summary: "What a run has changed against the commit that it began with",
      description:
        "Committed or not; untracked files included, ignored ones not. When the folder is gone, what git still has of it: `source` says what that is.",
      tags,
      params: RUN_PARAMS,
      querystring: pathQuery("Only this file or folder, relative to the top of the working tree.", false),
      response: { 200: { $ref: "Diff#" } },
    },
    async ({ params: { run }, query: { path = null } }, _reply, { app }) =>
      app.workspaces.diff(workspaceOf(app, run), path),
  ),

  get<OfRun & { Querystring: { path?: string } }>(
    "/runs/:run/workspace/files",
    "read",
    {
      operationId: "listFiles",
      summary: "A folder of a run's workspace",
      description: "Nothing outside of the workspace is shown, nor what git and Drover keep for themselves.",
      tags,
      params: RUN_PARAMS,
      querystring: pathQuery("Relative to the workspace; its top when left out.", false),
      response: { 200: listOf("FolderEntry#", "By name; at most 5,000") },
    },
    async ({ params: { run }, query: { path = "" } }, _reply, { app }) => ({
      items: await app.workspaces.list(workspaceOf(app, run), path),
    }),
  ),

  get<OfRun & { Querystring: { path: string } }>(
    "/runs/:run/workspace/file",
    "read",
    {
      operationId: "readFile",
      summary: "A file of a run's workspace, its first MiB",
      tags,
      params: RUN_PARAMS,
      querystring: pathQuery("Relative to the workspace.", true),
      response: {
        200: {
          description: "As it is now",
          type: "object",
          required: ["path", "size", "encoding", "content", "isCut"],
          properties: {
            path: text,
            size: { type: "integer", description: "Bytes." },
            encoding: { enum: ["utf8", "base64"] },
            content: text,
            isCut: { type: "boolean", description: "The file is larger." },
          },
        },
      },
    },
    async ({ params: { run }, query: { path } }, _reply, { app }) => app.workspaces.read(workspaceOf(app, run), path),
  ),

  post<OfRun>(
    "/runs/:run/workspace/archive",
    "operate",
    {
      operationId: "archiveWorkspace",
      summary: "Remove the worktree of a run that has ended",
      description:
        "What is not merged is kept first, by the ref `checkpoint`; ignored files are not. Refused with 409 while a run works there.",
      tags,
      params: RUN_PARAMS,
      response: {
        200: {
          description: "Done, save where `removed` is false: it is locked, or holds repositories of its own.",
          type: "object",
          required: ["removed", "checkpoint"],
          properties: { removed: { type: "boolean" }, checkpoint: textOrNull },
        },
      },
    },
    async ({ params: { run } }, _reply, { app }) => archiveWorkspace(app, run),
  ),
];
