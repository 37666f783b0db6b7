import { createClient } from "../../../src/client/index.ts";

/**
 * The daemon that served this page; the browser sends its cookie along. Every answer is of now: a browser that looked into its cache
 * first would have one window wait for another's answer to the same question.
 */
export const client = createClient({
  url: window.location.origin,
  fetch: (asked, init) => fetch(asked, { ...init, cache: "no-store" }),
});
export { createClient, DroverApiError } from "../../../src/client/index.ts";
export type * from "../../../src/client/index.ts";
