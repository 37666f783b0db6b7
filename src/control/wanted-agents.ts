import { existsSync } from "node:fs";
import path from "node:path";
import type { Catalog } from "../project/catalog.ts";
import type { Project } from "../project/project.ts";

/** Names of the agents that are meant to be used: the project's own and the default. The other shipped ones only matter once a step names them. */
export function wantedAgents(project: Project, { profiles, config }: Catalog): ReadonlySet<string> {
  const isWanted = (name: string): boolean =>
    name === config.agent || [".yaml", ".yml"].some((ending) => existsSync(path.join(project.agents, name + ending)));
  return new Set(profiles.list().flatMap(({ name }) => (isWanted(name) ? [name] : [])));
}
