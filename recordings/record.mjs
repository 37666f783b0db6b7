// Makes the shipped recordings again: `npm run build && node recordings/record.mjs`.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { recordAgent } from "../dist/executors/replay/record.js";

const here = import.meta.dirname;
const cwd = mkdtempSync(path.join(os.tmpdir(), "drover-fix-add-"));
mkdirSync(path.join(cwd, "src"));
writeFileSync(path.join(cwd, "src/add.js"), "export const add = (a, b) => a - b;\n");

const recorded = path.join(cwd, "..", `${path.basename(cwd)}-recording`);
await recordAgent({
  profile: {
    name: "fix-add",
    executor: "command",
    description: null,
    command: [process.execPath, path.join(here, "fix-add.agent.mjs")],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    resume: [],
    env: {},
    inherit: [],
    recording: null,
    pace: 1,
  },
  prompt: "The test of add fails. Find out why and repair it.",
  cwd,
  out: recorded,
  env: { PATH: process.env.PATH ?? "" },
});
rmSync(path.join(here, "fix-add"), { recursive: true, force: true });
cpSync(recorded, path.join(here, "fix-add"), { recursive: true });
for (const folder of [cwd, recorded]) rmSync(folder, { recursive: true });
