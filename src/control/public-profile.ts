import type { AgentProfile } from "../core/agent.ts";
import type { JsonObject } from "../core/json.ts";

/** The values of `env` may be private, those of an MCP server as well: only the names are told. */
export function publicProfile(profile: AgentProfile): JsonObject {
  const { env, mcp, permissions, fields, limits, ...rest } = profile;
  const servers = mcp.map(({ name, command, env: own }) => ({ name, command, env: Object.keys(own) }));
  const told = { fields: { ...fields }, permissions: { ...permissions }, env: Object.keys(env), mcp: servers };
  return { ...rest, ...told, ...(limits === undefined ? {} : { limits: { ...limits } }) };
}
