// The daemon under load: starts by HTTP, streams to hundreds of clients, and how fast a command gets its answer.
import { spawn } from "node:child_process";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import autocannon from "autocannon";
import { cli, inTemporaryFolder, inTurns, median, percentile, row, timeProcess } from "./measure.mjs";
import { pacedStarts } from "./paced.mjs";

const WAITS = "name: waits\nworkspace: none\nsteps:\n  - { id: w, wait: { event: go } }\n";
const COUNTS = `name: counts
workspace: none
initial: counting
context: { n: 0 }
states:
  counting:
    on:
      hit: { do: [{ set: { n: "\${{ context.n + 1 }}" } }, { emit: counted, data: "\${{ context.n }}" }] }
      stop: end
  end: { type: final }
`;

/** A project with a daemon of its own. */
async function withDaemon(folder, work) {
  mkdirSync(path.join(folder, ".drover/workflows"), { recursive: true });
  writeFileSync(path.join(folder, ".drover/workflows/waits.yaml"), WAITS);
  writeFileSync(path.join(folder, ".drover/workflows/counts.yaml"), COUNTS);
  execFileSync(process.execPath, [cli, "serve", "-d", "--port", "0"], { cwd: folder, stdio: "ignore" });
  const { url, pid } = JSON.parse(readFileSync(path.join(folder, ".drover/state/daemon.json"), "utf8"));
  const token = readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim();
  try {
    return await work({ folder, pid, url: `${url}/api/v1`, token, authorization: `Bearer ${token}` });
  } finally {
    execFileSync(process.execPath, [cli, "stop"], { cwd: folder, stdio: "ignore" });
  }
}

const starts = ({ url, authorization }, options) =>
  autocannon({
    url: `${url}/runs`,
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ workflow: "waits" }),
    ...options,
  });

async function benchStarts(daemon) {
  await starts(daemon, { connections: 20, duration: 2 });
  const full = await starts(daemon, { connections: 200, duration: 8 });
  const steady = await starts(daemon, { connections: 50, duration: 8, overallRate: 1000 });
  const failed = [full, steady].reduce((sum, { errors, non2xx }) => sum + errors + non2xx, 0);
  const paced = await pacedStarts(daemon, { rate: 1000, seconds: 8, connections: 50 });
  const { requests, latency } = full;
  return [
    row("durable starts by HTTP", [requests.average, "/s"], 3000, {
      atLeast: true,
      note: `200 connections, p99 ${latency.p99} ms, ${failed} failed`,
    }),
    // Autocannon asks for a second's thousand at once, as fast as 50 connections carry them, and counts a late answer once for each of its milliseconds.
    row("the same at 1,000 a second in bursts, p99", [steady.latency.p99, "ms"], 50, {
      note: `p50 ${steady.latency.p50} ms, reached ${steady.requests.average.toFixed(0)}/s`,
    }),
    row("the same at 1,000 a second evenly, p99", [percentile(paced.delays, 0.99), "ms"], 50, {
      note: `p50 ${median(paced.delays).toFixed(1)} ms, ${paced.failed} failed`,
    }),
  ];
}

const memoryOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

/** Clients in a process of their own. `said`: the next line that it prints, as JSON. */
function startClients(settings) {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "stream-clients.mjs"), JSON.stringify(settings)],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { said: async () => JSON.parse((await lines.next()).value), end: () => child.stdin.end() };
}

async function counting({ url, authorization }) {
  const headers = { authorization, "content-type": "application/json" };
  const ask = async (where, body) => {
    const response = await fetch(`${url}${where}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const { run } = await ask("/runs", { workflow: "counts" });
  while ((await (await fetch(`${url}/runs/${run}`, { headers })).json()).status !== "waiting");
  return { run, hit: async () => void (await ask(`/runs/${run}/signals`, { name: "hit" })) };
}

const CLIENTS = 200;
const EVENTS = 1000;

async function benchDisconnects(daemon) {
  const { run, hit } = await counting(daemon);
  const clients = startClients({ ...daemon, run, sse: CLIENTS, ws: CLIENTS, events: EVENTS, cuts: true });
  await clients.said();
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, memoryOf(daemon.pid))), 50);
  const begun = performance.now();
  for (let i = 0; i < EVENTS; i++) await hit();
  const { lost, doubled, cuts } = await clients.said();
  clearInterval(look);
  clients.end();
  return [
    row(`${2 * CLIENTS} clients, ${EVENTS} events each: lost`, [lost, "events"], 0, {
      note: `${cuts} random disconnects, ${((performance.now() - begun) / 1000).toFixed(1)} s`,
    }),
    row("the same: told twice", [doubled, "events"], 0),
    row("the same: the daemon's memory", [most, "MB"], 150),
  ];
}

async function benchLatency(daemon) {
  const { run, hit } = await counting(daemon);
  const clients = startClients({ ...daemon, run, sse: CLIENTS / 2, ws: CLIENTS / 2, events: 100, cuts: false });
  await clients.said();
  for (let i = 0; i < 100; i++) {
    await hit();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const { delays } = await clients.said();
  clients.end();
  return [
    row(`from commit to ${CLIENTS} subscribers, p99`, [percentile(delays, 0.99), "ms"], 50, {
      note: `p50 ${percentile(delays, 0.5).toFixed(1)} ms`,
    }),
  ];
}

async function benchRoundTrip({ folder }) {
  const node =
    (...args) =>
    () =>
      timeProcess(process.execPath, args, { cwd: folder });
  const { nothing, status } = await inTurns(15, { nothing: node("-e", "0"), status: node(cli, "status") });
  return [
    row("a command and its answer from the daemon / node -e 0", [status / nothing, "x"], 2, {
      note: `${status.toFixed(0)} ms, node ${nothing.toFixed(0)} ms`,
    }),
  ];
}

export async function benchControlPlane() {
  return [
    ...(await inTemporaryFolder((folder) =>
      withDaemon(folder, async (daemon) => [...(await benchRoundTrip(daemon)), ...(await benchStarts(daemon))]),
    )),
    ...(await inTemporaryFolder((folder) =>
      withDaemon(folder, async (daemon) => [...(await benchLatency(daemon)), ...(await benchDisconnects(daemon))]),
    )),
  ];
}
