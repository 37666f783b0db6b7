import os from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Tests that end what they began within their own file, and import nothing with a hook of its own: they share modules that are loaded once
 * a worker. To load the engine anew takes half a second of computing for each file.
 */
const SHARED = [
  // Folders as a whole.
  "test/{app,control,core,definition,docs,engine,examples,executors,http,layout,machines,simulation,store}/**/*.test.ts",
  // That one copies a repository that is made once for a file, and gone after it.
  "test/actions/!(workspace-actions).test.ts",
  "test/*.test.ts",
  "test/cli/text/*.test.ts",
  "test/cli/top/{keys,update,views}.test.ts",
  "test/inspector/author/*.test.ts",
  "test/inspector/{diff,heights,log-text,markdown,sequence,spans}.test.ts",
  "test/triggers/docs.test.ts",
];

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
      { extends: true, test: { name: "shared", include: SHARED, isolate: false } },
      { extends: true, test: { name: "alone", include: ["test/**/*.test.ts"], exclude: SHARED } },
    ],
  },
});
