export { createProcessHost, type DetachedProcesses } from "./process-host.ts";
export { readConversation } from "./conversation.ts";
export { processLogs, readLogPiece, tail } from "./logs.ts";
export { processIdentity } from "./system-processes.ts";
