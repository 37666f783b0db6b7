import { shortId } from "../core/ids.ts";
import type { Spent } from "../core/limits.ts";
import { type ForkOrigin, isFinal, type Snapshot, type StepRecord, type StepStatus } from "../core/run.ts";
import type { RunDescription } from "./describe-run.ts";
import { filesText } from "./fork-text.ts";
import { firstLine, statusWord } from "./follow/step-note.ts";
import { causeLines, outputLines, statusText } from "./report.ts";
import type { Style } from "./style.ts";
import { dateText, durationText } from "./text/durations.ts";
import { tableLines } from "./text/table.ts";
import type { Wait } from "../control/waits.ts";

/** A run for people: facts, steps, what it waits for, its end, and its timeline. Times are local. */
export function showLines(description: RunDescription, style: Style, now: number): readonly string[] {
  const { state, steps, waits, timeline } = description;
  const { snapshot } = state;
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  return [
    `${style.bold(snapshot.workflow)} ${snapshot.run}`,
    ...facts(description, style, now),
    ...part("Inputs", outputLines(snapshot.inputs, style)),
    ...part("Steps", stepLines(steps, style, now)),
    ...part(
      "Waits for",
      waits.flatMap((wait) => waitLines(wait, style, now)),
    ),
    ...part(
      "Error",
      snapshot.error === null || !isFinal(snapshot.status)
        ? []
        : [`  ${snapshot.error.message}`, ...causeLines(snapshot.error, style)],
    ),
    ...part("Output", outputLines(snapshot.output, style)),
    ...part(
      "Timeline",
      timeline.map(
        ({ at, text }) => `  ${style.dim(`+${durationText(at - snapshot.createdAt)}`.padStart(9))}  ${text}`,
      ),
    ),
    ...part("Next", nextLines(description, style)),
  ];
}

function facts({ state, children }: RunDescription, style: Style, now: number): readonly string[] {
  const { status, createdAt, endedAt, workspace, parent, spent, forkedFrom } = state.snapshot;
  const took = durationText((endedAt ?? now) - createdAt);
  const rows: (readonly [string, string])[] = [
    ["status", `${statusText(status, style)} ${endedAt === null ? `for ${took}` : `in ${took}`}`],
    ["started", dateText(createdAt)],
    ...(workspace?.branch == null
      ? []
      : [["branch", `${workspace.branch}${workspace.target === null ? "" : ` (from ${workspace.target})`}`] as const]),
    ...(workspace === null ? [] : [["folder", workspace.path] as const]),
    ...(spent === undefined ? [] : [["spent", spentText(spent)] as const]),
    ...(forkedFrom === undefined ? [] : [["forked from", forkText(forkedFrom)] as const]),
    ...(parent === null ? [] : [["part of", `run ${shortId(parent.run)}`] as const]),
    ...(children.length === 0 ? [] : [["child", children.map((child) => `run ${shortId(child)}`).join(", ")] as const]),
  ];
  return tableLines(rows.map(([name, value]) => [`  ${style.dim(name)}`, value]));
}

const forkText = ({ run, seq, files }: ForkOrigin): string =>
  `run ${shortId(run)} at entry ${seq}, ${filesText(files)}`;

/** What is not known is not called nothing. */
function spentText({ turns, tokens, cost, unknown }: Spent): string {
  const known = (kind: "tokens" | "cost", text: string): string => (unknown.includes(kind) ? `${text} or more` : text);
  const parts = [
    `${turns} ${turns === 1 ? "turn" : "turns"}`,
    ...(tokens === 0 && unknown.includes("tokens")
      ? ["tokens unknown"]
      : [known("tokens", `${tokens.toLocaleString("en")} tokens`)]),
    ...(cost === 0 && unknown.includes("cost") ? ["cost unknown"] : [known("cost", `$${cost.toFixed(4)}`)]),
  ];
  return parts.join(", ");
}

const SYMBOLS: Readonly<Record<StepStatus, string>> = {
  succeeded: "✓",
  failed: "✗",
  canceled: "✗",
  timed_out: "✗",
  interrupted: "!",
  skipped: "↷",
  running: "●",
  waiting: "⏸",
};

function stepLines(steps: RunDescription["steps"], style: Style, now: number): readonly string[] {
  return tableLines(
    steps.map(([id, record]) =>
      record === null
        ? [`  ${style.dim("·")} ${style.dim(id)}`, "", style.dim("not reached")]
        : stepRow(id, record, { style, now }),
    ),
  );
}

function stepRow(id: string, record: StepRecord, { style, now }: { style: Style; now: number }): readonly string[] {
  const { status, startedAt, endedAt, attempts, visits, error } = record;
  const took = startedAt === null || status === "skipped" ? "" : durationText((endedAt ?? now) - startedAt);
  const notes = [
    status === "succeeded" ? "" : statusWord(status),
    visits > 1 ? `${visits} visits` : "",
    attempts > 1 ? `${attempts} attempts` : "",
    error === null ? "" : firstLine(error.message),
  ];
  return [
    `  ${paint(status, style)(SYMBOLS[status])} ${id}`,
    style.dim(took.padStart(7)),
    notes.filter(Boolean).join("  "),
  ];
}

function paint(status: StepStatus, style: Style): (text: string) => string {
  if (status === "succeeded") return style.green;
  if (status === "skipped") return style.dim;
  if (status === "running") return style.cyan;
  return status === "waiting" || status === "interrupted" ? style.yellow : style.red;
}

function waitLines(wait: Wait, style: Style, now: number): readonly string[] {
  const left =
    wait.dueAt === null
      ? ""
      : style.dim(` until ${dateText(wait.dueAt)} (${durationText(Math.max(0, wait.dueAt - now))} left)`);
  return [
    `  ${style.yellow("⏸")} ${wait.what}: ${wait.message}${left}`,
    ...wait.commands.map((command) => `      ${style.cyan(command)}`),
  ];
}

function nextLines({ state }: RunDescription, style: Style): readonly string[] {
  const { status, run } = state.snapshot;
  const id = shortId(run);
  if (status === "succeeded" || status === "waiting") return [];
  const command = isFinal(status)
    ? [`drover logs ${id}`, `drover retry ${id}`, `drover fork ${id}`]
    : [`drover logs ${id} --follow`, `drover cancel ${id}`];
  return command.map((text) => `  ${style.cyan(text)}`);
}

/** The same for programs: plain data, times in UTC. */
export function showJson({ state, steps, waits, children, timeline }: RunDescription): object {
  const { snapshot } = state;
  return {
    ...pick(snapshot),
    createdAt: iso(snapshot.createdAt),
    endedAt: iso(snapshot.endedAt),
    children,
    steps: Object.fromEntries(
      steps.flatMap(([id, record]) =>
        record === null
          ? []
          : [[id, { ...record, startedAt: iso(record.startedAt), endedAt: iso(record.endedAt) }] as const],
      ),
    ),
    waits: waits.map((wait) => ({ ...wait, dueAt: iso(wait.dueAt) })),
    timeline: timeline.map(({ at, text }) => ({ at: iso(at), text })),
  };
}

const pick = ({
  run,
  workflow,
  definition,
  status,
  inputs,
  workspace,
  error,
  output,
  parent,
  forkedFrom,
}: Snapshot): object => ({
  run,
  workflow,
  definition,
  status,
  inputs,
  workspace,
  error,
  output,
  parent: parent?.run ?? null,
  forkedFrom: forkedFrom ?? null,
});

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
