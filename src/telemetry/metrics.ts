import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { RunStatus } from "../core/run.ts";
import type { Commit, RunSummary, Store } from "../core/store.ts";
import type { EnginePorts } from "../engine/index.ts";
import { spentBy } from "../machines/spending.ts";
import { createAttempts, type EndedAttempt } from "./attempts.ts";

interface HttpRequest {
  readonly method: string;
  /** Its pattern; `null` for a path that is none. */
  readonly route: string | null;
  readonly status: number;
  /** `null` for a stream: it lasts as long as somebody listens. */
  readonly ms: number | null;
}

/** What is asked for when somebody looks. */
interface Levels {
  readonly subscribers: () => number;
  readonly underWay: () => { readonly inputs: number; readonly activities: number };
}

/** Counts what happens; the names are a contract (docs/operations.md). */
export interface Metrics {
  /** Stands between the engine and its store: everything that happens to runs is a commit. */
  readonly around: (ports: EnginePorts) => EnginePorts;
  requested(request: HttpRequest): void;
  watch(levels: Levels): void;
  /** In the text format of Prometheus. Reads the live runs of the store, and nothing else of it. */
  text(): Promise<string>;
  readonly contentType: string;
}

const OPEN: readonly RunStatus[] = ["running", "waiting", "queued"];
const STEP_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400];
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];
const HTTP_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = [runMetrics(registry), attemptMetrics(registry), agentMetrics(registry)];
  const commits = commitMetrics(registry);
  const attempts = createAttempts();
  return {
    around(ports) {
      const { store } = ports;
      for (const { run } of openRuns(store)) {
        const snapshot = store.getSnapshot(run);
        if (snapshot !== null) attempts.begin(snapshot);
      }
      openRunMetrics(registry, store);
      const commit = async (one: Commit): Promise<void> => {
        const end = commits.startTimer();
        await store.commit(one);
        end();
        const attempt = attempts.take(one);
        for (const count of counters) count(one, attempt);
      };
      return { ...ports, store: { ...store, commit } };
    },
    requested: httpMetrics(registry),
    watch: (levels) => levelMetrics(registry, levels),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const openRuns = (store: Store): readonly RunSummary[] =>
  OPEN.flatMap((status) => store.list({ status, limit: Infinity }));

type Count = (commit: Commit, ended: EndedAttempt | null) => void;

function runMetrics(registry: Registry): Count {
  const registers = [registry];
  const started = new Counter({
    name: "drover_runs_started_total",
    help: "Runs that were started, child runs included.",
    labelNames: ["workflow"],
    registers,
  });
  const ended = new Counter({
    name: "drover_runs_ended_total",
    help: "Runs that have ended.",
    labelNames: ["workflow", "status"],
    registers,
  });
  const steps = new Histogram({
    name: "drover_step_duration_seconds",
    help: "How long each try at a step took.",
    labelNames: ["status"],
    buckets: STEP_SECONDS,
    registers,
  });
  return ({ snapshot: { workflow }, entry: { events = [] } }) => {
    for (const event of events) {
      if (event.type === "run.started") started.inc({ workflow });
      else if (event.type === "run.ended") ended.inc({ workflow, status: event.status });
      else if (event.type === "step.ended") steps.observe({ status: event.status }, event.ms / 1000);
    }
  };
}

function attemptMetrics(registry: Registry): Count {
  const attempts = new Counter({
    name: "drover_attempts_ended_total",
    help: "Tries at a step that have ended.",
    labelNames: ["action", "outcome"],
    registers: [registry],
  });
  return (_commit, ended) => {
    if (ended !== null) attempts.inc({ action: ended.action, outcome: ended.status });
  };
}

/** What agents did not tell is counted apart: a sum that leaves it out would look like an answer. */
function agentMetrics(registry: Registry): Count {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const turns = counter("drover_agent_turns_total", "Prompts and messages that agents were given.", ["agent"]);
  const tokens = counter("drover_agent_tokens_total", "Tokens that agents told of, cached ones included.", ["agent"]);
  const cost = counter("drover_agent_cost_dollars_total", "What agents told, or a table of prices, in US dollars.", [
    "agent",
  ]);
  const unknown = counter("drover_agent_usage_unknown_total", "Attempts of agents that did not tell what they used.", [
    "agent",
    "kind",
  ]);
  return (_commit, ended) => {
    const { action = "", outcome = null } = ended ?? {};
    const spent = outcome === null ? null : spentBy({ action }, outcome);
    if (spent === null) return;
    const name = outcome?.output["agent"];
    const agent = typeof name === "string" ? name : "unknown";
    turns.inc({ agent }, spent.turns);
    tokens.inc({ agent }, spent.tokens);
    cost.inc({ agent }, spent.cost);
    for (const kind of spent.unknown) unknown.inc({ agent, kind });
  };
}

function commitMetrics(registry: Registry): Histogram {
  return new Histogram({
    name: "drover_commit_duration_seconds",
    help: "From a decision to its being durable.",
    buckets: COMMIT_SECONDS,
    registers: [registry],
  });
}

function httpMetrics(registry: Registry): (request: HttpRequest) => void {
  const registers = [registry];
  const requests = new Counter({
    name: "drover_http_requests_total",
    help: "Requests that were answered.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "drover_http_request_duration_seconds",
    help: "How long answers took; streams are left out.",
    labelNames: ["method", "route"],
    buckets: HTTP_SECONDS,
    registers,
  });
  return ({ method, route, status, ms }) => {
    const where = { method, route: route ?? "none" };
    requests.inc({ ...where, status });
    if (ms !== null) seconds.observe(where, ms / 1000);
  };
}

function openRunMetrics(registry: Registry, store: Store): void {
  const open = new Gauge({
    name: "drover_runs_open",
    help: "Runs that have not ended.",
    labelNames: ["status"],
    registers: [registry],
    collect() {
      for (const status of OPEN) open.set({ status }, store.list({ status, limit: Infinity }).length);
    },
  });
}

function levelMetrics(registry: Registry, { subscribers, underWay }: Levels): void {
  const level = (name: string, help: string, value: () => number): void => {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(value()) });
  };
  level("drover_event_subscribers", "Streams that somebody listens to.", subscribers);
  level("drover_inputs_queued", "Inputs that are being taken, or wait for those before them.", () => underWay().inputs);
  level("drover_activities_performed", "Attempts that this engine watches or performs.", () => underWay().activities);
}
