import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createMcpServer, type McpOptions } from "./server.ts";

/** Serves the client at this process's standard input and output; resolves when it has gone. Nothing else may be printed there. */
export async function serveStdio(options: McpOptions): Promise<void> {
  const server = createMcpServer(options);
  const gone = new Promise<void>((resolve) => {
    Object.assign(server.server, { onclose: resolve });
    for (const event of ["end", "close"] as const) process.stdin.once(event, resolve);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  await server.connect(new StdioServerTransport());
  await gone;
  await server.close();
}
