export { createProcessHost, type DetachedProcesses } from "./process-host.ts";
export { readConversation } from "./conversation.ts";
export { processLogs, readLogPiece, tail, type ByteMasking } from "./logs.ts";
export { processIdentity } from "./system-processes.ts";
export { readLogLines, type LinesWanted, type LogLines } from "./log-lines.ts";
export { searchLog, type LogHits, type LogSearch } from "./log-search.ts";
