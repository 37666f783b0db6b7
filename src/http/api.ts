import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { App } from "../app.ts";
import type { Starts } from "../control/start-once.ts";
import type { Trails, Travel } from "../engine/index.ts";
import type { Layouts } from "../layout/index.ts";
import type { Metrics } from "../telemetry/index.ts";
import type { Triggers } from "../triggers/index.ts";
import type { Guard } from "./security/guard.ts";
import type { Sessions } from "./security/sessions.ts";
import type { Caller, Role } from "./security/tokens.ts";
import type { EventLog } from "./streams/event-log.ts";
import type { Sink } from "./streams/sink.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; set for every route that has a role. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** What a caller has to be. A route without one is open to everybody on this machine. */
    role?: Role;
  }
}

/** What the daemon lets its API say and do about itself. */
interface DaemonFacts {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Where browsers reach it; `null` for the socket alone. */
  readonly url: () => string | null;
  /** Ends the daemon after the answer has gone out; agents go on. */
  readonly stop: () => void;
}

/** Everything that routes need. */
export interface Api {
  readonly app: App;
  readonly starts: Starts;
  readonly triggers: Triggers;
  readonly events: EventLog;
  readonly trails: Trails;
  readonly past: Travel;
  readonly layouts: Layouts;
  readonly guard: Guard;
  readonly sessions: Sessions;
  readonly daemon: DaemonFacts;
  /** Answers a message of the Model Context Protocol: with what its caller may do, and no more. */
  readonly mcp: (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;
  /** Those that somebody listens to now. */
  readonly streams: Set<Sink>;
  readonly metrics: Pick<Metrics, "requested" | "text" | "contentType">;
  /** Aborted when the daemon stops: streams end then. */
  readonly stopping: AbortSignal;
}

/** A group of routes. */
export type Routes = (server: FastifyInstance, api: Api) => void;
