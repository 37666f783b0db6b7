// What Drover adds to the start of an agent, and how it ends one that does not want to end.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createAgentAction } from "../dist/actions/agent.js";
import { EXECUTORS } from "../dist/executors/executors.js";
import { createProcessHost } from "../dist/executors/supervisor/index.js";
import { TALKER } from "./agent-lines.mjs";
import { attemptIn, portsFor, profileOf } from "./agent-support.mjs";
import { inTemporaryFolder, percentile, row } from "./measure.mjs";

const ENV = { PATH: process.env.PATH ?? "" };
const SPEAKER = ["/bin/sh", "-c", "echo hello"];
const times = (count, make) => Array.from({ length: count }, make);
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** The same program by itself: milliseconds to its first byte in a pipe of ours, and to its end. */
const bare = (cwd, argv) =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(argv[0], argv.slice(1), { cwd, env: ENV });
    let first = null;
    child.once("error", reject);
    child.stdout.once("data", () => {
      first = performance.now() - start;
      child.stdin.end();
    });
    child.once("close", () => resolve({ first, whole: performance.now() - start }));
  });

/** A whole agent step. The first byte is the first one that the conversation hears; one of `command` is not listened to, so its end has to do. */
async function step(host, folder, kind) {
  const start = performance.now();
  let first = null;
  const converse = (conversation) => {
    const hear = async () => {
      const line = await conversation.talk.hear();
      first ??= performance.now() - start;
      return line;
    };
    return EXECUTORS.acp.converse({ ...conversation, talk: { ...conversation.talk, hear } });
  };
  const executors = { ...EXECUTORS, acp: { ...EXECUTORS.acp, converse } };
  const command = kind === "acp" ? ["/bin/sh", "-c", TALKER] : SPEAKER;
  const action = createAgentAction(portsFor(host, profileOf(kind, { command }), executors));
  const outcome = await action.perform(attemptIn(folder));
  if (outcome.status !== "succeeded") throw new Error(JSON.stringify(outcome));
  return { first, whole: performance.now() - start };
}

/** In turns, so that a noisy minute hits both. */
async function compare(rounds, atOnce, { drover, alone }) {
  const found = { drover: [], alone: [] };
  for (let round = 0; round < rounds; round++) {
    found.alone.push(...(await Promise.all(times(atOnce, alone))));
    await pause();
    found.drover.push(...(await Promise.all(times(atOnce, drover))));
    await pause();
  }
  return found;
}

async function overheadRows(folder, { kind, what, rounds }) {
  const host = createProcessHost({ folder: path.join(folder, kind), environment: ENV });
  host.prepare();
  const argv = kind === "acp" ? ["/bin/sh", "-c", TALKER] : SPEAKER;
  const contestants = {
    drover: async () => (await step(host, folder, kind))[what],
    alone: async () => (await bare(folder, argv))[what],
  };
  await compare(5, 2, contestants);
  const rows = [];
  for (const [atOnce, share, limit] of [
    [1, 0.5, 10],
    [10, 0.99, 50],
  ]) {
    const { drover, alone } = await compare(Math.ceil(rounds / atOnce) + (atOnce > 1 ? 20 : 0), atOnce, contestants);
    const at = (list, part) => percentile(list, part).toFixed(1);
    rows.push(
      row(
        `${kind}: start to ${what === "first" ? "first byte" : "outcome"} above the bare program, ${atOnce} at once (p${share * 100})`,
        [percentile(drover, share) - percentile(alone, share), "ms"],
        limit,
        {
          note: `p50 ${at(drover, 0.5)} and ${at(alone, 0.5)} ms, p99 ${at(drover, 0.99)} and ${at(alone, 0.99)} ms, ${drover.length} each`,
        },
      ),
    );
  }
  host.release();
  return rows;
}

const CHILDREN = 6 * 3 + 1;
/** Six in sessions of their own, deaf to SIGTERM, with children that are deaf too. */
const STUBBORN = `trap '' TERM
for i in 1 2 3 4 5 6; do setsid sh -c "trap '' TERM; sleep 600 & while :; do sleep 600; done" & done
echo ready
while :; do sleep 600; done`;

const marked = (mark) =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark);
    } catch {
      return false;
    }
  });

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function stubbornRow(folder, rounds) {
  const host = createProcessHost({ folder: path.join(folder, "stubborn"), environment: ENV });
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const gen = `stubborn.${round}.0`;
    const mark = `DROVER_ATTEMPT_DIR=${host.files(gen).folder}`;
    const { pid } = await host.ensure({ gen, command: { script: STUBBORN }, cwd: folder, env: ENV, stdin: null });
    // A shell with two sleeps each, and the leader's own sleep; the leader was there before its mark.
    while (marked(mark).length < CHILDREN) await pause();
    const start = performance.now();
    await host.kill(gen);
    found.push({ ms: performance.now() - start, left: marked(mark).length + (isAlive(pid) ? 1 : 0) });
  }
  host.release();
  const left = found.reduce((sum, one) => sum + one.left, 0);
  const slowest = Math.max(...found.map(({ ms }) => ms));
  return row(`an agent with ${CHILDREN} stubborn children: gone after`, [left === 0 ? slowest : Infinity, "ms"], 2000, {
    note: `the slowest of ${rounds}; ${left} left alive`,
  });
}

export async function benchAgentStarts({ rounds = 100 } = {}) {
  return inTemporaryFolder(async (folder) => {
    const work = path.join(folder, "work");
    mkdirSync(work);
    return [
      ...(await overheadRows(work, { kind: "acp", what: "first", rounds })),
      ...(await overheadRows(work, { kind: "command", what: "whole", rounds })),
      await stubbornRow(work, 3),
    ];
  });
}
