import { hasExpression } from "./check-text.ts";
import { keyRange, lacks, report, spot, valueRange, type Build, type Spot } from "./build.ts";
import type { State, Step } from "./generated/workflow-file.ts";
import { forkedStep } from "./forked-step.ts";
import { nearest } from "../core/nearest.ts";
import type { Finding } from "./source.ts";

type Raw = Step | NonNullable<State>;

export function checkAgent(build: Build, raw: Raw): void {
  if (lacks(build, raw, "prompt"))
    report(build, valueRange(build, spot(raw, "agent")), {
      code: "D102",
      message: 'The agent has no "prompt".',
      suggestion: 'add "prompt: …"',
    });
  checkAgentName(build, spot(raw, "agent"), build.references.agents);
}

/** False for a name that no profile has. */
export function checkAgentName(build: Build, at: Spot, known: readonly string[] | null): boolean {
  const agent = (at.in as Record<string, unknown>)[at.key];
  if (known === null || typeof agent !== "string" || hasExpression(agent) || known.includes(agent)) return true;
  const [profile = "", variant] = agent.split(":");
  const finding = variant !== undefined && known.includes(profile) ? noVariant : noProfile;
  report(build, valueRange(build, at), { code: "D210", ...finding(agent, known) });
  return false;
}

type Unknown = (agent: string, known: readonly string[]) => Omit<Finding, "code">;

const noProfile: Unknown = (agent, known) => ({
  message: `Unknown agent "${agent}".`,
  expected: known.length === 0 ? "a profile in .drover/agents/, of which there is none" : known.join(", "),
  suggestion: nearest(agent, known) ?? `add .drover/agents/${agent.replace(/:.*$/, "")}.yaml`,
});

const noVariant: Unknown = (agent, known) => {
  const [profile = "", variant = ""] = agent.split(":");
  const variants = known.filter((one) => one.startsWith(`${profile}:`));
  return {
    message: `The agent "${profile}" has no variant "${variant}".`,
    expected: [profile, ...variants].join(", "),
    suggestion: nearest(agent, variants) ?? `add it to the variants of .drover/agents/${profile}.yaml`,
  };
};

/** Rules are looked at when an agent asks for leave: one that never does would work as if there were none. */
export function checkObedience(build: Build, raw: Raw): void {
  const { agent } = raw;
  if (typeof agent !== "string" || hasExpression(agent)) return;
  const free = build.references.unasking(agent);
  if (free === null) return;
  report(build, keyRange(build, spot(raw, "permissions")), {
    code: "D105",
    message:
      free === agent
        ? `"permissions" cannot hold the agent "${agent}": it asks nobody for leave.`
        : `"permissions" cannot hold "${free}", which may take over from "${agent}": it asks nobody for leave.`,
    expected: "an agent by acp, claude, codex or opencode",
  });
}

const SESSIONS = ["continue", "new", "fork"];

export function checkSession(build: Build, raw: Raw): void {
  const { session } = raw;
  if (session === undefined || hasExpression(session) || SESSIONS.includes(session)) return;
  const agents = [...build.steps.values()].filter((facts) => facts.verb === "agent").map((facts) => facts.id);
  const step = forkedStep(session) ?? session;
  if (agents.includes(step)) return;
  report(build, valueRange(build, spot(raw, "session")), {
    code: "D204",
    message: build.steps.has(step)
      ? `The step "${step}" has no session: it is no agent step.`
      : `Unknown session "${session}".`,
    expected: `continue, new, fork, fork and an agent step, or an agent step: ${agents.join(", ")}`,
    suggestion: nearest(session, [...SESSIONS, ...agents, ...agents.map((id) => `fork ${id}`)]),
  });
}
