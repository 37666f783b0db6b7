// What agents cost beside what they do themselves: `node bench/agents.mjs [--1gb]`, or as a part of `npm run bench`.
import { benchAgentLogs } from "./agent-logs.mjs";
import { benchAgentStarts } from "./agent-starts.mjs";
import { print } from "./measure.mjs";
import { benchRealAgents } from "./real-agents.mjs";

/** Logs of 256 MB show whether memory grows with them; `--1gb` takes four times as long. */
export async function benchAgents({ megabytes = process.argv.includes("--1gb") ? 1024 : 256 } = {}) {
  return [...(await benchAgentStarts()), ...(await benchAgentLogs({ megabytes })), ...(await benchRealAgents())];
}

if (process.argv[1] === import.meta.filename) print(await benchAgents());
