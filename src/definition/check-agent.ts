import { hasExpression } from "./check-text.ts";
import { lacks, report, spot, valueRange, type Build } from "./build.ts";
import type { State, Step } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";

type Raw = Step | NonNullable<State>;

export function checkAgent(build: Build, raw: Raw): void {
  if (lacks(build, raw, "prompt"))
    report(build, valueRange(build, spot(raw, "agent")), {
      code: "D102",
      message: 'The agent has no "prompt".',
      suggestion: 'add "prompt: …"',
    });
  checkAgentName(build, raw, build.references.agents);
}

function checkAgentName(build: Build, raw: Raw, known: readonly string[] | null): void {
  const { agent } = raw;
  if (known === null || agent === undefined || hasExpression(agent) || known.includes(agent)) return;
  report(build, valueRange(build, spot(raw, "agent")), {
    code: "D210",
    message: `Unknown agent "${agent}".`,
    expected: known.length === 0 ? "a profile in .drover/agents/, of which there is none" : known.join(", "),
    suggestion: nearest(agent, known) ?? `add .drover/agents/${agent}.yaml`,
  });
}

const SESSIONS = ["continue", "new", "fork"];

export function checkSession(build: Build, raw: Raw): void {
  const { session } = raw;
  if (session === undefined || hasExpression(session) || SESSIONS.includes(session)) return;
  const agents = [...build.steps.values()].filter((facts) => facts.verb === "agent").map((facts) => facts.id);
  if (agents.includes(session)) return;
  report(build, valueRange(build, spot(raw, "session")), {
    code: "D204",
    message: build.steps.has(session)
      ? `The step "${session}" has no session: it is no agent step.`
      : `Unknown session "${session}".`,
    expected: `continue, new, fork, or an agent step: ${agents.join(", ")}`,
    suggestion: nearest(session, [...SESSIONS, ...agents]),
  });
}
