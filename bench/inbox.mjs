// A thousand files dropped into an inbox at once: how long until each has its run, durably; and the same with the process killed in
// the middle and started again. The process stands in this file as well.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import path from "node:path";
import { openApp } from "../dist/app.js";
import { projectAt } from "../dist/project/project.js";
import { openTriggers } from "../dist/triggers/triggers.js";
import { inTemporaryFolder, median, row } from "./measure.mjs";

// Its runs wait for a person: what is measured is the inbox, and not what runs do.
const WORKFLOW = `name: task
workspace: none
inputs: { prompt: { type: string } }
steps: [{ id: hold, approve: Go on? }]
triggers: [{ inbox: inbox }]
`;

/** The process: says when it is ready, and when every file has its run. */
async function serve(root, count) {
  const app = await openApp({ project: projectAt(root), command: "bench" });
  await app.resume();
  let started = app.store.list({ limit: count }).length;
  app.engine.watch((event) => {
    if (event.type !== "run.started") return;
    started += 1;
    if (started === count) console.log("all");
  });
  const triggers = openTriggers(app);
  console.log("ready");
  if (started === count) console.log("all");
  process.once("SIGTERM", async () => {
    await triggers.close();
    const prompts = app.store.list({ limit: 2 * count }).map(({ run }) => app.store.getSnapshot(run).inputs.prompt);
    const done = readdirSync(path.join(root, "inbox/done")).length;
    await app.close();
    console.log(
      JSON.stringify({
        runs: prompts.length,
        files: new Set(prompts).size,
        done,
        mb: process.resourceUsage().maxRSS / 1024,
      }),
    );
  });
}

function start(root, count) {
  const child = spawn(process.execPath, [import.meta.filename, root, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once("close", resolve));
  return { child, ended, said: async () => (await lines.next()).value };
}

/** Drops the files, and gives the milliseconds until all have their runs. */
async function drop(root, count, kill) {
  mkdirSync(path.join(root, ".drover/workflows"), { recursive: true });
  writeFileSync(path.join(root, ".drover/workflows/task.yaml"), WORKFLOW);
  mkdirSync(path.join(root, "inbox"));
  let engine = start(root, count);
  await engine.said();
  const from = performance.now();
  for (let i = 0; i < count; i++) writeFileSync(path.join(root, `inbox/${i}.md`), `---\n---\nTask number ${i}.\n`);
  if (kill) {
    await untilHalf(path.join(root, "inbox/done"), count);
    engine.child.kill("SIGKILL");
    await engine.ended;
    engine = start(root, count);
    await engine.said();
  }
  await engine.said();
  const ms = performance.now() - from;
  // A moment later the last files lie in done/.
  while (readdirSync(path.join(root, "inbox/done")).length < count)
    await new Promise((resolve) => setTimeout(resolve, 20));
  engine.child.kill("SIGTERM");
  const { runs, files, done, mb } = JSON.parse(await engine.said());
  await engine.ended;
  if (runs !== count || files !== count || done !== count)
    throw new Error(`${count} files gave ${runs} runs of ${files} files, and ${done} lie in done/`);
  return { ms, mb };
}

async function untilHalf(done, count) {
  while (!existsSync(done) || readdirSync(done).length < count / 2)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

export async function benchInbox({ count = 1_000, rounds = 3 } = {}) {
  return inTemporaryFolder(async (folder) => {
    const results = { calm: [], killed: [] };
    for (let round = 0; round < rounds; round++) {
      results.calm.push(await drop(path.join(folder, `calm-${round}`), count, false));
      results.killed.push(await drop(path.join(folder, `killed-${round}`), count, true));
    }
    const ms = (list) => median(list.map((one) => one.ms)) / 1_000;
    const mb = Math.max(...results.calm.map((one) => one.mb)).toFixed(0);
    return [
      row(`${count} files dropped at once: each has its run`, [ms(results.calm), "s"], 5, { note: `${mb} MB at most` }),
      row(`${count} files dropped at once, killed in the middle and started again`, [ms(results.killed), "s"], 5),
    ];
  });
}

if (process.argv[1] === import.meta.filename) await serve(process.argv[2], Number(process.argv[3]));
