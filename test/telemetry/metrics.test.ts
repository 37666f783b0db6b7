import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeGen } from "../../src/core/ids.ts";
import { succeeded } from "../../src/core/outcome.ts";
import type { EnginePorts } from "../../src/engine/index.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { createMetrics } from "../../src/telemetry/index.ts";
import { eventually, project, root } from "../cli/drover.ts";
import { commitOf, entryOf, runId } from "../store/samples.ts";
import { serveHere, type Served } from "../daemon/served.ts";

const WORKFLOW = `workspace: none
steps:
  - { id: flaky, run: 'exit 1', retry: { attempts: 3, delay: 1ms }, on-failure: continue }
  - { id: told, agent: told, prompt: hello, on-failure: continue }
  - { id: silent, agent: silent, prompt: hello, on-failure: continue }
`;
const ASKS = "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n";

const agent = (script: string): string =>
  `executor: command\nformat: jsonl\ncommand: [sh, -c, ${JSON.stringify(`cat > /dev/null; ${script}`)}]\nfields: { text: text, usage: usage }\n`;

function withAgents(): string {
  const folder = project({ work: WORKFLOW, asks: ASKS });
  const agents = path.join(folder, ".drover/agents");
  mkdirSync(agents);
  const usage = { inputTokens: 7, outputTokens: 3, totalTokens: 10 };
  writeFileSync(path.join(agents, "told.yaml"), agent(`echo '${JSON.stringify({ text: "hi", usage })}'`));
  writeFileSync(path.join(agents, "silent.yaml"), agent(`echo '{"text": "hi"}'`));
  return folder;
}

/** Values by name and labels, as Prometheus reads them. */
async function measured(served: Served): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${served.url}/metrics`, { headers: { authorization: `Bearer ${served.token}` } });
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

async function comesTo(served: Served, workflow: string, wanted: string): Promise<void> {
  const { run } = (await (await served.ask("/runs", { workflow })).json()) as { run: string };
  const status = async (): Promise<string> =>
    ((await (await served.ask(`/runs/${run}`)).json()) as { status: string }).status;
  await eventually(async () => (await status()) === wanted, `${workflow} is ${wanted}`);
}

describe("/metrics", () => {
  it("tells what has happened to runs, attempts, agents and requests", async () => {
    const served = await serveHere(withAgents());
    const stream = await served.ask("/events");
    await comesTo(served, "work", "succeeded");
    await comesTo(served, "asks", "waiting");
    const values = await measured(served);
    const told = {
      'drover_runs_started_total{workflow="work"}': 1,
      'drover_runs_ended_total{workflow="work",status="succeeded"}': 1,
      'drover_runs_open{status="waiting"}': 1,
      'drover_runs_open{status="running"}': 0,
      'drover_attempts_ended_total{action="run",outcome="failed"}': 3,
      'drover_attempts_ended_total{action="agent",outcome="succeeded"}': 2,
      'drover_step_duration_seconds_count{status="failed"}': 3,
      'drover_agent_turns_total{agent="told"}': 1,
      'drover_agent_tokens_total{agent="told"}': 10,
      'drover_agent_cost_dollars_total{agent="told"}': 0,
      'drover_agent_usage_unknown_total{agent="told",kind="cost"}': 1,
      'drover_agent_usage_unknown_total{agent="silent",kind="tokens"}': 1,
      'drover_agent_usage_unknown_total{agent="silent",kind="cost"}': 1,
      drover_event_subscribers: 1,
      drover_activities_performed: 0,
      'drover_http_requests_total{method="POST",route="/api/v1/runs",status="201"}': 2,
      'drover_http_request_duration_seconds_count{method="POST",route="/api/v1/runs"}': 2,
    };
    expect(Object.fromEntries(values)).toMatchObject(told);
    expect(values.get("drover_commit_duration_seconds_count")).toBeGreaterThan(8);
    expect(values.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
    expect(values.get('drover_agent_usage_unknown_total{agent="told",kind="tokens"}')).toBeUndefined();
    await stream.body?.cancel();
    await served.end();
  });

  it("goes on counting attempts that a former daemon has started", async () => {
    const folder = project({
      slow: `workspace: none\nsteps:\n  - { id: wait, run: 'while [ ! -e go ]; do sleep 0.05; done' }\n`,
    });
    const first = await serveHere(folder);
    await first.ask("/runs", { workflow: "slow" });
    await eventually(async () => (await measured(first)).get("drover_activities_performed") === 1, "the step at work");
    await first.end();
    const second = await serveHere(folder);
    writeFileSync(path.join(folder, "go"), "");
    const name = 'drover_attempts_ended_total{action="run",outcome="succeeded"}';
    await eventually(async () => (await measured(second)).has(name), "the attempt is counted");
    expect((await measured(second)).get(name)).toBe(1);
    await second.end();
  });

  it("is for those who may read", async () => {
    const served = await serveHere(project({}));
    expect((await fetch(`${served.url}/metrics`)).status).toBe(401);
    await served.end();
  });

  it("adds up what agents tell of their cost", async () => {
    const metrics = createMetrics();
    const { store } = metrics.around({ store: openMemoryStore() } as EnginePorts);
    const run = runId(1);
    const gen = makeGen(run, 1, 1);
    const started = { type: "step.started", step: "work", action: "agent", attempt: 1, visit: 1, gen } as const;
    await store.commit(commitOf(run, 1, { entry: { ...entryOf(1), events: [started] } }));
    const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: null, cacheWriteTokens: null, cost: 0.5 };
    const outcome = succeeded({
      text: "",
      agent: "claude",
      turns: 2,
      usage: { ...usage, reasoningTokens: null, totalTokens: null },
    });
    const ended = { ...entryOf(2), input: { type: "outcome", activity: "main.work", gen, outcome } } as const;
    await store.commit(commitOf(run, 2, { entry: ended }));
    const text = await metrics.text();
    expect(text).toContain('drover_agent_cost_dollars_total{agent="claude"} 0.5');
    expect(text).toContain('drover_agent_turns_total{agent="claude"} 2');
    expect(text).not.toContain("drover_agent_usage_unknown_total{");
  });

  it("has the names that docs/operations.md lists, and no others of its own", async () => {
    const metrics = createMetrics();
    metrics.watch({ subscribers: () => 0, underWay: () => ({ inputs: 0, activities: 0 }) });
    metrics.around({ store: openMemoryStore() } as EnginePorts);
    const names = [...(await metrics.text()).matchAll(/^# TYPE (drover_\w+) (\w+)/gm)].map(
      ([, name = "", type = ""]) => `${name} ${type}`,
    );
    const text = readFileSync(path.join(root, "docs/operations.md"), "utf8");
    const listed = [...text.matchAll(/^\| `(drover_\w+)` \| (\w+) \|/gm)].map(
      ([, name = "", type = ""]) => `${name} ${type}`,
    );
    expect(names.toSorted()).toEqual(listed.toSorted());
  });
});
