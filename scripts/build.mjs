// Builds dist/ from src/: TypeScript in, ES modules out, and the command line once more as a bundle in dist/bin, since loading a
// hundred small files costs more than most commands do. The inspector is built into dist/inspector. Skips the work when dist/ is newer than everything it is made from.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { build } from "vite";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const stamp = path.join(dist, ".built");

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);

function isFresh() {
  if (!existsSync(stamp)) return false;
  const folders = ["src", "scripts", "inspector"].map((folder) => newest(path.join(root, folder)));
  const files = ["package.json", "tsconfig.json", "tsconfig.build.json"].map(
    (f) => statSync(path.join(root, f)).mtimeMs,
  );
  return statSync(stamp).mtimeMs > Math.max(...folders, ...files);
}

/** Commands that only look, by what adds them: each has a bundle of its own, so that it need not load those that work. */
const ALONE = {
  validate: "addValidate",
  runs: "addRuns",
  show: "addShow",
  logs: "addLogs",
  status: "addStatus",
  run: "addRun",
};

/** The entry of such a bundle: as `src/cli/cli.ts`, with one command. */
const alone = {
  name: "one command",
  resolveId: (id) => (Object.hasOwn(ALONE, id) ? path.join(dist, "cli", `${id}-alone.js`) : null),
  load(id) {
    const command = /([a-z]+)-alone\.js$/.exec(id)?.[1];
    if (command === undefined) return null;
    return `import { runCommandLine } from "./command-line.js";
import { ${ALONE[command]} as command } from "./commands/${command}.js";
export const runCli = (argv, load) => runCommandLine(argv, async () => [command], load);`;
  },
};

/** lmdb brings a reader of MessagePack, and that its native part: 4 ms for something that our database of texts never uses. */
const textsOnly = {
  name: "texts only",
  resolveId: (id) => (id === "msgpackr-extract" ? `\0${id}` : null),
  load: (id) => (id === "\0msgpackr-extract" ? "module.exports = null;" : null),
};

/** commander starts programs for commands that are files, which ours are not: it need not load what starts them, 1 ms of every command. */
const noPrograms = {
  name: "no programs",
  resolveId: (id, from) => (id === "node:child_process" && /commander/.test(from ?? "") ? `\0${id}` : null),
  load: (id) => (id === "\0node:child_process" ? "module.exports = {};" : null),
};

/** Native, or only there where somebody wants them. */
const EXTERNAL = ["lmdb", "node-notifier", /^@opentelemetry\//];

async function write(input, output) {
  const built = await rolldown({
    input,
    platform: "node",
    external: EXTERNAL,
    logLevel: "warn",
    // What lmdb is made of asks by it whether it may compile: that is its authors' business.
    checks: { eval: false },
    plugins: [alone, textsOnly, noPrograms],
  });
  await built.write({ ...output, minify: true });
}

async function bundle() {
  const bin = path.join(dist, "bin");
  // V8 tells a changed file from its length alone: what it had made of the former one goes first.
  for (const file of existsSync(bin) ? readdirSync(bin) : []) if (file.endsWith(".cache")) rmSync(path.join(bin, file));
  // Flat, so that what looks for a file beside itself finds it. CommonJS: Node loads its loader of ES modules for 10 ms.
  for (const [name, from] of [
    ["cli.cjs", path.join(dist, "cli/cli.js")],
    ...Object.keys(ALONE).map((command) => [`cli-${command}.cjs`, command]),
    ["drover.js", path.join(dist, "cli/main.js")],
    // What no other command needs.
    ["daemon.cjs", path.join(dist, "daemon/index.js")],
    ["mcp.cjs", path.join(dist, "daemon/mcp-stdio.js")],
    ["worker.js", path.join(dist, "layout/worker.js")],
    ["top.cjs", path.join(dist, "cli/top/index.js")],
    ["player.js", path.join(dist, "executors/replay/player.js")],
    // Its native part stays outside.
    ["lmdb.cjs", createRequire(import.meta.url).resolve("lmdb")],
    ["opencode-client.js", path.join(dist, "executors/opencode/client/main.js")],
  ]) {
    const file = path.join(bin, name);
    await write(from, { file, format: "cjs", codeSplitting: false });
    writeFileSync(file, inAscii(readFileSync(file, "utf8")));
  }
  writeFileSync(path.join(bin, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  chmodSync(path.join(bin, "drover.js"), 0o755);
}

/** The same program. An escape would be another text in a raw template. */
function inAscii(text) {
  if (/\braw`[^`]*[^\0-\x7f]/.test(text)) throw new Error("a raw template holds more than ASCII");
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Runs a workflow and a daemon once in a folder of their own, looks at them, and keeps what V8 compiled for that. */
async function warmUp() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "drover-build-"));
  try {
    mkdirSync(path.join(folder, ".drover"));
    cpSync(path.join(root, "scripts/warm-up.yaml"), path.join(folder, "warm-up.yaml"));
    const env = { ...process.env, DROVER_BUILDS_CACHE: "1" };
    const drover = (args, code = 0) => {
      const argv = [path.join(dist, "bin/drover.js"), ...args];
      const ended = spawnSync(process.execPath, argv, { cwd: folder, env, encoding: "utf8" });
      if (ended.status !== code) throw new Error(`drover ${args.join(" ")}: ${ended.stderr}`);
      return ended.stdout;
    };
    drover(["run", "--foreground", "./warm-up.yaml", "--input", "name=x"]);
    drover(["validate", "./warm-up.yaml"]);
    const [{ run }] = JSON.parse(drover(["runs", "--json"]));
    drover(["show", run]);
    drover(["logs", run]);
    // There is no daemon.
    drover(["status"], 1);
    // The bundle of all the others.
    for (const args of [["graph", "./warm-up.yaml"], ["resume", "--foreground"], ["--help"]]) drover(args);
    drover(["mcp"]);
    // As commands start it.
    const { daemonCommand } = await import(pathToFileURL(path.join(dist, "daemon/ensure.js")).href);
    const [program, ...words] = daemonCommand(["--port", "0"], path.join(dist, "bin/drover.js"));
    const daemon = spawn(program, words, {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(daemon, "close");
    // It says where it listens.
    await Promise.race([once(daemon.stdout, "data"), gone]);
    try {
      drover(["run", "./warm-up.yaml", "--input", "name=x"]);
      drover(["stop"]);
    } finally {
      daemon.kill();
      await gone;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  await build({ configFile: path.join(root, "inspector/vite.config.ts"), logLevel: "warn" });
  await warmUp();
  writeFileSync(stamp, "");
}
