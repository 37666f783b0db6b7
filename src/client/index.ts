export { DroverApiError, type ApiProblem } from "./api-error.ts";
export { createClient, type Client, type ClientOptions, type Methods, type StartOptions } from "./client.ts";
export type { ClientEvent, EventsOptions } from "./events.ts";
export type { LogOptions, LogText } from "./log.ts";
export type { Waited, WaitOptions } from "./wait.ts";
export type * from "./generated/operations.ts";
