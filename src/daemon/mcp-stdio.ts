import { serveStdio } from "../mcp/index.ts";
import { packageVersion, type Project } from "../project/project.ts";
import { daemonPort } from "./daemon-port.ts";

/** Serves the tools of MCP to whoever started this process, until that one has gone. `onFault`: told of faults of ours. */
export const serveMcp = (project: Project, onFault: (error: unknown) => void): Promise<void> =>
  serveStdio({ port: daemonPort(project), version: packageVersion(), onFault });
