import { existsSync } from "node:fs";
import { type AgentProfile, howToInstall } from "../core/agent.ts";
import { openCatalog } from "../project/catalog.ts";
import { programVersion } from "../executors/command/program-version.ts";
import { childEnvironment } from "../executors/environment.ts";
import { findLogin, type Login } from "../executors/login.ts";
import { findProgram } from "../executors/supervisor/program-path.ts";
import type { Project } from "../project/project.ts";

/** What can be told of an agent without giving it work. */
export interface AgentCheck {
  readonly name: string;
  readonly isInstalled: boolean;
  /** The program's file, or a recording's folder. */
  readonly path: string | null;
  /** The first line of `--version`; `null` when it does not say. */
  readonly version: string | null;
  readonly login: Login;
  /** What is wrong, and what to do; `null` for nothing. */
  readonly problem: string | null;
}

/** Throws `agent.unknown`. Starts the program for its version only, with the environment that a step would give it. */
export async function checkAgent(project: Project, name: string): Promise<AgentCheck> {
  const { profiles, config } = openCatalog(project);
  const profile = profiles.get(name);
  if (profile.executor === "replay") return checkRecording(profile);
  const env = childEnvironment(process.env, config.inherit)(profile.env, profile.inherit);
  const [program = ""] = profile.command;
  const found = findProgram(program, project.root, env["PATH"] ?? "");
  const login = findLogin(profile, env);
  if ("code" in found) {
    const how = found.code === "ENOENT" ? howToInstall(profile) : "";
    return { name, isInstalled: false, path: null, version: null, login, problem: `${found.message}${how}` };
  }
  const version = await programVersion([found.path], env);
  return { name, isInstalled: true, path: found.path, version, login, problem: null };
}

function checkRecording({ name, recording }: AgentProfile): AgentCheck {
  const isInstalled = recording !== null && existsSync(recording);
  const problem = isInstalled
    ? null
    : `There is no recording at ${recording ?? "?"}. Mend \`recording\` in its profile.`;
  return { name, isInstalled, path: recording, version: null, login: { state: "not-needed", signs: [] }, problem };
}
