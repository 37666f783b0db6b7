import type { AgentProfile, Approver } from "../core/agent.ts";
import { APPROVER_MS, ruleProblem } from "../core/permissions.ts";
import { choice, type Reader, refuseUnknown, span, text, texts, within } from "./profile-reader.ts";

/** What a profile says about leave. */
export function permissions(reader: Reader): AgentProfile["permissions"] {
  const inner = within(reader, "permissions");
  refuseUnknown(inner, [], ["allow", "ask", "deny", "otherwise", "expires", "approver"]);
  return {
    allow: rules(inner, "allow"),
    ask: rules(inner, "ask"),
    deny: rules(inner, "deny"),
    otherwise: choice(inner, "otherwise", ["ask", "deny"]) ?? "deny",
    expiresMs: span(inner, "expires"),
    ...(inner.value["approver"] === undefined ? {} : { approver: approver(within(inner, "approver")) }),
  };
}

function approver(reader: Reader): Approver {
  refuseUnknown(reader, [], ["agent", "instructions", "person", "timeout"]);
  const agent = text(reader, "agent");
  if (agent === null) reader.report([], "An approver needs `agent`, the profile that decides.");
  return {
    agent: agent ?? "",
    instructions: text(reader, "instructions"),
    person: rules(reader, "person"),
    timeoutMs: span(reader, "timeout") ?? APPROVER_MS,
  };
}

function rules(reader: Reader, key: string): readonly string[] {
  const list = texts(reader, key);
  list.forEach((rule, index) => {
    const problem = ruleProblem(rule);
    if (problem !== null) reader.report([key, index], problem);
  });
  return list;
}
