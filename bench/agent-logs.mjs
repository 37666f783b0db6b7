// How fast logs of agents are taken in, and what that weighs. Each figure comes from a process of its own.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createAgentAction } from "../dist/actions/agent.js";
import { EXECUTORS } from "../dist/executors/executors.js";
import { createProcessHost, readConversation } from "../dist/executors/supervisor/index.js";
import { openEntries } from "../dist/project/reading.js";
import { LOGS, TALKER } from "./agent-lines.mjs";
import { attemptIn, portsFor, profileOf } from "./agent-support.mjs";
import { inTemporaryFolder, median, print, row } from "./measure.mjs";

const MB = 2 ** 20;

/** A conversation on disk, as an attempt leaves it: what was said, and a log of about `size` bytes in which no id comes twice. */
export function writeLog(folder, kind, size) {
  fs.mkdirSync(folder, { recursive: true });
  const { said, first, block, last } = LOGS[kind];
  fs.writeFileSync(path.join(folder, "said"), said.map((line) => `@0 1700000000000\n${line}\n.\n`).join(""));
  fs.writeFileSync(path.join(folder, "about"), JSON.stringify(profileOf(kind)));
  const fd = fs.openSync(path.join(folder, "stdout"), "w");
  const times = [];
  let written = fs.writeSync(fd, first.map((line) => `${line}\n`).join(""));
  const text = block.map((line) => `${line}\n`).join("");
  for (let i = 0; written < size;) {
    let piece = "";
    while (piece.length < MB) piece += text.replaceAll("@@", String(i++));
    written += fs.writeSync(fd, piece);
    // An agent that talks for hours leaves many marks: one for each 16 KiB here.
    for (let at = written - piece.length; at < written; at += 16 * 1024) times.push(`${at} ${1.7e12 + at}`);
  }
  fs.writeSync(fd, last.map((line) => `${line}\n`).join(""));
  fs.closeSync(fd);
  fs.writeFileSync(path.join(folder, "times"), `${times.join("\n")}\n`);
  return folder;
}

const filesIn = (folder) => {
  const file = (name) => path.join(folder, name);
  return { folder, stdout: file("stdout"), stderr: file("stderr"), output: file("output"), about: file("about") };
};

const saidIn = (folder) =>
  fs
    .readFileSync(path.join(folder, "said"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"));

const WORK = {
  /** Both sides of the conversation as lines, without a look into them. */
  async lines(folder) {
    const conversation = readConversation(folder);
    let count = 0;
    for (let lines = conversation.more(); lines.length > 0; lines = conversation.more()) count += lines.length;
    return { count };
  },
  /** What `drover logs` and the server do. */
  async entries(folder) {
    const log = openEntries(filesIn(folder));
    let count = 0;
    for (let entries = log.more(true); entries.length > 0; entries = log.more(true)) count += entries.length;
    return { count };
  },
  /** The strictest way to count: entries are asked for after every line, as by somebody who looks on. */
  async eachLine(folder, kind) {
    const conversation = readConversation(folder);
    const reader = EXECUTORS[kind].entries(profileOf(kind));
    let count = 0;
    for (let lines = conversation.more(); lines.length > 0; lines = conversation.more())
      for (const { from, text, at } of lines) {
        reader[from](text, at);
        count += reader.changed().length;
      }
    return { count };
  },
  /** What follows the end of a process: its whole log once more. */
  async read(folder, kind) {
    const talk = { said: saidIn(folder), unsure: new Set() };
    const { text, turn } = await EXECUTORS[kind].read(profileOf(kind), filesIn(folder), talk);
    if (turn !== "over" || text === "") throw new Error(`the log of ${kind} was not understood: ${turn} "${text}"`);
    return { count: 1 };
  },
  /** A living agent that speaks as fast as it can. */
  async live(folder) {
    const host = createProcessHost({ folder: path.join(folder, "attempts") });
    const profile = profileOf("acp", { command: ["/bin/sh", "-c", TALKER], env: { LOG: path.join(folder, "stdout") } });
    let longest = 0;
    let last = performance.now();
    const pulse = setInterval(() => {
      longest = Math.max(longest, performance.now() - last - 5);
      last = performance.now();
    }, 5);
    const outcome = await createAgentAction(portsFor(host, profile)).perform(attemptIn(folder));
    clearInterval(pulse);
    host.release();
    if (outcome.status !== "succeeded") throw new Error(JSON.stringify(outcome).slice(0, 500));
    return { count: 1, longest };
  },
};

/** In a process of its own. */
async function measure(what, folder, kind) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const start = performance.now();
  const result = await WORK[what](folder, kind);
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  const most = Math.max(peak, process.resourceUsage().maxRSS * 1024);
  const bytes = fs.statSync(path.join(folder, "stdout")).size;
  console.log(JSON.stringify({ ...result, seconds, bytes, grown: (most - before) / MB }));
}

function inOwnProcess(what, folder, kind) {
  const args = ["--expose-gc", import.meta.filename, what, folder, kind];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${what} of ${kind}: ${stderr}`);
  return JSON.parse(stdout);
}

const speed = ({ bytes, seconds }) => bytes / 1e6 / seconds;
const KINDS = ["acp", "codex", "claude"];

/** What a log and the attempt that repeats it live need, and as much again to spare. `null` where the disk has that. */
function noRoom(root, megabytes) {
  const { bavail, bsize } = fs.statfsSync(root);
  const [free, needed] = [(bavail * bsize) / 1e6, megabytes * 4];
  if (free >= needed) return null;
  const note = `${root} has ${Math.floor(free)} MB left, and ${needed} MB are needed`;
  return { ...row(`memory for logs of ${megabytes} MB`, [0, "MB"], 100), value: "-", ok: null, note };
}

/** The figures of memory are those for a log of 1 GB, one after another: at most two such files lie on the disk at once. */
export async function benchAgentLogs({ megabytes = 1000, rounds = 3 } = {}) {
  return inTemporaryFolder(async (root) => {
    const lacking = noRoom(root, megabytes);
    if (lacking !== null) return [lacking];
    const rows = [];
    const of = (what, folder, kind) => Array.from({ length: rounds }, () => inOwnProcess(what, folder, kind));
    for (const kind of KINDS) {
      const small = writeLog(path.join(root, `${kind}-small`), kind, 32e6);
      const big = writeLog(path.join(root, `${kind}-big`), kind, megabytes * 1e6);
      if (kind === "acp") {
        const lines = of("lines", small, kind);
        rows.push(row("a log as lines", [median(lines.map(speed)), "MB/s"], 50, { atLeast: true }));
      }
      const each = of("eachLine", small, kind);
      const rate = median(each.map(({ count, seconds }) => count / seconds));
      const lineBytes = each[0].bytes / each[0].count;
      rows.push(
        row(`${kind}: normalised entries`, [rate, "/s"], 20_000, {
          atLeast: true,
          note: `asked for after every line, of ${lineBytes.toFixed(0)} bytes on average; ${median(each.map(speed)).toFixed(0)} MB/s`,
        }),
      );
      const weigh = (name, what) => {
        const result = inOwnProcess(what, big, kind);
        // Whether it is flat: what a short one takes.
        const least = inOwnProcess(what, small, kind).grown;
        const pause = result.longest === undefined ? "" : `, longest pause ${result.longest.toFixed(0)} ms`;
        rows.push(
          row(`${kind}: memory for a log of ${megabytes} MB, ${name}`, [result.grown, "MB"], 100, {
            note: `${least.toFixed(0)} MB for one of 32 MB; ${speed(result).toFixed(0)} MB/s${pause}`,
          }),
        );
      };
      weigh("as entries", "entries");
      weigh("read at its end", "read");
      if (kind === "acp") weigh("heard live", "live");
      for (const folder of [small, big]) fs.rmSync(folder, { recursive: true });
    }
    return rows;
  });
}

if (process.argv[1] === import.meta.filename) {
  const [what, ...of] = process.argv.slice(2);
  if (what === undefined) print(await benchAgentLogs());
  else await measure(what, ...of);
}
