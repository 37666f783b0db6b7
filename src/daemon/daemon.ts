import { EventEmitter } from "node:events";
import type pino from "pino";
import { openApp, type App } from "../app.ts";
import { shortId } from "../core/ids.ts";
import { toErrorInfo } from "../core/outcome.ts";
import { createServer, createWebSockets, PREFIX } from "../http/index.ts";
import { packageVersion, type Project } from "../project/project.ts";
import { openTriggers } from "../triggers/index.ts";
import { makeApi } from "./api.ts";
import { watchCrashes } from "./crash.ts";
import { DAEMON, portOf, removeEndpoint, socketOf, writeEndpoint } from "./endpoint.ts";
import { startNotifications } from "./notifications.ts";
import { keepTidy } from "./retention.ts";
import { traceRuns } from "./tracing.ts";
import { watchIdle } from "./idle-exit.ts";
import { listenAtPort, listenAtSocket, type Answering, type Listening, type Tls } from "./listen.ts";
import { createLog, logEvent, logMistakes, logWarnings, type LogLevel, type LogTarget } from "./log.ts";
import { createMetrics, type Metrics } from "../telemetry/index.ts";
import { createMask } from "./mask.ts";

export interface DaemonOptions {
  readonly project: Project;
  readonly host: string;
  /** `null`: the project's own, or another when that is taken. */
  readonly port: number | null;
  readonly tls: Tls | null;
  /** Further names under which it is reached. */
  readonly names: readonly string[];
  /** Leaves after this long with nothing to do; `null`: never. */
  readonly idleMs: number | null;
  readonly log: LogTarget;
  /** `info` unless told. */
  readonly logLevel?: LogLevel;
}

export interface Daemon {
  readonly url: string;
  readonly socket: string;
  /** Resolves when it has ended, of itself or because somebody asked. */
  readonly ended: Promise<void>;
  /** Answers what was asked, ends streams, lets agents go on, gives up the lock. */
  stop(): Promise<void>;
}

const REQUESTS_PER_MINUTE = 600_000;

/** The engine of a project with its API. Throws `engine.locked` when there is one already. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const mask = createMask();
  const log = createLog(options.log, options.logLevel ?? "info", mask);
  const crashes = watchCrashes({ project: options.project, log, mask });
  const unwarn = logWarnings(log);
  const release = (): void => {
    unwarn();
    crashes.close();
  };
  try {
    const metrics = createMetrics();
    const app = await openApp({ project: options.project, command: DAEMON, around: metrics.around });
    crashes.follow(app);
    const daemon = await serveOrClose({ app, log, metrics }, options);
    void daemon.ended.then(release);
    return daemon;
  } catch (error) {
    release();
    throw error;
  }
}

interface Instruments {
  readonly app: App;
  readonly log: pino.Logger;
  readonly metrics: Metrics;
}

async function serveOrClose(instruments: Instruments, options: DaemonOptions): Promise<Daemon> {
  const { app, log } = instruments;
  const unwatch = app.engine.watch((event) => logEvent(log, event));
  try {
    return await serve(instruments, options);
  } catch (error) {
    unwatch();
    await app.close();
    throw error;
  }
}

async function serve({ app, log, metrics }: Instruments, options: DaemonOptions): Promise<Daemon> {
  const { project, idleMs } = options;
  await takeUp(app, log);
  const stopping = new AbortController();
  const triggers = openTriggers(app, {
    onProblem: (file, diagnostics) => logMistakes(log, file, diagnostics),
    onFault: (error) => log.error({ err: error }, "a trigger has failed"),
  });
  let url: string | null = null;
  let stopped: Promise<void> | null = null;
  const ended = new EventEmitter();
  const stop = (): Promise<void> => (stopped ??= end().finally(() => ended.emit("ended")));
  const api = makeApi(
    { app, metrics, triggers, names: options.names },
    {
      url: () => url,
      stop: () => void stop(),
      stopping: stopping.signal,
      onFault: (error) => log.error({ err: error }, "a tool of MCP failed"),
    },
  );
  metrics.watch({ subscribers: () => api.streams.size, underWay: () => app.engine.underWay() });
  const idle = watchIdle(app, {
    idleMs,
    isNeeded: () => api.streams.size > 0 || triggers.list().some(({ state }) => state === "active"),
    onIdle: () => void stop(),
  });
  const server = await createServer({ api, log, requestsPerMinute: REQUESTS_PER_MINUTE, onRequest: idle.note });
  const sockets = createWebSockets(api, PREFIX, (error) => log.error({ err: error }, "a stream failed"));
  const untrace = await traceRuns(app, log);
  const untidy = keepTidy(app, log);
  const notifications = await startNotifications(app, log);
  const answering: Answering = { server, sockets };
  const places: Listening[] = [];

  async function end(): Promise<void> {
    log.info("stopping; agents and scripts go on");
    idle.close();
    await untidy();
    await notifications.close();
    await untrace();
    stopping.abort();
    sockets.close();
    await Promise.all(places.map((place) => place.close()));
    await server.close();
    await triggers.close();
    api.events.close();
    await api.layouts.close();
    removeEndpoint(project);
    await app.close();
    log.info("stopped");
  }

  const { socket, ...listening } = await listenEverywhere(answering, options, places);
  url = listening.url;
  writeEndpoint(project, { v: 1, pid: process.pid, socket, url, version: packageVersion() });
  log.info({ url, socket }, "listening");
  idle.note();
  return { url, socket, ended: new Promise((resolve) => ended.once("ended", resolve)), stop };
}

/** At the socket and at the port; each place is among `places` as soon as it is had. */
async function listenEverywhere(
  answering: Answering,
  { project, host, port, tls }: DaemonOptions,
  places: Listening[],
): Promise<{ readonly socket: string; readonly url: string }> {
  const socket = socketOf(project);
  places.push(await listenAtSocket(answering, socket));
  const place = { host, port: port ?? portOf(project), isAnyPort: port === null, tls };
  const atPort = await listenAtPort(answering, place);
  places.push(atPort);
  const shown = host.includes(":") ? `[${host}]` : host;
  return { socket, url: `${tls === null ? "http" : "https"}://${shown}:${atPort.port}` };
}

/** Goes on with everything that was live; a run that cannot be taken up keeps none of the others down. */
async function takeUp(app: App, log: pino.Logger): Promise<void> {
  const { runs, broken, reaped } = await app.resume();
  if (runs.length > 0) log.info({ runs }, "goes on with runs");
  if (reaped.length > 0) log.info({ reaped }, "ended what former runs had left at work");
  for (const { run, error } of broken)
    log.error({ run, err: toErrorInfo(error) }, `cannot go on with run ${shortId(run)}`);
}
