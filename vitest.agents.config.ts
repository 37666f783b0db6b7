import { defineConfig } from "vitest/config";

/** Real agents: `npm run test:agents`. They are slow to start, and two cores carry two at a time. */
export default defineConfig({
  test: {
    include: ["test/agents/*.agents.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
