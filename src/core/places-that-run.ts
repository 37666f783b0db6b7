/**
 * Files and folders, wherever they lie and in small letters, from which somebody runs code unasked: whoever may write there may run
 * anything, with leave to execute or without.
 */
const NAMES: ReadonlySet<string> = new Set([
  // Hooks, and commands in git's configuration.
  ".git",
  ".husky",
  // Workflows and profiles of Drover's own.
  ".drover",
  // Settings of agents: hooks, plugins and servers that their next start runs, and what they may do without asking.
  ".amp",
  ".claude",
  ".codex",
  ".copilot",
  ".cursor",
  ".factory",
  ".gemini",
  ".mcp.json",
  ".opencode",
  ".qwen",
  "opencode.json",
  "opencode.jsonc",
  // Tasks and servers of editors, and what a shell runs that enters the folder.
  ".envrc",
  ".vscode",
]);
/** Copilot's hooks and settings, beside what only GitHub runs. */
const COPILOTS_OWN = /(?:^|\/)\.github\/(?:copilot|hooks)/;

export function isRunFrom(place: string): boolean {
  const small = place.toLowerCase();
  return COPILOTS_OWN.test(small) || small.split("/").some((name) => NAMES.has(name));
}
