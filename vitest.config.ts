import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest, which are not the largest: begun last, one of them would keep all others waiting for it. */
const FIRST = [
  "test/crash/every-boundary.test.ts",
  "test/workspace/crash.test.ts",
  "test/triggers/crash.test.ts",
  "test/crash/agent.test.ts",
  "test/simulation/planted-bugs.test.ts",
  "test/simulation/simulation.test.ts",
  "test/cli/fork.test.ts",
].map((file) => path.resolve(import.meta.dirname, file));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const first = files.filter(({ moduleId }) => FIRST.includes(moduleId));
    const others = files.filter(({ moduleId }) => !FIRST.includes(moduleId));
    const place = ({ moduleId }: TestSpecification): number => FIRST.indexOf(moduleId);
    // oxlint-disable-next-line unicorn/no-array-sort -- Not an array's.
    return [...first.toSorted((a, b) => place(a) - place(b)), ...(await super.sort(others))];
  }
}

// Every Node reads these as it starts, for two thirds of what it takes to start: what tests talk with is on this machine.
delete process.env["NODE_EXTRA_CA_CERTS"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/in-memory.ts"],
    setupFiles: ["test/setup.ts"],
    sequence: { sequencer: LongestFirst },
    // For commands that tests carry out in their own process.
    env: { DROVER_FOREGROUND: "1", USER: "tester", TZ: "UTC" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for may take its time on a machine that is busy.
    expect: { poll: { timeout: 20_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
    // Modules are loaded once a worker, and the inspector's tests have one browser there: to load the engine anew takes half a second of
    // computing for each file, to start a browser two.
    isolate: false,
    // Most of them wait for processes and disks: two cores carry three files at a time, where one would be the default.
    maxWorkers: Math.max(3, os.availableParallelism()),
  },
});
