// Whole processes: a run of 1,000 steps, and 100 steps at once, beside a bare Node loop and GNU make on the same shells.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cli, inTemporaryFolder, inTurns, root, row, timeProcess } from "./measure.mjs";

const names = (count) => Array.from({ length: count }, (_, i) => `s${i}`);

const sequential = (count) =>
  `name: sequential\nworkspace: none\nsteps:\n${names(count)
    .map((id) => `  - { id: ${id}, run: "true" }`)
    .join("\n")}\n`;
const parallel = (count) =>
  `name: parallel\nworkspace: none\nsteps:\n  - id: all\n    parallel:\n${names(count)
    .map((id) => `      - { id: ${id}, run: "true" }`)
    .join("\n")}\n`;
/** `;` keeps make from running the command without a shell, as it would a plain `true`. */
const makefile = (count, chained) =>
  `all: s${count - 1}${chained ? "" : ` ${names(count).join(" ")}`}\n${names(count)
    .map((id, i) => `.PHONY: ${id}\n${id}:${chained && i > 0 ? ` s${i - 1}` : ""}\n\t@true;`)
    .join("\n")}\n`;

export async function benchShells({ steps = 1_000, atOnce = 100, rounds = 5 } = {}) {
  return inTemporaryFolder(async (folder) => {
    mkdirSync(path.join(folder, ".drover"));
    writeFileSync(path.join(folder, "sequential.yaml"), sequential(steps));
    writeFileSync(path.join(folder, "parallel.yaml"), parallel(atOnce));
    writeFileSync(path.join(folder, "sequential.mk"), makefile(steps, true));
    writeFileSync(path.join(folder, "parallel.mk"), makefile(atOnce, false));
    const bare = path.join(root, "bench/bare-loop.mjs");
    const run = (name) => () =>
      timeProcess(process.execPath, [cli, "run", "--foreground", `./${name}.yaml`, "--quiet"], { cwd: folder });
    const one = await inTurns(rounds, {
      drover: run("sequential"),
      node: () => timeProcess(process.execPath, [bare, "sequential", String(steps)]),
      make: () => timeProcess("make", ["-s", "-f", "sequential.mk"], { cwd: folder }),
    });
    const many = await inTurns(rounds * 2, {
      drover: run("parallel"),
      node: () => timeProcess(process.execPath, [bare, "parallel", String(atOnce)]),
      make: () => timeProcess("make", ["-s", `-j${atOnce}`, "-f", "parallel.mk"], { cwd: folder }),
    });
    const note = ({ drover, node, make }) =>
      `drover ${drover.toFixed(0)} ms, node ${node.toFixed(0)} ms, make ${make.toFixed(0)} ms`;
    return [
      row(`${steps} steps one after another / bare Node loop`, [one.drover / one.node, "x"], 1.6, { note: note(one) }),
      row(`${steps} steps one after another / make`, [one.drover / one.make, "x"], null, { note: "the next target" }),
      row(`${atOnce} steps at once / bare Node loop`, [many.drover / many.node, "x"], 1.6, { note: note(many) }),
      row(`${atOnce} steps at once / make -j${atOnce}`, [many.drover / many.make, "x"], null, {
        note: "the next target",
      }),
    ];
  });
}
