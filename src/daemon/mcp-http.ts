import type { IncomingMessage } from "node:http";
import { DroverError } from "../core/errors.ts";
import { isBySocket, type Api } from "../http/index.ts";
import type { Port } from "../mcp/index.ts";
import { packageVersion, type Project } from "../project/project.ts";
import { callDaemon } from "./call.ts";

/** What the guard tells a caller by. */
const CREDENTIALS = ["authorization", "cookie", "origin", "sec-fetch-site"] as const;

/** The tools of MCP at the daemon's own port: each request of theirs goes through the API once more, as the caller. */
export function createMcpAnswer(project: Project, onFault: (error: unknown) => void): Api["mcp"] {
  return async (request, response, body) => {
    // Few daemons ever need it.
    const { answerHttp } = await import("../mcp/index.ts");
    const options = { port: portAs(project, request), version: packageVersion(), onFault };
    await answerHttp(options, request, response, body);
  };
}

function portAs(project: Project, request: IncomingMessage): Port {
  const { headers } = request;
  const own = Object.fromEntries(
    CREDENTIALS.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])),
  );
  // At the socket nobody has to show anything: a caller of the port must not come there with empty hands.
  if (!isBySocket(request) && own["authorization"] === undefined && own["cookie"] === undefined)
    throw new DroverError("auth.missing", "Cannot answer without a token: send it as `Authorization: Bearer …`.");
  return ({ key, ...call }) =>
    callDaemon(project, { ...call, headers: { ...own, ...(key !== undefined && { "idempotency-key": key }) } });
}
