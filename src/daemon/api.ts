import path from "node:path";
import type { App } from "../app.ts";
import { createStarts } from "../control/start-once.ts";
import { createTrails, createTravel } from "../engine/index.ts";
import { createEventLog, createGuard, createSessions, openTokenBook, ownerToken, type Api } from "../http/index.ts";
import { openLayouts } from "../layout/index.ts";
import { packageVersion } from "../project/project.ts";
import type { Metrics } from "../telemetry/index.ts";
import type { Triggers } from "../triggers/index.ts";
import { userName } from "../user-name.ts";
import { createMcpAnswer } from "./mcp-http.ts";

/** What only the daemon knows of itself. */
export interface Means {
  readonly url: () => string | null;
  readonly stop: () => void;
  readonly stopping: AbortSignal;
  /** Told of a fault of ours that a caller hears only the half of. */
  readonly onFault: (error: unknown) => void;
}

export interface Parts {
  readonly app: App;
  readonly metrics: Metrics;
  readonly triggers: Triggers;
  /** Further names under which the daemon is reached. */
  readonly names: readonly string[];
}

/** Everything that the API works with. */
export function makeApi({ app, metrics, triggers, names }: Parts, { url, stop, stopping, onFault }: Means): Api {
  const { project } = app;
  const tokens = openTokenBook(project.state);
  const sessions = createSessions(ownerToken(project.state));
  // Asked for every request.
  let hosts: readonly string[] = [];
  const knownHosts = (): readonly string[] => (hosts.length > 0 ? hosts : (hosts = hostsOf(url(), names)));
  return {
    app,
    starts: createStarts(app),
    triggers,
    events: createEventLog(app.store, app.engine),
    trails: createTrails(app.store),
    past: createTravel(app.store),
    layouts: openLayouts(path.join(project.state, "layouts")),
    guard: createGuard({ tokens, sessions, hosts: knownHosts, owner: { name: userName() ?? "owner", role: "admin" } }),
    sessions,
    mcp: createMcpAnswer(project, onFault),
    streams: new Set(),
    metrics,
    daemon: { version: packageVersion(), startedAt: Date.now(), url, stop },
    stopping,
  };
}

/** Every way to write the address that it listens at. */
function hostsOf(url: string | null, names: readonly string[]): readonly string[] {
  if (url === null) return [];
  const { host, port } = new URL(url);
  const local = ["127.0.0.1", "localhost", "[::1]", ...names].map((name) => `${name.toLowerCase()}:${port}`);
  return [host, ...local, ...names.map((name) => name.toLowerCase())];
}
