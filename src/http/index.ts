export type { Api } from "./api.ts";
export { createServer, PREFIX, type HttpServer } from "./server.ts";
export { comesBySocket, isBySocket } from "./security/by-socket.ts";
export { createGuard } from "./security/guard.ts";
export { createSessions } from "./security/sessions.ts";
export { addToken, openTokenBook, ownerToken } from "./security/tokens.ts";
export { createEventLog } from "./streams/event-log.ts";
export { createWebSockets, type WebSockets } from "./streams/web-sockets.ts";
