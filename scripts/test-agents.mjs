// Installs real agents at pinned versions into node_modules/.cache and runs the tests that talk with them. Each has a HOME of its own,
// a clean environment, and a scripted model on loopback. Claude Code and Copilot are under proprietary licences: they are installed only
// when DROVER_TEST_CLAUDE or DROVER_TEST_COPILOT is set, and tried only then or where they are installed already. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const cache = path.join(root, "node_modules/.cache/drover-agents");
const FREE = {
  gemini: "@google/gemini-cli@0.61.0",
  qwen: "@qwen-code/qwen-code@0.24.4",
  opencode: "opencode-ai@1.18.33",
  codex: "@openai/codex@0.169.0",
  // droid is tried by hand where there is no network: with one it has its key checked.
};
const PROPRIETARY = { claude: "@anthropic-ai/claude-code@2.1.329", copilot: "@github/copilot@1.0.102" };

const folderOf = (name, spec) => path.join(cache, `${name}-${spec.split("@").at(-1)}`);
const programOf = ([name, spec]) => path.join(folderOf(name, spec), "node_modules/.bin", name);
const isWanted = ([name, spec]) =>
  Boolean(process.env[`DROVER_TEST_${name.toUpperCase()}`]) || existsSync(programOf([name, spec]));
const AGENTS = { ...FREE, ...Object.fromEntries(Object.entries(PROPRIETARY).filter(isWanted)) };

for (const [name, spec] of Object.entries(AGENTS)) {
  const folder = folderOf(name, spec);
  if (existsSync(programOf([name, spec]))) continue;
  console.log(`installing ${spec}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}\n");
  const install = ["install", "--no-audit", "--no-fund", "--loglevel=error", spec];
  const { status } = spawnSync("npm", install, { cwd: folder, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const programs = Object.fromEntries(Object.entries(AGENTS).map((agent) => [agent[0], programOf(agent)]));
// The same program, worked with in another way.
programs["opencode-serve"] = programs.opencode;
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
const args = [vitest, "run", "--config", "vitest.agents.config.ts", ...process.argv.slice(2)];
const env = {
  ...process.env,
  DROVER_TEST_AGENTS: JSON.stringify(programs),
  DROVER_TEST_CACHE: path.join(cache, "xdg"),
};
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1);
