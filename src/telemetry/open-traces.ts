import { createRequire } from "node:module";
import type * as Api from "@opentelemetry/api";
import type * as Sdk from "@opentelemetry/sdk-node";
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
 * `MODULE_NOT_FOUND` where it is not installed.
 */
export async function openTraces(
  options: Pick<TracesOptions, "version" | "agent">,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OpenTraces | null> {
  if (!wantsTraces(env)) return null;
  // The daemon's bundle may have come out of the cache of compiled code, and can import nothing.
  const require = createRequire(import.meta.url);
  const api = require("@opentelemetry/api") as typeof Api;
  const { NodeSDK } = require("@opentelemetry/sdk-node") as typeof Sdk;
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
