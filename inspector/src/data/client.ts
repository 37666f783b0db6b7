import { createClient } from "../../../src/client/index.ts";
import { hearTime } from "./clock.ts";

/**
 * The daemon that served this page; the browser sends its cookie along. Every answer is of now: a browser that looked into its cache
 * first would have one window wait for another's answer to the same question.
 */
export const client = createClient({
  url: window.location.origin,
  async fetch(asked, init) {
    const answer = await fetch(asked, { ...init, cache: "no-store" });
    hearTime(answer.headers.get("date"));
    return answer;
  },
});
export { createClient, DroverApiError } from "../../../src/client/index.ts";
export type * from "../../../src/client/index.ts";
