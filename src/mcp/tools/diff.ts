import * as z from "zod";
import { firstThatFit } from "../fitted.ts";
import { runPath, withQuery } from "../port.ts";
import { RUN } from "../shapes.ts";
import { defineTool, READS } from "../tool.ts";

const FILE = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "deleted", "type_changed"]),
  added: z.number().nullable().describe("Lines; null for a file that is large or no text."),
  removed: z.number().nullable(),
});

interface Diff {
  readonly base: string;
  readonly source: "folder" | "checkpoint" | "branch" | "attempt";
  readonly files: readonly z.infer<typeof FILE>[];
  readonly text: string;
  readonly leftOut: readonly string[];
}

/** Of JSON, for the lists of files beside the text. */
const LISTED = 12_000;

export const diff = defineTool({
  name: "diff",
  title: "Read a run's changes",
  description:
    "Tells what a run has changed in its workspace against the commit that it began with, committed or not: the files, and a unified diff by pieces. `path` gives one file or folder alone; go on with `offset` set to `next` until next is null.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    run: RUN,
    path: z.string().min(1).max(4096).optional().describe("Only this file or folder, relative to the workspace."),
    offset: z.int().min(0).default(0).describe("Characters of the diff to skip."),
    limit: z.int().min(1).max(48_000).default(24_000).describe("At most so many characters."),
  }),
  output: z.object({
    base: z.string().describe("The commit that the run began with."),
    source: z
      .enum(["folder", "checkpoint", "branch", "attempt"])
      .describe(
        "What was compared: the folder as it is, or when it is gone what was archived, committed, or left by an attempt.",
      ),
    files: z.array(FILE),
    omittedFiles: z.number().describe("How many more files there are than fit into this answer."),
    text: z.string().describe("Unified, as git writes it."),
    next: z.number().nullable().describe("`offset` of the next piece; null when this is the last."),
    leftOut: z.array(z.string()).describe("Files that are too large for the diff: ask for one by `path`."),
  }),
  async answer({ run, path, offset, limit }, port, { signal }) {
    const asked = withQuery(runPath(run, "/workspace/diff"), { path });
    const found = await port<Diff>({ method: "GET", path: asked, signal });
    const files = firstThatFit(found.files, LISTED);
    const end = offset + limit;
    return {
      base: found.base,
      source: found.source,
      files: [...files],
      omittedFiles: found.files.length - files.length,
      text: found.text.slice(offset, end),
      next: end < found.text.length ? end : null,
      leftOut: [...firstThatFit(found.leftOut, LISTED)],
    };
  },
});
