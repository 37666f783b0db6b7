import validators from "@fastify/ajv-compiler";
import serializers from "@fastify/fast-json-stringify-compiler";
import type { FastifyServerOptions } from "fastify";

type Compilers = NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;
type Validate = ReturnType<ReturnType<NonNullable<Compilers["buildValidator"]>>>;

const buildValidator = validators();
const buildSerializer = serializers();

/**
 * Fastify's own compilers of schemas, at work when a schema is first needed: to compile those of all routes is half of what the start
 * of a daemon takes, and most daemons are asked for a few. A schema that cannot be compiled would be found by its first request; so the
 * OpenAPI document is made with all compiled ahead.
 */
export const WHEN_NEEDED: Compilers = {
  buildValidator: (...shared) => {
    const compile = once(() => buildValidator(...shared));
    return (route) => {
      const compiled = once(() => compile()(route));
      const validate = ((value: unknown) => {
        const result = compiled()(value);
        // Fastify looks for them at the function that it has called.
        validate.errors = compiled().errors ?? null;
        return result;
      }) as Validate;
      return validate;
    };
  },
  buildSerializer: (...shared) => {
    const compile = once(() => buildSerializer(...shared));
    return (route) => {
      const compiled = once(() => compile()(route));
      return (value: unknown) => compiled()(value);
    };
  },
};

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
