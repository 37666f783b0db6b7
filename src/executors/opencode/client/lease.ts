import type { JsonObject } from "../../../core/json.ts";
import { addMcpServer } from "./requests.ts";
import { borrowServer, type Launching, type LentServer } from "./server.ts";

export interface Wanted {
  readonly cwd: string;
  /** Servers of the Model Context Protocol, as `session/new` names them. */
  readonly mcp: readonly JsonObject[];
}

/** The server that the conversation has at the moment: between turns it has none. */
export interface Lease {
  reach(wanted: Wanted): Promise<LentServer>;
  now(): LentServer | null;
  /** `isLost`: there is nothing left to give back. */
  end(isLost: boolean): void;
}

/** `attempt`: the folder of the attempt. */
export function createLease(attempt: string, launching: Pick<Launching, "command" | "env">): Lease {
  let server: LentServer | null = null;
  return {
    now: () => server,
    async reach({ cwd, mcp }) {
      if (server !== null) return server;
      const found = await borrowServer(attempt, { ...launching, cwd, mcp });
      if (found.isNew) for (const one of mcp) await addMcpServer(found, one);
      server = found;
      return found;
    },
    end(isLost) {
      if (!isLost) server?.giveBack();
      server = null;
    },
  };
}
