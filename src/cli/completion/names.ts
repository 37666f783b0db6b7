import type { RunId } from "../../core/ids.ts";
import { listTokens } from "../../daemon/tokens.ts";
import { workflowFiles, type Project } from "../../project/project.ts";

/** What stands in a project, for words that name it. Read when it is asked for: most words need none. */
export interface Names {
  workflows(): readonly string[];
  agents(): Promise<readonly string[]>;
  /** The newest first. */
  runs(): Promise<readonly RunId[]>;
  tokens(): readonly string[];
}

const MOST_RUNS = 200;

export function namesIn(project: Project): Names {
  return {
    workflows: () => [...workflowFiles(project).keys()].toSorted(),
    async agents() {
      const { openCatalog } = await import("../../project/catalog.ts");
      const profiles = openCatalog(project).profiles.list();
      const variants = profiles.flatMap(({ name, variants: own }) => own.map((variant) => `${name}:${variant}`));
      return [...profiles.map(({ name }) => name), ...variants];
    },
    async runs() {
      const { openReading } = await import("../../project/reading.ts");
      const reading = await openReading(project);
      try {
        return reading.store.list({ limit: MOST_RUNS }).map(({ run }) => run);
      } finally {
        await reading.close();
      }
    },
    tokens: () => listTokens(project.state).map(({ name }) => name),
  };
}
