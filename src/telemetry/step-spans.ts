import type * as OpenTelemetry from "@opentelemetry/api";
import type { EngineEvent } from "../core/events.ts";
import { agentAttributes, type AgentOf } from "./agent-attributes.ts";

type Ended = Extract<EngineEvent, { type: "step.ended" }>;
type Started = Extract<EngineEvent, { type: "step.started" }>;

export interface Tracing {
  readonly api: typeof OpenTelemetry;
  readonly tracer: OpenTelemetry.Tracer;
  readonly agent: AgentOf;
}

/** The spans of one run's steps: one for each visit, and in it one for each attempt. */
export interface StepSpans {
  readonly heard: (event: EngineEvent) => void;
  /** Ends those that are open. */
  readonly end: (at?: number) => void;
}

interface OpenStep {
  readonly span: OpenTelemetry.Span;
  readonly context: OpenTelemetry.Context;
  attempt: OpenTelemetry.Span | null;
  /** The attempt that has ended may be the last one: how and when it ended, and in which entry. */
  ended: (Pick<Ended, "at" | "seq" | "status"> & { readonly error: string | null }) | null;
}

export function createStepSpans(tracing: Tracing, run: OpenTelemetry.Context): StepSpans {
  const { api } = tracing;
  const steps = new Map<string, OpenStep>();
  const failed = (message: string): OpenTelemetry.SpanStatus => ({ code: api.SpanStatusCode.ERROR, message });

  function endAttempt({ step, at, seq, status, error, output }: Ended): void {
    const open = steps.get(step);
    if (open === undefined) return;
    open.attempt?.setAttributes({ "drover.status": status, ...agentAttributes(output, tracing.agent) });
    if (error !== null) open.attempt?.setStatus(failed(error.message));
    open.attempt?.end(at);
    open.attempt = null;
    open.ended = { at, seq, status, error: error?.message ?? null };
  }

  function endStep({ span, attempt, ended }: OpenStep, at?: number): void {
    attempt?.end(at);
    if (ended !== null) span.setAttribute("drover.status", ended.status);
    if (ended !== null && ended.error !== null) span.setStatus(failed(ended.error));
    span.end(ended?.at ?? at);
  }

  /** Steps whose last attempt has ended, and for which none follows: a retry is told in the same entry. */
  function settle(event: EngineEvent): void {
    const retried = event.type === "step.retrying" ? steps.get(event.step) : undefined;
    if (retried !== undefined) retried.ended = null;
    for (const [id, step] of steps) {
      if (step.ended === null || step.ended.seq === event.seq) continue;
      endStep(step);
      steps.delete(id);
    }
  }

  return {
    heard(event) {
      settle(event);
      if (event.type === "step.started")
        steps.set(event.step, openAttempt(tracing, { event, run, known: steps.get(event.step) }));
      else if (event.type === "step.ended") endAttempt(event);
    },
    end(at) {
      for (const step of steps.values()) endStep(step, at);
      steps.clear();
    },
  };
}

interface Opening {
  readonly event: Started;
  readonly run: OpenTelemetry.Context;
  /** An attempt before it, at the same visit. */
  readonly known: OpenStep | undefined;
}

function openAttempt({ api, tracer }: Tracing, { event, run, known }: Opening): OpenStep {
  const { step, action, at, visit, attempt, gen } = event;
  const attributes = { "drover.step": step, "drover.action": action, "drover.visit": visit };
  const span = known?.span ?? tracer.startSpan(`step ${step}`, { startTime: at, attributes }, run);
  const context = known?.context ?? api.trace.setSpan(api.ROOT_CONTEXT, span);
  const own = { ...attributes, "drover.attempt": attempt, "drover.gen": gen };
  return {
    span,
    context,
    attempt: tracer.startSpan(`attempt ${step}`, { startTime: at, attributes: own }, context),
    ended: null,
  };
}
