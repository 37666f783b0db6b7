import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ACTION_OUTPUTS } from "../../src/actions/schemas.ts";
import type { LoadOptions, WorkflowText } from "../../src/definition/index.ts";

const TEXT = { type: "string" };

/** Actions, agents and workflows as a project might have them; child workflows are found in the folders given. */
export function loadOptions(...folders: readonly string[]): LoadOptions {
  return {
    resolve: (name) => {
      if (name === "twice") return { ambiguous: ["workflows/twice.yaml", "more/twice.yaml"] };
      const file = folders.map((folder) => path.join(folder, `${name}.yaml`)).find((one) => existsSync(one));
      return file === undefined ? "unknown" : readWorkflow(file);
    },
    actions: {
      "git.commit": { type: "object", properties: { message: TEXT }, additionalProperties: false },
      "git.merge": {
        type: "object",
        properties: { message: TEXT, squash: { type: "boolean" } },
        additionalProperties: false,
      },
      "workspace.archive": { type: "object", properties: {}, additionalProperties: false },
    },
    foundAs: (file) => (file === "file-name.yaml" ? "file-name" : null),
    actionOutputs: ACTION_OUTPUTS,
    agents: ["claude", "claude:fast", "codex"],
    askingAgents: ["codex"],
    workflowNames: ["attempt", "child", "task"],
  };
}

/** Files are named by their last part, so that what is printed is the same in every checkout. */
export const readWorkflow = (file: string): WorkflowText => ({
  file: path.basename(file),
  text: readFileSync(file, "utf8"),
});
