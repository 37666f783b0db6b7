import type { Ask } from "../data/client.ts";

const TOOLS: Readonly<Record<string, string>> = {
  execute: "wants to run a command",
  read: "wants to read",
  search: "wants to search",
  edit: "wants to change files",
  delete: "wants to delete files",
  move: "wants to move files",
  fetch: "wants to fetch something",
  mcp: "wants to use a tool of a server",
  subagent: "wants to start another agent",
  switch_mode: "wants to work in another mode",
};

/** What is asked, in a few words of ours: a title is the agent's own choice. */
export function kindOf({ kind, tool }: Pick<Ask, "kind" | "tool">): string {
  if (kind === "approval") return "asks for approval";
  if (kind === "question") return "asks a question";
  return TOOLS[tool ?? ""] ?? `wants to use ${tool ?? "a tool"}`;
}

const DECIDED: Readonly<Record<string, string>> = { allow: "Allowed", deny: "Denied", reply: "Answered" };

export const decidedText = (answer: string, title: string): string => `${DECIDED[answer] ?? answer}: ${short(title)}`;

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
