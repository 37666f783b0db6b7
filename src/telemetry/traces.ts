import type * as OpenTelemetry from "@opentelemetry/api";
import type { EngineEvent } from "../core/events.ts";
import type { RunId } from "../core/ids.ts";
import type { AgentOf } from "./agent-attributes.ts";
import { createStepSpans, type StepSpans, type Tracing } from "./step-spans.ts";

export interface TracesOptions {
  readonly api: typeof OpenTelemetry;
  readonly provider: OpenTelemetry.TracerProvider;
  readonly version: string;
  readonly agent: AgentOf;
}

/** A trace for each run: its span, and in it those of its steps. */
export interface Traces {
  readonly heard: (event: EngineEvent) => void;
  /** Ends the spans that are open: they go on nowhere. */
  readonly close: () => void;
}

interface OpenRun {
  readonly span: OpenTelemetry.Span;
  readonly context: OpenTelemetry.Context;
  readonly steps: StepSpans;
}

/** Child runs are in the trace of their parent. What a daemon did not see begin, it shows from where it came in. */
export function createTraces({ api, provider, version, agent }: TracesOptions): Traces {
  const tracing: Tracing = { api, tracer: provider.getTracer("drover", version), agent };
  const runs = new Map<RunId, OpenRun>();

  function openRun(event: EngineEvent): OpenRun {
    const above = event.type === "run.started" && event.parent !== null ? runs.get(event.parent) : undefined;
    const open = beginRun(tracing, event, above?.context ?? api.ROOT_CONTEXT);
    runs.set(event.run, open);
    return open;
  }

  function endRun(
    { span, steps }: OpenRun,
    { run, at, status, error }: Extract<EngineEvent, { type: "run.ended" }>,
  ): void {
    steps.end(at);
    span.setAttribute("drover.status", status);
    if (error !== null) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
    span.end(at);
    runs.delete(run);
  }

  return {
    heard(event) {
      const open = runs.get(event.run) ?? openRun(event);
      open.steps.heard(event);
      if (event.type === "run.ended") endRun(open, event);
    },
    close() {
      for (const { span, steps } of runs.values()) {
        steps.end();
        span.end();
      }
      runs.clear();
    },
  };
}

function beginRun(tracing: Tracing, event: EngineEvent, above: OpenTelemetry.Context): OpenRun {
  const { api, tracer } = tracing;
  const workflow = event.type === "run.started" ? event.workflow : null;
  const attributes = {
    "drover.run": event.run,
    ...(workflow === null ? { "drover.resumed": true } : { "drover.workflow": workflow }),
  };
  const span = tracer.startSpan(`run ${workflow ?? event.run}`, { startTime: event.at, attributes }, above);
  const context = api.trace.setSpan(api.ROOT_CONTEXT, span);
  return { span, context, steps: createStepSpans(tracing, context) };
}
