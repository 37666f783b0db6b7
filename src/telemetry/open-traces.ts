import { createTraces, type Traces, type TracesOptions } from "./traces.ts";

/** Traces that leave this process; `null` where nobody asked for them. */
export interface OpenTraces extends Pick<Traces, "heard"> {
  /** What is open is ended, and everything is sent. */
  close(): Promise<void>;
}

const ASKED_BY = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"];

/** By the standard variables of OpenTelemetry. */
export const wantsTraces = (env: NodeJS.ProcessEnv): boolean =>
  env["OTEL_SDK_DISABLED"]?.toLowerCase() !== "true" &&
  env["OTEL_TRACES_EXPORTER"] !== "none" &&
  ASKED_BY.some((name) => (env[name] ?? "") !== "");

/**
 * Loads OpenTelemetry, an optional peer, when its variables ask for traces; all of its own variables hold. Throws an error of the code
 * `ERR_MODULE_NOT_FOUND` where it is not installed.
 */
export async function openTraces(
  options: Pick<TracesOptions, "version" | "agent">,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OpenTraces | null> {
  if (!wantsTraces(env)) return null;
  const api = await import("@opentelemetry/api");
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({ serviceName: env["OTEL_SERVICE_NAME"] ?? "drover", instrumentations: [] });
  sdk.start();
  const traces = createTraces({ api, provider: api.trace.getTracerProvider(), ...options });
  return {
    heard: traces.heard,
    async close() {
      traces.close();
      await sdk.shutdown();
    },
  };
}
