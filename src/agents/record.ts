import { openCatalog } from "../project/catalog.ts";
import { childEnvironment } from "../executors/environment.ts";
import { recordAgent } from "../executors/replay/record.ts";
import type { Recording } from "../executors/replay/recording.ts";
import type { Project } from "../project/project.ts";

export interface RecordRequest {
  readonly agent: string;
  readonly prompt: string;
  /** The folder to work in; the agent's changes stay in it. */
  readonly cwd: string;
  /** The folder to make the recording in, absolute. */
  readonly out: string;
}

/** Runs an agent of the project as a step would, and records it. Throws `agent.unknown` or `recording.invalid`. */
export function recordInProject(project: Project, { agent, ...request }: RecordRequest): Promise<Recording> {
  const { profiles, config } = openCatalog(project);
  const profile = profiles.get(agent);
  const env = childEnvironment(process.env, config.inherit)(profile.env, profile.inherit);
  return recordAgent({ ...request, profile, env });
}
