// What agents cost beside what they do themselves: `node bench/agents.mjs`, or as a part of `npm run bench`.
import { benchAgentLogs } from "./agent-logs.mjs";
import { benchAgentStarts } from "./agent-starts.mjs";
import { print } from "./measure.mjs";
import { benchRealAgents } from "./real-agents.mjs";

export const benchAgents = async () => [
  ...(await benchAgentStarts()),
  ...(await benchAgentLogs()),
  ...(await benchRealAgents()),
];

if (process.argv[1] === import.meta.filename) print(await benchAgents());
