import { createClient } from "../../../src/client/index.ts";

/** The daemon that served this page; the browser sends its cookie along. */
export const client = createClient({ url: window.location.origin });
export { createClient, DroverApiError } from "../../../src/client/index.ts";
export type * from "../../../src/client/index.ts";
