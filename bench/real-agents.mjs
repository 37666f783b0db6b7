// Real agents through a real edit, one after another, on a scripted model: with Drover, and by the same program, the same protocol and
// the same words from a client of a few lines that keeps nothing. Both have an end when every process of the agent is gone.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createAgentAction } from "../dist/actions/agent.js";
import { createProcessHost } from "../dist/executors/supervisor/index.js";
import { startFakeLlm } from "../test/agents/scripted-model.mjs";
import { attemptIn, portsFor } from "./agent-support.mjs";
import { bare } from "./bare-clients.mjs";
import { inTemporaryFolder, median, print, row } from "./measure.mjs";
import { installedAgents, missingAgents, profileFor } from "./real-agent-kinds.mjs";

async function withDrover(host, profile, { prompt, cwd }) {
  const action = createAgentAction({ ...portsFor(host, profile), environment: (extra) => ({ ...extra }) });
  const outcome = await action.perform(attemptIn(cwd, { params: { prompt, session: "new" } }));
  // What would live on for the next step of the run.
  await host.reap(() => false);
  if (outcome.status !== "succeeded") throw new Error(`${profile.name}: ${JSON.stringify(outcome).slice(0, 800)}`);
}

async function timed(folder, make) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "hello.txt");
  const steps = [{ say: "Writing.", write: { path: file, content: "hello\n" } }, { say: "Done." }];
  const start = performance.now();
  await make({ cwd: folder, prompt: `Follow the script. %%${JSON.stringify(steps)}%%` });
  const ms = performance.now() - start;
  if (!existsSync(file) || readFileSync(file, "utf8") !== "hello\n") throw new Error(`${folder} was not edited`);
  return ms;
}

async function agentTimes(name, { folder, url, rounds }) {
  const profile = profileFor(name, { folder, url });
  const { env } = profile;
  const host = createProcessHost({ folder: path.join(folder, `${name}-attempts`), environment: env });
  host.prepare();
  const found = { drover: [], bare: [] };
  const once = (round, kind) =>
    timed(path.join(folder, `${name}-${round}-${kind}`), (work) =>
      kind === "bare" ? bare(profile, { ...work, env }) : withDrover(host, profile, work),
    );
  // The first one fills caches of its own.
  await once("warm", "bare");
  for (let round = 0; round < rounds; round++)
    for (const kind of round % 2 === 0 ? ["bare", "drover"] : ["drover", "bare"])
      found[kind].push(await once(round, kind));
  host.release();
  return { name, drover: median(found.drover), bare: median(found.bare) };
}

export async function benchRealAgents({ rounds = 3 } = {}) {
  const names = installedAgents();
  const title = "real agents through an edit, one after another / the bare programs";
  if (names.length === 0) return [{ ...row(title, [0, "x"], 1.15), value: "-", ok: null, note: "not installed" }];
  return inTemporaryFolder(async (folder) => {
    const model = await startFakeLlm({ port: 0 });
    const times = [];
    for (const name of names) times.push(await agentTimes(name, { folder, url: model.url, rounds }));
    await model.close();
    const sum = (kind) => times.reduce((all, one) => all + one[kind], 0);
    const each = times.map(({ name, drover, bare: alone }) => `${name} ${drover.toFixed(0)}/${alone.toFixed(0)}`);
    const missing = missingAgents();
    const note = `${times.length} of them: ${each.join(", ")} ms${missing.length === 0 ? "" : `; not installed: ${missing.join(", ")}`}`;
    return [row(title, [sum("drover") / sum("bare"), "x"], 1.15, { note })];
  });
}

if (process.argv[1] === import.meta.filename) print(await benchRealAgents());
