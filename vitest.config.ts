import os from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for may take its time on a machine that is busy.
    expect: { poll: { timeout: 20_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
    // Most of them wait for processes and disks: two cores carry two files at a time, where one would be the default.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
  },
});
