// `npm run bench [-- shells|engine|waiting|commands]`: every figure as a table, then as JSON. Ratios are measured in one run.
import os from "node:os";
import { benchCommands, version } from "./commands.mjs";
import { benchEngine } from "./engine.mjs";
import { benchShells } from "./shells.mjs";
import { benchWaiting } from "./waiting.mjs";

const BENCHES = { shells: benchShells, engine: benchEngine, waiting: benchWaiting, commands: benchCommands };
const wanted = process.argv.slice(2);
const rows = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
}

const width = Math.max(...rows.map((row) => row.name.length));
console.log(`${"".padEnd(5)}${"what".padEnd(width)}  ${"figure".padStart(12)}  ${"must be".padStart(12)}  notes`);
for (const { name, value, unit, limit, ok, atLeast, note } of rows) {
  const target = limit === null ? "" : `${atLeast ? "≥" : "≤"} ${limit} ${unit}`;
  console.log(
    `${ok === null ? "     " : ok ? "ok   " : "MISS "}${name.padEnd(width)}  ${`${value} ${unit}`.padStart(12)}  ${target.padStart(12)}  ${note}`,
  );
}
console.log(JSON.stringify({ drover: version(), node: process.version, cores: os.cpus().length, rows }));
