import { existsSync } from "node:fs";
import path from "node:path";
import type { AgentProfile } from "../core/agent.ts";

/**
 * `found`: a key or a file of a login is there, which says nothing on whether it still holds. `not-found`: none of those that we know;
 * the agent may keep its login where we do not look, such as a keychain. `unknown`: we know of none. Only a turn proves it.
 */
export interface Login {
  readonly state: "found" | "not-found" | "unknown" | "not-needed";
  /** Names of variables and files; never what they hold. */
  readonly signs: readonly string[];
}

type Environment = Readonly<Record<string, string>>;

/** Where programs keep a login, below the folder that the variable names, or else below HOME. Looked for, never read. */
const FILES: Readonly<
  Record<string, readonly { readonly variable?: string; readonly at: string; readonly file: string }[]>
> = {
  claude: [{ variable: "CLAUDE_CONFIG_DIR", at: ".claude", file: ".credentials.json" }],
  codex: [{ variable: "CODEX_HOME", at: ".codex", file: "auth.json" }],
  gemini: [{ at: ".gemini", file: "oauth_creds.json" }],
  qwen: [{ at: ".qwen", file: "oauth_creds.json" }],
  opencode: [{ variable: "XDG_DATA_HOME", at: ".local/share", file: "opencode/auth.json" }],
};

const KEY = /(?:^|_)(?:API_KEY|TOKEN)$/;

/** `env`: everything that the agent would get. */
export function findLogin({ command, inherit, env: own }: AgentProfile, env: Environment): Login {
  const keys = [...new Set([...inherit, ...Object.keys(own)])].filter((name) => KEY.test(name));
  const files = filesOf(path.basename(command[0] ?? ""), env);
  const signs = [...keys.filter((name) => (env[name] ?? "") !== ""), ...files.filter((file) => existsSync(file))];
  if (signs.length > 0) return { state: "found", signs };
  return { state: keys.length + files.length > 0 ? "not-found" : "unknown", signs: [] };
}

function filesOf(program: string, env: Environment): readonly string[] {
  const places = Object.hasOwn(FILES, program) ? (FILES[program] ?? []) : [];
  return places.map(({ variable, at, file }) => {
    const named = variable === undefined ? undefined : env[variable];
    return path.join(named ?? path.join(env["HOME"] ?? "", at), file);
  });
}
