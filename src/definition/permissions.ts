import type { Approver } from "../core/agent.ts";
import { APPROVER_MS, partsOfRule, ruleProblem, TOOL_KINDS, type StepPermissions } from "../core/permissions.ts";
import { formatDuration } from "../core/duration.ts";
import { nearest } from "../core/nearest.ts";
import { report, spot, valueRange, type Build } from "./build.ts";
import { checkAgentName } from "./check-agent.ts";
import { spanMs } from "./check-text.ts";
import type { StepApprover, StepPermissions as RawPermissions } from "./generated/workflow-file.ts";

/** What a step says about leave. */
export function permissionsOf(build: Build, raw: RawPermissions): StepPermissions {
  const { expires: _, approver, ...rules } = raw;
  for (const key of ["allow", "ask", "deny"] as const) checkRules(build, rules[key]);
  const expiresMs = spanMs(build, spot(raw, "expires"));
  return {
    ...rules,
    ...(expiresMs === null ? {} : { expiresMs }),
    ...(approver === undefined ? {} : { approver: approverOf(build, approver) }),
  };
}

function checkRules(build: Build, rules: readonly string[] = []): void {
  rules.forEach((rule, index) => {
    const problem = ruleProblem(rule);
    if (problem === null) return;
    const { kind } = partsOfRule(rule);
    const meant = nearest(kind, TOOL_KINDS);
    report(build, valueRange(build, spot(rules, index)), {
      code: "D104",
      message: problem,
      suggestion: meant === null ? null : meant + rule.slice(kind.length),
    });
  });
}

function approverOf(build: Build, raw: StepApprover): Approver {
  const { agent, instructions = null, person = [] } = raw;
  checkRules(build, person);
  if (build.places.get(raw)?.has("agent") === true) checkDecider(build, raw);
  const timeoutMs = spanMs(build, spot(raw, "timeout"), `it is ${formatDuration(APPROVER_MS)}`) ?? APPROVER_MS;
  return { agent, instructions, person, timeoutMs };
}

/** One that asks would have to be decided on by somebody else, and so on. */
function checkDecider(build: Build, raw: StepApprover): void {
  const at = spot(raw, "agent");
  const { agents, askingAgents } = build.references;
  if (!checkAgentName(build, at, agents) || !askingAgents.includes(raw.agent)) return;
  report(build, valueRange(build, at), {
    code: "D104",
    message: `The agent "${raw.agent}" cannot be an approver: by its own permissions it asks a person itself.`,
    suggestion: "name a profile without `ask`, `otherwise: ask` and `approver`",
  });
}
