import { isJsonObject, type JsonObject } from "../core/json.ts";

/** How an agent is run, and its model; `null` for a profile that is gone. */
export type AgentOf = (name: string) => { readonly executor: string; readonly model: string | null } | null;

/** As the semantic conventions for generative AI name them; what an agent did not tell is left out. */
export function agentAttributes(output: JsonObject, agent: AgentOf): Readonly<Record<string, string | number>> {
  const { agent: name, usage, session } = output;
  if (typeof name !== "string" || usage === undefined) return {};
  const profile = agent(name);
  const told = isJsonObject(usage) ? usage : {};
  const numbers = {
    "gen_ai.usage.input_tokens": told["inputTokens"],
    "gen_ai.usage.output_tokens": told["outputTokens"],
    "drover.usage.cost": told["cost"],
  };
  return {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": name,
    ...(profile !== null && { "gen_ai.system": profile.executor }),
    ...(profile?.model != null && { "gen_ai.request.model": profile.model }),
    ...(typeof session === "string" && { "gen_ai.conversation.id": session }),
    ...Object.fromEntries(
      Object.entries(numbers).flatMap(([key, value]) => (typeof value === "number" ? [[key, value]] : [])),
    ),
  };
}
