import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ACTION_OUTPUTS, ACTION_SCHEMAS } from "../../src/actions/schemas.ts";
import { formatDiagnostic, loadWorkflow, parseYaml } from "../../src/definition/index.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```yaml\n([^]*?)^```$/gm)].flatMap((match) => match[1] ?? []);
const isWorkflow = (text: string): boolean => text.startsWith("name:");

describe("the README", () => {
  it("shows a workflow that loads without a word of complaint", () => {
    const shown = blocks.filter(isWorkflow);
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) {
      const loaded = loadWorkflow(
        { file: "README.md", text },
        {
          resolve: () => "unknown",
          actions: ACTION_SCHEMAS,
          actionOutputs: ACTION_OUTPUTS,
          agents: ["claude"],
          workflowNames: [],
        },
      );
      const said = loaded.ok ? loaded.warnings : loaded.diagnostics;
      expect(said.map((diagnostic) => formatDiagnostic(diagnostic, { color: false }))).toEqual([]);
    }
  });

  it("sets no limit to a run that its own approval would run into", () => {
    expect(readme).toMatch(/limits: \{ wall: 2d \}/);
    expect(readme).toMatch(/timeout: 24h/);
  });

  it("shows an agent profile that can be read", () => {
    const shown = blocks.filter((text) => !isWorkflow(text));
    const folder = mkdtempSync(path.join(os.tmpdir(), "drover-readme-"));
    shown.forEach((text, index) => writeFileSync(path.join(folder, `agent-${index}.yaml`), text));
    expect(loadProfiles([folder], parseYaml).list().length).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(0);
    rmSync(folder, { recursive: true });
  });
});
