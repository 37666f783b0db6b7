// Builds dist/ from src/: TypeScript in, ES modules out, and the command line once more as a bundle in dist/bin, since loading a
// hundred small files costs more than most commands do. Skips the work when dist/ is newer than everything it is made from.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const stamp = path.join(dist, ".built");

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);

function isFresh() {
  if (!existsSync(stamp)) return false;
  const folders = ["src", "scripts"].map((folder) => newest(path.join(root, folder)));
  const files = ["package.json", "tsconfig.json", "tsconfig.build.json"].map(
    (f) => statSync(path.join(root, f)).mtimeMs,
  );
  return statSync(stamp).mtimeMs > Math.max(...folders, ...files);
}

async function bundle() {
  const built = await rolldown({
    input: {
      drover: path.join(dist, "cli/main.js"),
      player: path.join(dist, "executors/replay/player.js"),
    },
    platform: "node",
    external: ["lmdb"],
    logLevel: "warn",
  });
  // Flat, so that what looks for a file beside itself finds it.
  await built.write({
    dir: path.join(dist, "bin"),
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: true,
  });
  chmodSync(path.join(dist, "bin/drover.js"), 0o755);
}

/** What is not TypeScript lies beside the module that starts it, in the bundle too. */
function copyPrograms() {
  for (const folder of ["executors/supervisor", "bin"])
    copyFileSync(
      path.join(root, "src/executors/supervisor/spare-shells.pl"),
      path.join(dist, folder, "spare-shells.pl"),
    );
}

if (!isFresh() || process.argv.includes("--clean")) {
  // Only a release starts from nothing: tests of another terminal may be running what lies there.
  if (process.argv.includes("--clean")) rmSync(dist, { recursive: true, force: true });
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  await bundle();
  copyPrograms();
  writeFileSync(stamp, "");
}
