// `npm run bench [-- shells|engine|waiting|commands|agents|control]`: every figure as a table, then as JSON. Ratios are measured in one run.
import os from "node:os";
import { benchAgents } from "./agents.mjs";
import { benchCommands, version } from "./commands.mjs";
import { benchControlPlane } from "./control-plane.mjs";
import { benchEngine } from "./engine.mjs";
import { benchInbox } from "./inbox.mjs";
import { print } from "./measure.mjs";
import { benchShells } from "./shells.mjs";
import { benchWaiting } from "./waiting.mjs";

const BENCHES = {
  shells: benchShells,
  engine: benchEngine,
  waiting: benchWaiting,
  commands: benchCommands,
  inbox: benchInbox,
  agents: benchAgents,
  control: benchControlPlane,
};
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const rows = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
}

print(rows);
console.log(JSON.stringify({ drover: version(), node: process.version, cores: os.cpus().length, rows }));
