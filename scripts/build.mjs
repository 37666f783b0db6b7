// Builds dist/ from src/: TypeScript in, ES modules out. Skips the work when dist/ is newer than everything it is made from.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const stamp = path.join(root, "dist/.built");

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);

const inputs = ["src", "schemas", "scripts"].map((folder) => newest(path.join(root, folder)));
const configs = ["package.json", "tsconfig.json", "tsconfig.build.json"].map(
  (f) => statSync(path.join(root, f)).mtimeMs,
);
const isFresh = existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...inputs, ...configs);

if (!isFresh) {
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  execFileSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  const main = path.join(root, "dist/cli/main.js");
  if (existsSync(main)) chmodSync(main, 0o755);
  writeFileSync(stamp, "");
}
