import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Project } from "./project.ts";

export const crashesFolder = ({ state }: Project): string => path.join(state, "crashes");

/** What crashed daemons have left, the oldest first. A report is there until somebody has read it and removes it. */
export function crashReports(project: Project): readonly string[] {
  const folder = crashesFolder(project);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .toSorted()
    .map((name) => path.join(folder, name));
}
