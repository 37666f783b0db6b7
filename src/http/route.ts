// Brings the words of OpenAPI into the types of routes.
import type { FastifyDynamicSwaggerOptions as _ } from "@fastify/swagger";
import type { FastifyReply, FastifyRequest, FastifySchema, RouteGenericInterface } from "fastify";
import type { Api, Routes } from "./api.ts";
import type { Role } from "./security/tokens.ts";

/** What OpenAPI says of a route beside its schemas. */
interface RouteSchema extends FastifySchema {
  /** The name of the operation in the client. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** What a caller has to be. */
  readonly "x-role"?: Role;
}

type Answer<T extends RouteGenericInterface> = (
  request: FastifyRequest<T>,
  reply: FastifyReply,
  api: Api,
) => Promise<unknown>;

type Method = "GET" | "POST" | "PUT" | "DELETE";

function routeOf(method: Method) {
  return <T extends RouteGenericInterface>(url: string, role: Role, schema: RouteSchema, answer: Answer<T>): Routes =>
    (server, api) =>
      void server.route({
        method,
        url,
        config: { role },
        schema: { ...schema, "x-role": role } as FastifySchema,
        // Its schema has checked what its type says.
        handler: (request, reply) => answer(request as FastifyRequest<T>, reply, api),
      });
}

/** Each makes one route: its path, what a caller has to be, its schemas, and the answer. */
export const get = routeOf("GET");
export const post = routeOf("POST");
export const put = routeOf("PUT");
export const remove = routeOf("DELETE");
