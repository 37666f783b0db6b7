import type { TriggerInfo } from "./contract.ts";
import type { FileState } from "./registry.ts";
import type { Runners } from "./runners.ts";
import type { Tally } from "./tally.ts";

/** All triggers as people see them; a file that says nothing because of its mistakes is there as well. */
export function infosOf(files: readonly FileState[], runners: Runners, tally: Tally): readonly TriggerInfo[] {
  return files.flatMap((file): readonly TriggerInfo[] => {
    const isFailing = file.diagnostics.some(({ severity }) => severity === "error");
    if (isFailing && file.triggers.length === 0) return [brokenFile(file)];
    return file.triggers.map(({ spec }) => {
      const runner = runners.get(spec.name);
      const { last, started, rejected, skipped } = tally.of(spec.name);
      const problem = runner?.problem() ?? null;
      return {
        name: spec.name,
        kind: spec.kind,
        workflow: spec.workflow,
        file: spec.file,
        line: spec.line,
        column: spec.column,
        state: !spec.isEnabled ? "disabled" : isFailing || problem !== null ? "failing" : "active",
        diagnostics: file.diagnostics,
        problem,
        nextDue: runner?.nextDue() ?? null,
        lastRun: last,
        counts: { started, rejected, skipped },
      };
    });
  });
}

const brokenFile = ({ file, diagnostics }: FileState): TriggerInfo => ({
  name: file,
  kind: null,
  workflow: null,
  file,
  line: diagnostics[0]?.line ?? 1,
  column: diagnostics[0]?.column ?? 1,
  state: "failing",
  diagnostics,
  problem: null,
  nextDue: null,
  lastRun: null,
  counts: { started: 0, rejected: 0, skipped: 0 },
});
