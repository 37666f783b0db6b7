import fastifySwagger from "@fastify/swagger";
import fastifyRateLimit from "@fastify/rate-limit";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { DroverError } from "../core/errors.ts";
import type { Api, Routes } from "./api.ts";
import { parseBody } from "./body.ts";
import { WHEN_NEEDED } from "./compile-schemas.ts";
import { servePage } from "./page.ts";
import { problemOf, PROBLEM_TYPE, withoutFolder } from "./problem.ts";
import { agentRoutes } from "./routes/agents.ts";
import { archiveRoutes } from "./routes/archive.ts";
import { askRoutes } from "./routes/asks.ts";
import { attemptRoutes } from "./routes/attempts.ts";
import { logRoutes } from "./routes/logs.ts";
import { daemonRoutes } from "./routes/daemon.ts";
import { eventPageRoutes } from "./routes/event-page.ts";
import { eventRoutes } from "./routes/events.ts";
import { layoutRoutes } from "./routes/layouts.ts";
import { messageRoutes } from "./routes/messages.ts";
import { operationRoutes } from "./routes/operations.ts";
import { runHistoryRoutes } from "./routes/run-history.ts";
import { forkRoutes } from "./routes/fork.ts";
import { runRoutes } from "./routes/runs.ts";
import { hookRoute, triggerRoutes } from "./routes/triggers.ts";
import { workflowRoutes } from "./routes/workflows.ts";
import { workspaceRoutes } from "./routes/workspaces.ts";
import { mcpRoute } from "./routes/mcp.ts";
import { shellRoutes } from "./routes/shell.ts";
import { waitRoutes } from "./routes/wait.ts";
import { PROBLEM, SHARED } from "./schemas.ts";
import { isBySocket } from "./security/by-socket.ts";
import { COOKIE } from "./security/sessions.ts";

export const PREFIX = "/api/v1";
const BODY_LIMIT = 4 * 1024 * 1024;

const ROUTES: readonly Routes[] = [
  ...workflowRoutes,
  ...layoutRoutes,
  ...runRoutes,
  ...forkRoutes,
  ...runHistoryRoutes,
  ...messageRoutes,
  ...workspaceRoutes,
  ...askRoutes,
  ...attemptRoutes,
  ...logRoutes,
  ...archiveRoutes,
  ...eventRoutes,
  ...triggerRoutes,
  ...agentRoutes,
  ...operationRoutes,
  ...waitRoutes,
  ...shellRoutes,
  ...eventPageRoutes,
  ...daemonRoutes,
];

export interface ServerOptions {
  readonly api: Api;
  /** `null` writes nothing. */
  readonly log: FastifyBaseLogger | null;
  /** Requests of one caller in a minute. */
  readonly requestsPerMinute: number;
  /** Told of every request that was let in. */
  readonly onRequest: () => void;
  /** With every schema compiled before it is ready. */
  readonly isCompiledAhead?: boolean;
}

export type HttpServer = FastifyInstance;

/** The HTTP API without a place to listen at: the daemon listens with it on its socket and on its port. */
export async function createServer({
  api,
  log,
  requestsPerMinute,
  onRequest,
  isCompiledAhead = false,
}: ServerOptions): Promise<FastifyInstance> {
  const answer = problemAnswer(api);
  const server = fastify({
    // Paths that cannot be decoded, or have too long parts: those come to no route, no hook and no other error handler.
    frameworkErrors: (error, request, reply) => answer(error, request, reply.headers(CAREFUL)),
    ...(log !== null && { loggerInstance: log }),
    // Told in lines of our own.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: true },
    ...(!isCompiledAhead && { schemaController: { compilersFactory: WHEN_NEEDED } }),
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: "array", allowUnionTypes: true, strictTypes: false },
    },
  });
  for (const schema of SHARED) server.addSchema(schema);
  takeBodies(server);
  guard(server, api, onRequest);
  noteRequests(server, api);
  tellProblems(server, answer);
  await server.register(fastifyRateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ caller }: FastifyRequest) => caller?.name ?? "nobody",
    // Whoever comes by the socket is this machine's user.
    allowList: ({ raw }: FastifyRequest) => isBySocket(raw),
  });
  await server.register(fastifySwagger, { openapi: OPENAPI, refResolver: { buildLocalReference: nameOf } });
  await server.register(
    async (routes) => {
      for (const add of ROUTES) add(routes, api);
      routes.get("/openapi.json", { config: { role: "read" }, schema: { hide: true } }, async () => server.swagger());
    },
    { prefix: PREFIX },
  );
  loginRoute(server, api);
  await hookRoute(server, api);
  metricsRoute(server, api);
  mcpRoute(server, api);
  await servePage(server, api);
  await server.ready();
  return server;
}

const OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "Drover",
    description: "Start, watch and steer runs. Whatever is answered with 2xx is durable.",
    version: "1",
  },
  components: {
    securitySchemes: {
      bearer: { type: "http" as const, scheme: "bearer" },
      cookie: {
        type: "apiKey" as const,
        in: "cookie" as const,
        name: COOKIE,
        description: "Its name goes on with a mark of the project. `drover open` makes it.",
      },
    },
  },
  security: [{ bearer: [] }, { cookie: [] }],
};

const nameOf = (json: Record<string, unknown>, _base: unknown, _fragment: string, i: number): string =>
  typeof json["$id"] === "string" ? json["$id"] : `def-${i}`;

/** Only JSON: a form of another site is none. */
function takeBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    parseBody(body),
  );
}

const CAREFUL = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;

function guard(server: FastifyInstance, api: Api, onRequest: () => void): void {
  server.decorateRequest("caller", null as never);
  server.addHook("onRequest", async (request) => {
    const { role } = request.routeOptions.config;
    if (role === undefined) api.guard.checkOrigin(request.raw);
    else request.caller = api.guard.admit(request.raw, role);
    onRequest();
  });
  server.addHook("onSend", async (_request, reply) => {
    void reply.headers({ ...CAREFUL, "cache-control": reply.getHeader("cache-control") ?? "no-store" });
  });
  server.addHook("onRoute", (route) => {
    if (route.schema !== undefined)
      route.schema = {
        ...route.schema,
        response: { ...(route.schema.response as object), "4xx": PROBLEM, "5xx": PROBLEM },
      };
  });
}

/** The route's pattern, never its query: secrets may stand there. Reading is the most of it, and only told when it fails. */
function noteRequests(server: FastifyInstance, api: Api): void {
  server.addHook("onResponse", async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    const { method, caller, log } = request;
    const route = request.routeOptions.url ?? null;
    const line = {
      method,
      route,
      status: statusCode,
      ms: Math.round(elapsedTime * 10) / 10,
      caller: caller?.name ?? null,
    };
    // What is written past Fastify is a stream: its headers were never Fastify's.
    const isStream = statusCode === 200 && !reply.hasHeader("content-type");
    api.metrics.requested({ method, route, status: statusCode, ms: isStream ? null : elapsedTime });
    if (statusCode >= 500) log.error(line, "request");
    else if (statusCode >= 400) log.warn(line, "request");
    else if (method === "GET" || method === "HEAD") log.debug(line, "request");
    else log.info(line, "request");
  });
}

type AnswerProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

function problemAnswer(api: Api): AnswerProblem {
  return (error, request, reply) => {
    const whole = problemOf(error, (reference) => request.log.error({ err: error, reference }, "a request failed"));
    // Whoever comes by the socket is this machine's user.
    const isOwner = isBySocket(request.raw);
    const problem = isOwner ? whole : withoutFolder(whole, api.app.project.root);
    // What is too large is read to its end, into nothing, for as long as a request may take: cut, its sender would hear of a broken pipe.
    if (problem.code === "request.too_large") reply.removeHeader("connection");
    void reply.code(problem.status).header("content-type", PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
  };
}

function tellProblems(server: FastifyInstance, answer: AnswerProblem): void {
  server.setErrorHandler(answer);
  server.setNotFoundHandler((request, reply) =>
    answer(
      new DroverError("route.unknown", "Cannot find that path: the API has no such path or method."),
      request,
      reply,
    ),
  );
}

/** At the place where Prometheus looks. */
function metricsRoute(server: FastifyInstance, api: Api): void {
  server.get("/metrics", { config: { role: "read" }, schema: { hide: true } }, async (_request, reply) =>
    reply.type(api.metrics.contentType).send(await api.metrics.text()),
  );
}

/** A browser comes with a link that works once, and leaves with a cookie that no script can read. */
function loginRoute(server: FastifyInstance, api: Api): void {
  server.get<{ Querystring: { link?: string } }>("/login", { schema: { hide: true } }, async ({ query }, reply) => {
    const cookie = api.sessions.enter(query.link ?? "");
    if (cookie === null)
      throw new DroverError(
        "auth.missing",
        "Cannot log in: the link was used, or is too old. `drover open` makes a new one.",
      );
    return reply
      .header(
        "set-cookie",
        `${api.sessions.cookie}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${30 * 24 * 3600}`,
      )
      .redirect("/", 303);
  });
}
