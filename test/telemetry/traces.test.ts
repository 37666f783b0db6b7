import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import * as api from "@opentelemetry/api";
import { tracing } from "@opentelemetry/sdk-node";
import { describe, expect, it } from "vitest";
import { openApp } from "../../src/app.ts";
import { findProject } from "../../src/project/project.ts";
import { createTraces } from "../../src/telemetry/traces.ts";
import { wantsTraces } from "../../src/telemetry/open-traces.ts";
import { serveHere } from "../daemon/served.ts";
import { eventually, project } from "../cli/drover.ts";

const PARENT = `workspace: none
steps:
  - { id: flaky, run: '[ -e again ] || { touch again; exit 1; }', retry: { attempts: 2, delay: 1ms } }
  - { id: think, agent: told, prompt: hello }
  - { id: child, workflow: child, on-failure: continue }
`;
const CHILD = "workspace: none\nsteps:\n  - { id: bad, run: exit 3 }\n";

function traced(): string {
  const folder = project({ parent: PARENT, child: CHILD });
  const agents = path.join(folder, ".drover/agents");
  mkdirSync(agents);
  const said = JSON.stringify({ text: "hi", usage: { inputTokens: 7, outputTokens: 3 } });
  const command = JSON.stringify(`cat > /dev/null; echo '${said}'`);
  writeFileSync(
    path.join(agents, "told.yaml"),
    `executor: command\nformat: jsonl\ncommand: [sh, -c, ${command}]\nfields: { text: text, usage: usage }\n`,
  );
  return folder;
}

describe("a trace", () => {
  it("holds a run, its steps, their attempts and its child runs, with what agents used", async () => {
    const exporter = new tracing.InMemorySpanExporter();
    const provider = new tracing.BasicTracerProvider({ spanProcessors: [new tracing.SimpleSpanProcessor(exporter)] });
    const agent = (): { executor: string; model: string } => ({ executor: "command", model: "m-1" });
    const traces = createTraces({ api, provider, version: "1", agent });
    const app = await openApp({ project: findProject(traced()), command: "a test" });
    const ended = new Promise<void>((resolve) => {
      app.engine.watch((event) => {
        traces.heard(event);
        if (event.type === "run.ended" && event.status === "succeeded") resolve();
      });
    });
    const run = await app.start("parent", {}, { from: app.project.root });
    await ended;
    await app.close();
    traces.close();

    const spans = exporter.getFinishedSpans();
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    const tree = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
    const edges = spans.map(
      ({ name, parentSpanContext: above }) => `${tree.get(above?.spanId ?? "") ?? "-"} > ${name}`,
    );
    expect(edges.toSorted()).toEqual(
      [
        "- > run parent",
        "run parent > run child",
        "run parent > step child",
        "run parent > step flaky",
        "run parent > step think",
        "run child > step bad",
        "step bad > attempt bad",
        "step child > attempt child",
        "step flaky > attempt flaky",
        "step flaky > attempt flaky",
        "step think > attempt think",
      ].toSorted(),
    );
    const named = (name: string): (typeof spans)[number] | undefined => spans.find((span) => span.name === name);
    expect(named("run parent")?.attributes).toMatchObject({ "drover.run": run, "drover.status": "succeeded" });
    expect(named("run child")?.status.code).toBe(api.SpanStatusCode.ERROR);
    expect(named("step flaky")?.status.code).toBe(api.SpanStatusCode.UNSET);
    const tries = spans.filter(({ name }) => name === "attempt flaky");
    expect(tries.map(({ status }) => status.code)).toEqual([api.SpanStatusCode.ERROR, api.SpanStatusCode.UNSET]);
    expect(named("attempt think")?.attributes).toMatchObject({
      "gen_ai.system": "command",
      "gen_ai.agent.name": "told",
      "gen_ai.request.model": "m-1",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.usage.output_tokens": 3,
    });
    expect(named("attempt think")?.attributes).not.toHaveProperty("drover.usage.cost");
  });

  it("is sent by the daemon where the variables of OpenTelemetry say so", async () => {
    const heard: string[] = [];
    const collector = http.createServer((request, response) => {
      let text = "";
      request.on("data", (piece: Buffer) => (text += piece.toString()));
      request.on("end", () => {
        if (request.url === "/v1/traces") heard.push(text);
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    const { port } = collector.address() as AddressInfo;
    const folder = traced();
    const served = await serveHere(folder, [], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_SERVICE_NAME: "mine",
    });
    const { run } = (await (await served.ask("/runs", { workflow: "parent" })).json()) as { run: string };
    const status = async (): Promise<string> =>
      ((await (await served.ask(`/runs/${run}`)).json()) as { status: string }).status;
    await eventually(async () => (await status()) === "succeeded", "the run's end");
    expect(await served.end()).toBe(0);
    await new Promise((resolve) => collector.close(resolve));
    const text = heard.join("\n");
    for (const part of ["run parent", "attempt think", "gen_ai.usage.input_tokens", '"mine"', run])
      expect(text).toContain(part);
    expect(readFileSync(path.join(folder, ".drover/state/daemon.log"), "utf8")).toContain("sends traces");
  });

  it("is made only where somebody asks for it", () => {
    expect(wantsTraces({})).toBe(false);
    expect(wantsTraces({ OTEL_SERVICE_NAME: "x" })).toBe(false);
    expect(wantsTraces({ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://x" })).toBe(false);
    expect(wantsTraces({ OTEL_SDK_DISABLED: "true", OTEL_TRACES_EXPORTER: "console" })).toBe(false);
    expect(wantsTraces({ OTEL_TRACES_EXPORTER: "console" })).toBe(true);
  });
});
