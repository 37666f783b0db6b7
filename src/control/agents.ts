import path from "node:path";
import { isOwnAgent } from "../project/agent-files.ts";
import type { App } from "../app.ts";
import type { JsonObject } from "../core/json.ts";
import { publicProfile } from "./public-profile.ts";

type Files = Pick<App, "project" | "catalog">;

/** A profile with everything that it extends; of environment variables only the names. */
export interface AgentView {
  readonly name: string;
  readonly profile: JsonObject;
  /** Its own file, then those that it extends; relative to the project where they lie in it. */
  readonly files: readonly string[];
  /** The project has a file for it. */
  readonly isOwn: boolean;
  /** `config.yaml` names it for steps that name none. */
  readonly isDefault: boolean;
}

export const listAgents = (files: Files): readonly AgentView[] =>
  files.catalog.profiles.list().map(({ name }) => viewAgent(files, name));

/** By name, or by `<name>:<variant>`. Throws `agent.unknown`. */
export function viewAgent({ project, catalog }: Files, name: string): AgentView {
  const { profiles, config } = catalog;
  return {
    name,
    profile: publicProfile(profiles.get(name)),
    files: profiles.files(name).map((file) => {
      const relative = path.relative(project.root, file);
      return relative.startsWith("..") ? file : relative;
    }),
    isOwn: isOwnAgent(project, name.split(":")[0] ?? name),
    isDefault: config.agent === name,
  };
}
