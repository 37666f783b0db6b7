import type { IncomingMessage, ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createMcpServer, type McpOptions } from "./server.ts";

/** Answers one request of streamable HTTP by itself: no session is kept. Resolves when the answer has begun or is over. */
export async function answerHttp(
  options: McpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  const server = createMcpServer(options);
  const transport = new StreamableHTTPServerTransport();
  response.once("close", () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}
