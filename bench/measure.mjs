// Shared by the benchmarks: medians, whole processes, temporary folders.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
export const cli = path.join(root, "dist/bin/drover.js");

export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (values) => percentile(values, 0.5);

/** Milliseconds of one whole process; throws when it does not end with 0. */
export function timeProcess(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], ...options });
    let stderr = "";
    child.stderr?.on("data", (data) => (stderr += data));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr}`));
    });
  });
}

/** Runs the contestants in turn, `rounds` times, so that a noisy minute hits all of them; gives the median of each. */
export async function inTurns(rounds, contestants) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) times[name].push(await run());
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

const folders = [];

/**
 * Removed at the very end: for half a minute after many files were deleted ext4 searches long for a free inode, and a new file costs
 * twenty times as much (0.5 ms beside 0.025).
 */
export function inTemporaryFolder(work) {
  if (folders.length === 0) removeAtTheEnd();
  const folder = mkdtempSync(path.join(os.tmpdir(), "drover-bench-"));
  folders.push(folder);
  return work(folder);
}

/** An interrupted bench leaves nothing behind either. Only who made a folder ends by these signals: the processes that are measured know better. */
function removeAtTheEnd() {
  process.once("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
}

/** One line of the result. `limit`: what the ratio or figure must not exceed (or fall below, with `atLeast`). */
export const row = (name, [value, unit], limit, { atLeast = false, note = "" } = {}) => ({
  name,
  value: Number(value.toFixed(3)),
  unit,
  limit,
  ok: limit === null ? null : atLeast ? value >= limit : value <= limit,
  atLeast,
  note,
});

export function print(rows) {
  // Ratios to a bare Node are kinder with it than on most machines: there both sides begin 40 ms earlier.
  if (process.env.NODE_EXTRA_CA_CERTS)
    console.log("NODE_EXTRA_CA_CERTS is set: every Node reads that file as it starts, the bare ones too.\n");
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`${"".padEnd(5)}${"what".padEnd(width)}  ${"figure".padStart(12)}  ${"must be".padStart(12)}  notes`);
  for (const { name, value, unit, limit, ok, atLeast, note } of rows) {
    const target = limit === null ? "" : `${atLeast ? "≥" : "≤"} ${limit} ${unit}`;
    console.log(
      `${ok === null ? "     " : ok ? "ok   " : "MISS "}${name.padEnd(width)}  ${`${value} ${unit}`.padStart(12)}  ${target.padStart(12)}  ${note}`,
    );
  }
}
