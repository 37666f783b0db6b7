import type { Agent } from "../data/client.ts";

export interface AgentFields {
  readonly executor: string;
  readonly description: string;
  readonly model: string | null;
  readonly mode: string | null;
  readonly account: string | null;
  readonly install: string | null;
  readonly tags: readonly string[];
  readonly fallback: readonly string[];
  readonly variants: readonly string[];
  readonly command: readonly string[];
}

/** Those fields of a profile that the page names; all of them are shown as they are besides. */
export function fieldsOf({ profile }: Agent): AgentFields {
  const text = (key: string): string | null => (typeof profile[key] === "string" ? profile[key] : null);
  const list = (key: string): readonly string[] => {
    const found = profile[key];
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  };
  return {
    executor: text("executor") ?? "command",
    description: text("description") ?? "",
    model: text("model"),
    mode: text("mode"),
    account: text("account"),
    install: text("install"),
    tags: list("tags"),
    fallback: list("fallback"),
    variants: list("variants"),
    command: list("command"),
  };
}

/** Only those that are talked with can be asked for what they offer. */
export const canTell = (agent: Agent): boolean =>
  ["acp", "claude", "codex", "opencode"].includes(fieldsOf(agent).executor);
