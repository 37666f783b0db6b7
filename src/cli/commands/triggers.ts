import type { DeadLetter, TriggerInfo } from "../../triggers/index.ts";
import { formatDiagnostic } from "../../definition/format-diagnostic.ts";
import { callDaemon } from "../../daemon/call.ts";
import { findProject } from "../../project/project.ts";
import { shortId } from "../../core/ids.ts";
import type { AddCommand } from "../commands.ts";
import { ensureDaemon } from "../host.ts";
import type { Shell } from "../shell.ts";
import { count } from "../text/counts.ts";
import { dateText } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";

interface Flags {
  readonly json?: true;
}

interface Taken {
  readonly outcome: "started" | "known" | "skipped" | "rejected";
  readonly run?: string;
  readonly reason?: string;
}

export const addTriggers: AddCommand = (program, shell) => {
  const triggers = program
    .command("triggers")
    .summary("list what starts runs from outside, and what it could not start")
    .description(
      "Lists the triggers of this project: whether they work, when they are due, what they have started. They work while a daemon runs.",
    )
    .option("--json", "print a JSON array")
    .enablePositionalOptions()
    .action((flags: Flags) => list(flags, shell));
  triggers
    .command("letters")
    .summary("list what a trigger could not start")
    .description("Lists the dead letters of a trigger: what should have started a run and could not, and why.")
    .argument("<trigger>", "the trigger's name")
    .option("--json", "print a JSON array")
    .action((name: string, flags: Flags) => letters(name, flags, shell));
  triggers
    .command("replay")
    .summary("try a dead letter again")
    .description("Tries again to start what a trigger could not start. When it starts, the letter is gone.")
    .argument("<trigger>", "the trigger's name")
    .argument("<letter>", "the letter's id")
    .option("--json", "print the result as JSON")
    .action((name: string, letter: string, flags: Flags) => replay(name, letter, { flags, shell }));
};

/** Only a daemon knows how they do. */
async function ask<T>({ cwd }: Shell, path: string, method: "GET" | "POST" = "GET"): Promise<T> {
  const project = findProject(cwd);
  await ensureDaemon(project);
  return callDaemon<T>(project, { method, path: `/triggers${path}` });
}

async function list({ json }: Flags, shell: Shell): Promise<void> {
  const { items } = await ask<{ items: readonly TriggerInfo[] }>(shell, "");
  const { out } = shell;
  if (json === true) return out.line(JSON.stringify(items));
  if (items.length === 0) return out.line("No triggers. docs/triggers.md tells what they can do.");
  const titles = ["TRIGGER", "KIND", "WORKFLOW", "STATE", "STARTED", "REJECTED", "NEXT", "LAST RUN"].map(out.style.dim);
  for (const line of tableLines([titles, ...items.map(row)])) out.line(line);
  for (const { name, problem, diagnostics } of items) {
    if (problem !== null) out.line(`\n${out.style.yellow(name)}: ${problem}`);
    for (const one of diagnostics) out.line(`\n${formatDiagnostic(one, { color: out.style.isColored })}`);
  }
}

const row = ({ name, kind, workflow, state, counts, nextDue, lastRun }: TriggerInfo): readonly string[] => [
  name,
  kind ?? "",
  workflow ?? "",
  state,
  String(counts.started),
  String(counts.rejected),
  nextDue === null ? "" : dateText(nextDue),
  lastRun === null ? "" : shortId(lastRun.run),
];

async function letters(name: string, { json }: Flags, shell: Shell): Promise<void> {
  const { items } = await ask<{ items: readonly DeadLetter[] }>(shell, `/${encodeURIComponent(name)}/letters`);
  const { out } = shell;
  if (json === true) return out.line(JSON.stringify(items));
  if (items.length === 0) return out.line("No dead letters.");
  for (const { id, at, reason, file } of items) {
    out.line(`${out.style.bold(id)}  ${dateText(at)}${file === null ? "" : `  ${file}`}`);
    for (const line of reason.trim().split("\n")) out.line(`  ${line}`);
  }
  out.line(`\n${count(items.length, "letter")}. \`drover triggers replay ${name} <letter>\` tries one again.`);
}

async function replay(name: string, letter: string, { flags, shell }: { flags: Flags; shell: Shell }): Promise<void> {
  const where = `/${encodeURIComponent(name)}/letters/${encodeURIComponent(letter)}/replay`;
  const taken = await ask<Taken>(shell, where, "POST");
  if (flags.json === true) return shell.out.line(JSON.stringify(taken));
  const { outcome, run = "", reason = "" } = taken;
  const told = {
    started: `Started run ${run}.`,
    known: `Run ${run} was started before.`,
    skipped: "Skipped.",
    rejected: `Rejected again: ${reason}`,
  };
  shell.out.line(told[outcome]);
}
