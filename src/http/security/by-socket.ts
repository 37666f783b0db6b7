import type { IncomingMessage, Server } from "node:http";

const opened = new WeakSet<object>();

/** Notes who comes to a server that only its owner's folder leads to. */
export function comesBySocket(server: Server): void {
  server.on("connection", (socket) => opened.add(socket));
}

/**
 * Whether a request came to such a server. Asked of the listener, never of the address: that of a TCP connection which has been reset is
 * as unknown as that of a unix socket.
 */
export const isBySocket = ({ socket }: Pick<IncomingMessage, "socket">): boolean => opened.has(socket);
