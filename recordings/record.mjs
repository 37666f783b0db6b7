// Makes the shipped recordings again: `npm run build && node recordings/record.mjs [name …]`.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { recordAgent } from "../dist/executors/replay/record.js";

const here = import.meta.dirname;
const prompts = {
  "fix-add": "The test of add fails. Find out why and repair it.",
  "fix-add-hasty": "add(2, 3) has to be 5. Repair src/add.js.",
};
const wanted = process.argv.slice(2);
for (const [name, prompt] of Object.entries(prompts))
  if (wanted.length === 0 || wanted.includes(name)) await record(name, prompt);

async function record(name, prompt) {
  const cwd = mkdtempSync(path.join(os.tmpdir(), `drover-${name}-`));
  mkdirSync(path.join(cwd, "src"));
  writeFileSync(path.join(cwd, "src/add.js"), "export const add = (a, b) => a - b;\n");
  const recorded = `${cwd}-recording`;
  const profile = profileOf(name);
  await recordAgent({ profile, prompt, cwd, out: recorded, env: { PATH: process.env.PATH ?? "" } });
  rmSync(path.join(here, name), { recursive: true, force: true });
  cpSync(recorded, path.join(here, name), { recursive: true });
  for (const folder of [cwd, recorded]) rmSync(folder, { recursive: true });
}

function profileOf(name) {
  return {
    name,
    executor: "command",
    description: null,
    command: [process.execPath, path.join(here, `${name}.agent.mjs`)],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    model: null,
    mode: null,
    reasoning: null,
    append: null,
    mcp: [],
    permissions: { allow: [], ask: [], deny: [], otherwise: "deny", expiresMs: null },
    resume: [],
    env: {},
    inherit: [],
    recording: null,
    pace: 1,
  };
}
