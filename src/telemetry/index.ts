export { createMetrics, type Metrics } from "./metrics.ts";
export { openTraces, type OpenTraces } from "./open-traces.ts";
