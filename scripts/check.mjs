// Everything that reads the code without running it: types, lint with import rules, format, dead code, the package's shape.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const steps = [
  ["types", ["npx", "tsc", "--noEmit"]],
  ["lint", ["npx", "oxlint", "--type-aware"]],
  ["format", ["npx", "oxfmt", "--check", "src", "test", "scripts", "bench"]],
  ["dead code", ["npx", "knip"]],
  ["package", ["npx", "publint", "--strict"]],
];
let failed = 0;
for (const [name, [command, ...args]] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name}`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
