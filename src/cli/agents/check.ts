import type { AgentCheck } from "../../agents/check-agent.ts";
import { wantedAgents } from "../../control/wanted-agents.ts";
import { parseDuration } from "../../core/duration.ts";
import type { Usage } from "../../core/entry.ts";
import { DroverError } from "../../core/errors.ts";
import type { Project } from "../../project/project.ts";
import type { SmokeTurn } from "../../agents/smoke-turn.ts";
import type { AddCommand } from "../commands.ts";
import { usageText } from "../entry-text.ts";
import { EXIT } from "../exit-codes.ts";
import { projectForReading } from "../find-project.ts";
import type { Shell } from "../shell.ts";
import type { Style } from "../style.ts";
import { durationText } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";
import { interruption } from "./interruption.ts";

interface CheckFlags {
  readonly turn?: true;
  readonly timeout: string;
  readonly json?: true;
}

interface Checked extends AgentCheck {
  readonly turn: SmokeTurn | null;
  readonly isOk: boolean;
}

export const addAgentsCheck: AddCommand = (agents, shell) => {
  agents
    .command("check")
    .summary("check whether agents could work")
    .description(
      "Tells of each agent whether its program is installed, its version, and whether there is a sign of a login; with --turn also whether it answers. " +
        "Exits with 1 when one fails. Without names a shipped agent that is not installed does not count.",
    )
    .argument("[names...]", "the agents; all when left out")
    .option("--turn", "also have each answer one small prompt, in an empty folder; this may cost money")
    .option("--timeout <duration>", "how long a turn may take", "2m")
    .option("--json", "print a JSON array")
    .action(async (names: readonly string[], flags: CheckFlags) => {
      const checked = await checkAll(projectForReading(shell.cwd), names, flags);
      if (flags.json === true) shell.out.line(JSON.stringify(checked.map(asJson)));
      else tell(checked, flags.turn === true, shell);
      shell.finish(checked.every(({ isOk }) => isOk) ? EXIT.succeeded : EXIT.failed);
    });
};

async function checkAll(project: Project, names: readonly string[], flags: CheckFlags): Promise<readonly Checked[]> {
  if (flags.turn === true && names.length === 0)
    throw new DroverError(
      "usage",
      "Cannot have every agent take a turn, for that may cost money: name those that you mean.",
    );
  const timeoutMs = parseDuration(flags.timeout);
  if (timeoutMs === null) throw new DroverError("usage", `Cannot wait "${flags.timeout}": give a duration such as 2m.`);
  const { openCatalog } = await import("../../project/catalog.ts");
  const { checkAgent } = await import("../../agents/check-agent.ts");
  const catalog = openCatalog(project);
  const wanted = wantedAgents(project, catalog);
  const all = names.length > 0 ? names : catalog.profiles.list().map(({ name }) => name);
  const checks = await Promise.all(all.map((name) => checkAgent(project, name)));
  if (flags.turn !== true)
    return checks.map((check) => {
      const isOk = check.isInstalled || (names.length === 0 && !wanted.has(check.name));
      return { ...check, turn: null, isOk };
    });
  return withTurns(project, checks, timeoutMs);
}

/** One after the other: an agent may take half a gigabyte. */
async function withTurns(
  project: Project,
  checks: readonly AgentCheck[],
  timeoutMs: number,
): Promise<readonly Checked[]> {
  const { smokeTurn } = await import("../../agents/smoke-turn.ts");
  const signal = interruption();
  const checked: Checked[] = [];
  for (const check of checks) {
    const turn = check.isInstalled ? await smokeTurn(project, { agent: check.name, timeoutMs, signal }) : null;
    checked.push({ ...check, turn, isOk: turn?.outcome.status === "succeeded" });
  }
  return checked;
}

function asJson({ turn, isOk, ...check }: Checked): object {
  if (turn === null) return { ...check, turn: null, isOk };
  const { status, output, error } = turn.outcome;
  const { text = null, usage = null } = output;
  return { ...check, turn: { status, text, usage, tookMs: turn.tookMs, error }, isOk };
}

function tell(checked: readonly Checked[], hasTurns: boolean, { out }: Shell): void {
  const titles = ["AGENT", "PROGRAM", "VERSION", "LOGIN", ...(hasTurns ? ["TURN"] : [])].map(out.style.dim);
  const rows = checked.map((check) => [...row(check, out.style), ...(hasTurns ? [turnText(check, out.style)] : [])]);
  for (const line of tableLines([titles, ...rows])) out.line(line);
  for (const { name, isOk, problem, turn } of checked) {
    if (!isOk && problem !== null) out.line(`${out.style.red("✗")} ${name}: ${problem}`);
    const error = turn?.outcome.error ?? null;
    if (error !== null) out.line(`${out.style.red("✗")} ${name}: ${error.message}`);
  }
}

function row({ name, isInstalled, isOk, path, version, login }: Checked, style: Style): readonly string[] {
  const missing = isOk ? style.dim("not installed") : style.red("not installed");
  return [name, isInstalled ? (path ?? "") : missing, version ?? style.dim("unknown"), loginText(login, style)];
}

function loginText({ state, signs }: AgentCheck["login"], { dim, yellow }: Style): string {
  const texts = {
    found: signs.join(", "),
    "not-found": yellow("no sign of one"),
    unknown: dim("unknown"),
    "not-needed": dim("needs none"),
  };
  return texts[state];
}

function turnText({ turn }: Checked, { green, red, dim }: Style): string {
  if (turn === null) return dim("not tried");
  const { status, output } = turn.outcome;
  const took = dim(durationText(turn.tookMs));
  if (status !== "succeeded") return `${red(status.replace("_", " "))} ${took}`;
  const { text, usage = null } = output;
  const [answer = ""] = typeof text === "string" ? text.split("\n") : [];
  const tokens = usage === null ? dim("usage unknown") : dim(usageText(usage as Usage));
  return `${green(answer.slice(0, 60))} ${took} ${tokens}`;
}
