import * as z from "zod";
import { DroverError } from "../../core/errors.ts";
import { firstThatFit, fitted } from "../fitted.ts";
import { runPath, withQuery, type Port } from "../port.ts";
import { RUN, SHORTENED } from "../shapes.ts";
import { defineTool, READS } from "../tool.ts";

interface Attempt {
  readonly gen: string;
  readonly step: string;
  readonly number: number;
}

interface LogPiece {
  readonly text: string;
  readonly offset: number;
  readonly next: number;
  readonly size: number;
  readonly isEnded: boolean;
}

const LOG = {
  attempt: z.string().describe("Which attempt it is of."),
  step: z.string(),
  offset: z.number(),
  next: z.number().describe("`offset` of the next call."),
  size: z.number().describe("How much there is now: bytes, or entries."),
  isEnded: z.boolean().describe("Nothing is added any more."),
  text: z.string().nullable().describe("With as: text."),
  entries: z
    .array(z.looseObject({ type: z.string() }))
    .nullable()
    .describe("With as: entries."),
  isShortened: SHORTENED,
};

export const logs = defineTool({
  name: "logs",
  title: "Read a log",
  description:
    "Reads what a step's process or agent wrote: `as: text` is its raw output by bytes, `as: entries` what an agent said and did, one entry each (only for steps of agents). Give `run` and `step` for the latest attempt of that step, `run` alone for the latest of all, or `attempt`. A negative offset counts from the end; go on with `next`.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    run: RUN.optional(),
    step: z.string().optional(),
    attempt: z
      .string()
      .regex(/^[0-9a-z]{20}\.\d+\.\d+$/, "has to be an attempt's generation, <run>.<seq>.<n>")
      .optional()
      .describe("An attempt's generation, instead of `run`: `gen` of a step in get_run."),
    as: z.enum(["text", "entries"]).default("text"),
    stream: z.enum(["stdout", "stderr"]).default("stdout").describe("Only for text."),
    offset: z.int().default(-16_000).describe("Bytes, or entries; negative: from the end."),
    limit: z.int().min(4).max(64_000).default(16_000).describe("At most so many bytes, or entries."),
  }),
  output: z.object(LOG),
  async answer({ run, step, attempt, as, ...reading }, port, { signal }) {
    const found = await attemptOf(port, { run, step, attempt }, signal);
    const from = { gen: found.gen, ...reading, signal };
    const read = as === "text" ? await readText(port, from) : await readEntries(port, from);
    return { attempt: found.gen, step: found.step, ...read };
  },
});

interface Named {
  readonly run: string | undefined;
  readonly step: string | undefined;
  readonly attempt: string | undefined;
}

async function attemptOf(port: Port, { run, step, attempt }: Named, signal: AbortSignal): Promise<Attempt> {
  const of = run ?? attempt?.slice(0, attempt.indexOf("."));
  if (of === undefined) throw new DroverError("request.invalid", "Cannot tell which log: give `run` or `attempt`.");
  const { items } = await port<{ items: readonly Attempt[] }>({
    method: "GET",
    path: runPath(of, "/attempts"),
    signal,
  });
  const isMeant = (one: Attempt): boolean =>
    (attempt === undefined || one.gen === attempt) && (step === undefined || one.step === step);
  const found = items.findLast(isMeant);
  if (found !== undefined) return found;
  const known = [...new Set(items.map((one) => one.step))];
  throw new DroverError(
    "process.log",
    `Cannot find that log: no such attempt was started. ${known.length === 0 ? "The run has started no process yet." : `Steps with logs: ${known.join(", ")}.`}`,
  );
}

interface Reading {
  readonly gen: string;
  readonly stream: "stdout" | "stderr";
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

type Read = Omit<z.input<z.ZodObject<typeof LOG>>, "attempt" | "step">;

async function readText(port: Port, { gen, stream, offset, limit, signal }: Reading): Promise<Read> {
  const read = (from: number, most: number): Promise<LogPiece> => {
    const path = withQuery(`/attempts/${gen}/log`, { stream, offset: from, limit: most });
    return port<LogPiece>({ method: "GET", path, signal });
  };
  const from = offset >= 0 ? offset : Math.max(0, (await read(0, 4)).size + offset);
  const piece = await read(from, limit);
  // Counted from the end it may begin inside a character.
  const text = offset < 0 && from > 0 ? piece.text.replace(/^\uFFFD{1,3}/, "") : piece.text;
  return { ...piece, text, entries: null, isShortened: false };
}

async function readEntries(port: Port, { gen, offset, limit, signal }: Reading): Promise<Read> {
  const { items, isEnded } = await port<{ items: readonly Record<string, unknown>[]; isEnded: boolean }>({
    method: "GET",
    path: `/attempts/${gen}/entries`,
    signal,
  });
  const from = offset >= 0 ? Math.min(offset, items.length) : Math.max(0, items.length + offset);
  const shorter = fitted(items.slice(from, from + limit));
  const told = firstThatFit(shorter.value);
  const entries = told.map((entry) => ({ ...entry, type: String(entry["type"]) }));
  const { isShortened } = shorter;
  return { offset: from, next: from + told.length, size: items.length, isEnded, text: null, entries, isShortened };
}
