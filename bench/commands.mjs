// What one step costs above a bare spawn, and how fast the commands answer that people wait for.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openApp } from "../dist/app.js";
import { projectAt } from "../dist/project/project.js";
import { cli, inTemporaryFolder, inTurns, percentile, row, timeProcess } from "./measure.mjs";

const STEPS = 300;
const steps = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
const TRUE_STEPS = `name: steps\nworkspace: none\nsteps:\n${steps(STEPS, (i) => `  - { id: s${i}, run: "true" }`)}\n`;

/** A file as people write them: inputs, expressions, retries, conditions. */
const HUNDRED = `name: hundred
inputs: { name: { type: string }, count: { type: integer, default: 3 } }
workspace: none
steps:
${steps(100, (i) => `  - id: s${i}\n    run: echo "\${{ inputs.name }} ${i}"\n    when: inputs.count > ${i % 3}\n    timeout: 5m\n    retry: { attempts: 2, delay: 1s }${i > 0 ? `\n    env: { BEFORE: "\${{ steps.s${i - 1}.status }}" }` : ""}`)}
`;

const bareSpawn = () =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn("/bin/sh", ["-c", "true"]);
    child.once("error", reject);
    child.once("close", () => resolve(performance.now() - start));
  });

/** From one step's end to the next one's, inside one engine: everything that a step costs. */
async function stepTimes(folder) {
  mkdirSync(path.join(folder, ".drover"), { recursive: true });
  writeFileSync(path.join(folder, "steps.yaml"), TRUE_STEPS);
  const app = await openApp({ project: projectAt(folder), command: "bench" });
  const times = [];
  let last = null;
  await new Promise((resolve) => {
    app.engine.watch((event) => {
      if (event.type === "run.ended") return resolve();
      if (event.type !== "step.ended") return;
      const now = performance.now();
      if (last !== null) times.push(now - last);
      last = now;
    });
    void app.start("./steps.yaml", {}, { from: folder });
  });
  await app.close();
  return times;
}

export async function benchCommands({ rounds = 15 } = {}) {
  return inTemporaryFolder(async (folder) => {
    const inStep = [];
    const bare = [];
    for (let round = 0; round < 3; round++) {
      inStep.push(...(await stepTimes(path.join(folder, `step${round}`))));
      for (let i = 0; i < STEPS; i++) bare.push(await bareSpawn());
    }
    writeFileSync(path.join(folder, "hundred.yaml"), HUNDRED);
    mkdirSync(path.join(folder, ".drover"), { recursive: true });
    const node =
      (...args) =>
      () =>
        timeProcess(process.execPath, args, { cwd: folder });
    const times = await inTurns(rounds, {
      nothing: node("-e", "0"),
      version: node(cli, "--version"),
      validate: node(cli, "validate", "./hundred.yaml"),
    });
    const added = percentile(inStep, 0.5) - percentile(bare, 0.5);
    return [
      row("a run step adds to a bare spawn (p50)", [added, "ms"], 1.5, {
        note: `step ${percentile(inStep, 0.5).toFixed(2)} ms, p99 ${percentile(inStep, 0.99).toFixed(2)} ms; spawn ${percentile(bare, 0.5).toFixed(2)} ms`,
      }),
      row("drover --version / node -e 0", [times.version / times.nothing, "x"], 1.5, {
        note: `${times.version.toFixed(0)} ms and ${times.nothing.toFixed(0)} ms`,
      }),
      row(`drover validate, a 100-step file of ${HUNDRED.split("\n").length} lines`, [times.validate, "ms"], 150, {
        note: `all of it; node alone ${times.nothing.toFixed(0)} ms`,
      }),
    ];
  });
}

export const version = () => JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
