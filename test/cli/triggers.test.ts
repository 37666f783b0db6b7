import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, project } from "./drover.ts";

const STEPS = "inputs: { prompt: { type: string } }\nsteps:\n  - { id: a, run: 'true' }\n";

describe.concurrent("drover validate", () => {
  it("checks triggers with the file that they stand in", async () => {
    const folder = project({ mend: `${STEPS}triggers:\n  - { inbox: in, with: { promt: x } }\n` });
    const { code, stdout } = await drover(folder, ["validate", "mend"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/mend\.yaml:\d+:26 error D211 The workflow "mend" has no input "promt"\./);
    // A run by hand is not started either: nobody knows what else the file gets wrong.
    expect((await drover(folder, ["run", "mend", "-q", "-i", "prompt=x"])).code).toBe(2);
  });

  it("checks triggers.yaml where no file is named, and what only shows when all triggers are seen together", async () => {
    const folder = project({ mend: `${STEPS}triggers:\n  - { name: same, inbox: in }\n` });
    const list = path.join(folder, ".drover/triggers.yaml");
    writeFileSync(list, "- { name: same, workflow: mend, inbox: other }\n");
    const twice = await drover(folder, ["validate"]);
    expect(twice.code).toBe(2);
    expect(twice.stdout).toContain(
      '.drover/triggers.yaml:1:11 error D201 A trigger named "same" stands in .drover/workflows/mend.yaml already.',
    );
    expect(twice.stdout).toContain("1 error in 2 files");
    expect((await drover(folder, ["validate", "mend"])).code).toBe(0);
    writeFileSync(list, "- { workflow: mend, schedule: '0 9 * * *', timezone: Mars, with: { prompt: x } }\n");
    expect((await drover(folder, ["validate"])).stdout).toContain('D504 There is no time zone "Mars".');
    writeFileSync(list, "- { workflow: mend, inbox: other }\n");
    expect((await drover(folder, ["validate"])).stdout).toContain("✓ 2 files checked, no mistakes");
  });
});
