import { DroverError } from "../core/errors.ts";
import type { Api } from "./api.ts";
import { createServer } from "./server.ts";

/** What the routes say of themselves needs none of what they work with. */
const NOBODYS: Api = new Proxy({} as Api, {
  get(_, name) {
    throw new DroverError("internal", `Cannot use "${String(name)}": this server only tells of its routes.`);
  },
});

/** The OpenAPI document, as `GET /api/v1/openapi.json` gives it, without a daemon. */
export async function openApiDocument(): Promise<object> {
  const server = await createServer({
    api: NOBODYS,
    log: null,
    requestsPerMinute: 1,
    onRequest: () => undefined,
    isCompiledAhead: true,
  });
  try {
    return server.swagger();
  } finally {
    await server.close();
  }
}
