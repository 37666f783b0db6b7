export { createProcessHost, type DetachedProcesses, type ProcessHostOptions } from "./process-host.ts";
export { processLogs, readLogPiece, tail, type ReadLog } from "./logs.ts";
export { processIdentity } from "./system-processes.ts";
