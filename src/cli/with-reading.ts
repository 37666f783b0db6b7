import { findProject, type Project } from "../project/project.ts";
import type { Reading } from "../project/reading.ts";

/** Opens the state of the project around `cwd` for reading, and closes it whatever happens. */
export async function withReading<T>(
  cwd: string,
  work: (reading: Reading, project: Project) => Promise<T> | T,
): Promise<T> {
  const project = findProject(cwd);
  const { openReading } = await import("../project/reading.ts");
  const reading = await openReading(project);
  try {
    return await work(reading, project);
  } finally {
    await reading.close();
  }
}
