import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../cli/drover.ts";

/** Gives a project an agent `scripted` that does what its prompt says (test/fixtures), asking for leave for everything but reading. */
export function addScripted(folder: string, kind: "acp" | "claude"): void {
  const sessions = path.join(folder, ".drover/sessions");
  mkdirSync(sessions, { recursive: true });
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const lines = [
    `executor: ${kind}`,
    `command: ${JSON.stringify([process.execPath, path.join(root, `test/fixtures/${kind}-agent.mjs`)])}`,
    "permissions: { otherwise: ask, expires: 30m }",
    `env: { ${kind.toUpperCase()}_SESSIONS: ${JSON.stringify(sessions)} }`,
  ];
  writeFileSync(path.join(folder, ".drover/agents/scripted.yaml"), `${lines.join("\n")}\n`);
}

/** A prompt that tells it what to do, within YAML. */
export const script = (steps: readonly object[]): string => JSON.stringify(JSON.stringify(steps));
