import type { FastifyInstance } from "fastify";
import type { Api } from "../api.ts";

/**
 * The Model Context Protocol as streamable HTTP, without sessions: each request stands for itself, so that a restart of the daemon
 * is nothing to a client. What a tool may do is decided by the routes that it asks, as the caller of this one.
 */
export function mcpRoute(server: FastifyInstance, api: Api): void {
  const config = { role: "read" } as const;
  const schema = { hide: true };
  server.post("/mcp", { config, schema }, async ({ raw, body, log }, reply) => {
    reply.hijack();
    try {
      await api.mcp(raw, reply.raw, body);
    } catch (error) {
      // Fastify answers for nobody who has taken the answer from it.
      log.error({ err: error }, "a request by MCP failed");
      reply.raw.destroy();
    }
  });
  // Nothing is told without having been asked for, and there is no session to end.
  server.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    config,
    schema,
    handler: (_request, reply) => reply.code(405).header("allow", "POST").send(),
  });
}
