import os from "node:os";
import { defineConfig } from "vitest/config";

/** Folders of tests that start no process and clean up nothing beyond their own file: they share modules that are loaded once a worker. */
const PURE = ["control", "core", "definition", "docs", "engine", "machines", "simulation"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for may take its time on a machine that is busy.
    expect: { poll: { timeout: 20_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
    // Most of them wait for processes and disks: two cores carry three files at a time, where one would be the default.
    maxWorkers: Math.max(3, os.availableParallelism()),
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      { extends: true, test: { name: "processes", include: ["test/**/*.test.ts"], exclude: PURE } },
    ],
  },
});
