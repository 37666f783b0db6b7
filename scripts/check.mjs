// Everything that reads the code without running it: types, lint with import rules, format, dead code, the package's shape.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const steps = {
  types: ["tsc", "--noEmit"],
  "types of the inspector": ["tsc", "--noEmit", "-p", "inspector"],
  lint: ["oxlint", "--type-aware"],
  format: ["oxfmt", "--check", "src", "test", "scripts", "bench", "inspector"],
  "dead code": ["knip"],
  package: ["publint", "--strict"],
};
let failed = 0;
for (const [name, args] of Object.entries(steps)) {
  const { status } = spawnSync("npx", args, { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name}`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
