import type { AgentProfile } from "../../core/agent.ts";
import type { JsonObject } from "../../core/json.ts";
import { programOnPath } from "../program-on-path.ts";

export const programOf = ({ executor, command }: AgentProfile): string | null =>
  executor === "replay" ? null : programOnPath(command[0] ?? "");

/** The values of `env` may be private, those of an MCP server as well: only the names are told. */
export function publicProfile(profile: AgentProfile): JsonObject {
  const { env, mcp, permissions, fields, ...rest } = profile;
  const servers = mcp.map(({ name, command, env: own }) => ({ name, command, env: Object.keys(own) }));
  return { ...rest, fields: { ...fields }, permissions: { ...permissions }, env: Object.keys(env), mcp: servers };
}
