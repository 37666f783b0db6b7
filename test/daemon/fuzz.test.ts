import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { call, isAlive, serve, tokenOf, type Status } from "./support.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    hi: "workspace: none\ninputs: { n: { type: integer, default: 1 } }\nsteps:\n  - { id: a, approve: now }\n",
  });
  daemon = await serve(folder);
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json"?: { readonly schema: Schema } } };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Texts that have hurt others. */
const HOSTILE = [
  "",
  " ",
  "../../../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "/etc/passwd",
  "C:\\windows",
  "\u0000",
  "\u202Eevil",
  "${{ secrets.X }}",
  "{{7*7}}",
  "__proto__",
  "constructor",
  "a".repeat(5000),
  "-1",
  "1e309",
  "NaN",
  "null",
  "'; drop table runs; --",
  "<script>alert(1)</script>",
  "🦄".repeat(50),
  "01m8dwrtrexrrg0jfhd8",
  "01m8dwrtrexrrg0jfhd8.1.0",
  "hi",
];

const anyText = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 40 }));

/** What fits the schema, and what does not. */
function valueFor(schema: Schema | undefined, document: Document, depth = 0): fc.Arbitrary<unknown> {
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>, anyText);
  if (schema === undefined || depth > 3) return junk;
  if (schema.$ref !== undefined)
    return valueFor(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""], document, depth + 1);
  return fc.oneof({ weight: 3, arbitrary: fitting(schema, document, depth) }, { weight: 1, arbitrary: junk });
}

function fitting(schema: Schema, document: Document, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "integer":
      return fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 53, 0.5));
    case "number":
      return fc.double();
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valueFor(schema.items, document, depth + 1), { maxLength: 3 });
    case "object": {
      const fields = Object.entries(schema.properties ?? {});
      if (fields.length === 0)
        return fc.dictionary(
          fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("n", "__proto__")),
          fc.jsonValue({ maxDepth: 1 }),
        );
      return fc.record(
        Object.fromEntries(fields.map(([name, field]) => [name, valueFor(field, document, depth + 1)])),
        { requiredKeys: [] },
      );
    }
    default:
      return anyText;
  }
}

/** Half a character cannot stand in an address. */
const wellFormed = (value: unknown): string => (typeof value === "string" ? Buffer.from(value).toString() : "x");

const METHODS = ["get", "post", "put", "delete", "patch"];
/** It would end what is tried here. */
const LEFT_OUT = new Set(["stopDaemon"]);
const TRIES = 25;

async function answer(
  where: string,
  method: string,
  request: { query: Record<string, unknown>; headers: Record<string, string>; body: unknown },
): Promise<{ status: number; text: string }> {
  const cut = new AbortController();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query))
    query.append(name, typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  const response = await fetch(`${daemon.url}${where}?${String(query)}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${tokenOf(folder)}`,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    redirect: "manual",
    signal: cut.signal,
    ...(request.body === undefined || method === "get" ? {} : { body: JSON.stringify(request.body) }),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const text = isStream ? "" : await response.text();
  cut.abort();
  return { status: response.status, text };
}

describe("every route", () => {
  it("answers whatever it is sent without a fault of its own, and refuses without telling of this machine", async () => {
    const { body: document } = await call<Document>(folder, daemon, "/openapi.json");
    const operations = Object.entries(document.paths).flatMap(([where, methods]) =>
      METHODS.flatMap((method) =>
        methods[method] === undefined ? [] : [{ where, method, operation: methods[method] }],
      ),
    );
    expect(operations.length).toBeGreaterThan(15);
    for (const { where, method, operation } of operations) {
      if (LEFT_OUT.has(operation.operationId)) continue;
      const inPlace = (place: Parameter["in"]): fc.Arbitrary<Record<string, unknown>> =>
        fc.record(
          Object.fromEntries(
            (operation.parameters ?? [])
              .filter((parameter) => parameter.in === place)
              .map(({ name, schema }) => [name, place === "query" ? valueFor(schema, document) : anyText]),
          ),
          place === "path" ? {} : { requiredKeys: [] },
        );
      const body = valueFor(operation.requestBody?.content["application/json"]?.schema, document);
      await fc.assert(
        fc.asyncProperty(inPlace("path"), inPlace("query"), body, async (parts, query, given) => {
          const filled = where.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
            encodeURIComponent(wellFormed(parts[name])),
          );
          const { status, text } = await answer(filled, method, {
            query,
            headers: {},
            body: method === "get" ? undefined : given,
          });
          const told = `${method} ${filled} → ${status} ${text.slice(0, 300)}`;
          if (status >= 500) throw new Error(told);
          if (
            status >= 400 &&
            (text.includes(folder) || text.includes(tokenOf(folder)) || /node_modules|at \S+ \(/.test(text))
          )
            throw new Error(`it tells too much: ${told}`);
        }),
        { numRuns: TRIES },
      );
    }
    expect(isAlive(daemon.pid)).toBe(true);
    expect((await call(folder, daemon, "/status")).status).toBe(200);
  }, 120_000);
});
