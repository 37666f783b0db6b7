import { shortId } from "../core/ids.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import type { RunState, RunStatus, Snapshot, StepRecord } from "../core/run.ts";
import type { Style } from "./style.ts";
import { durationText } from "./text/durations.ts";
import { indented } from "./text/table.ts";

/** What a report needs besides the run itself. */
export interface ReportSources {
  readonly style: Style;
  /** A path as people shall read it. */
  readonly shown: (file: string) => string;
  /** The run that a `workflow` step has started; `null` for other steps. */
  readonly childOf: (record: StepRecord) => RunState | null;
  /** The last lines that a step's process wrote, and the file they are in; `null` where it wrote nothing. */
  readonly lastWords: (record: StepRecord) => { readonly file: string; readonly text: string } | null;
}

/** How a run ended: the outcome, the output or the error with its causes, where the work lies, and what to do next. */
export function reportLines(state: RunState, sources: ReportSources): readonly string[] {
  const { snapshot } = state;
  const { style } = sources;
  return [
    "",
    headline(snapshot, style),
    ...(snapshot.status === "succeeded" ? outputLines(snapshot.output, style) : errorLines(state, sources)),
    ...placeLines(snapshot, sources),
    ...nextLines(snapshot, style),
  ];
}

export const SYMBOLS: Readonly<Record<RunStatus, string>> = {
  queued: "·",
  running: "●",
  waiting: "⏸",
  succeeded: "✓",
  failed: "✗",
  canceled: "✗",
};

/** A status in its colour, with its symbol. */
export const statusText = (status: RunStatus, style: Style): string =>
  statusPaint(status, style)(`${SYMBOLS[status]} ${status}`);

export function statusPaint(status: RunStatus, style: Style): (text: string) => string {
  if (status === "succeeded") return style.green;
  if (status === "failed") return style.red;
  return status === "canceled" || status === "waiting" ? style.yellow : style.cyan;
}

function headline({ status, workflow, run, createdAt, endedAt }: Snapshot, style: Style): string {
  const took = endedAt === null ? "" : ` in ${durationText(endedAt - createdAt)}`;
  const paint = status === "succeeded" ? style.green : status === "failed" ? style.red : style.yellow;
  return `${paint(SYMBOLS[status])} ${style.bold(workflow)} ${style.dim(shortId(run))} ${paint(status)}${took}`;
}

export function outputLines(output: JsonObject | null, style: Style): string[] {
  return Object.entries(output ?? {}).map(([name, value]) => `  ${style.dim(`${name}:`)} ${valueText(value)}`);
}

function valueText(value: Json): string {
  if (typeof value === "string") return value.includes("\n") ? `\n${indented(value.trimEnd(), "    ")}` : value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.length === 0 ? "none" : value.join(", ");
  return JSON.stringify(value);
}

/** The failed step down to the innermost child run: there stands what has really gone wrong. */
function errorLines(state: RunState, sources: ReportSources, above = ""): string[] {
  const { error } = state.snapshot;
  if (error === null) return [];
  const failed = failedStep(state, error);
  if (failed === null) return whyLines(error, above.replace(/ › $/, ""), sources.style);
  const [step, record] = failed;
  const child = sources.childOf(record);
  if (child !== null && child.snapshot.error !== null) return errorLines(child, sources, `${above}${step} › `);
  const words = sources.lastWords(record);
  const command = `drover logs ${shortId(state.snapshot.run)} ${step}`;
  const { style } = sources;
  return [
    ...whyLines(error, above + step, style),
    ...(words === null ? [] : wordLines({ ...words, file: sources.shown(words.file) }, command, style)),
  ];
}

const whyLines = (error: ErrorInfo, name: string, style: Style): string[] => [
  `  ${name === "" ? "" : `${style.bold(name)}: `}${error.message}`,
  ...causeLines(error, style),
];

const wordLines = ({ file, text }: { file: string; text: string }, command: string, style: Style): string[] => [
  indented(text, style.dim("  │ ")),
  `  ${style.dim("log:")} ${style.cyan(command)}  ${style.dim(file)}`,
];

export function causeLines(error: ErrorInfo, style: Style): string[] {
  const own = error.at === null ? [] : [`  ${style.dim("at:")} ${error.at}`];
  if (error.cause === null) return own;
  return [...own, `  ${style.dim("because:")} ${error.cause.message}`, ...causeLines(error.cause, style)];
}

/** The step whose failure became the run's: the last one with that error. */
function failedStep({ steps }: RunState, error: ErrorInfo): readonly [string, StepRecord] | null {
  const fitting = Object.entries(steps).filter(
    ([, record]) => record.error !== null && record.error.message === error.message,
  );
  return fitting.toSorted(([, a], [, b]) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1) ?? null;
}

/** A branch is where the work is; the folder matters as long as somebody may want to look into it. */
function placeLines({ workspace, status }: Snapshot, { style, shown }: ReportSources): string[] {
  if (workspace === null || workspace.kind === "none") return [];
  const branch = workspace.branch === null ? [] : [`branch ${workspace.branch}`];
  const folder = branch.length > 0 && status === "succeeded" ? [] : [style.dim(shown(workspace.path))];
  return [`  ${style.dim("work:")} ${[...branch, ...folder].join("  ")}`];
}

function nextLines({ status, run }: Snapshot, style: Style): string[] {
  if (status === "succeeded") return [];
  const id = shortId(run);
  return [
    `  ${style.dim("next:")} ${style.cyan(`drover show ${id}`)} tells the whole story; ${style.cyan(`drover retry ${id}`)} tries it again`,
  ];
}
