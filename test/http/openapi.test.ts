import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../../src/http/openapi.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly "x-role"?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let document: Document;
let operations: readonly (readonly [name: string, operation: Operation])[];

beforeAll(async () => {
  document = (await openApiDocument()) as Document;
  operations = Object.entries(document.paths).flatMap(([where, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${where}`, operation] as const),
  );
});

describe("the OpenAPI document", () => {
  it("stands in schemas/openapi.json as the daemon gives it", () => {
    expect(JSON.parse(read("schemas/openapi.json")), "run npm run generate").toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  it("says of each route what it is for, who may ask, what it gives and how it refuses", () => {
    const missing = operations.flatMap(([name, operation]) => {
      const { responses } = operation;
      const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
      const isWhole =
        /^[a-z][A-Za-z]+$/.test(operation.operationId ?? "") &&
        (operation.summary ?? "") !== "" &&
        (operation.tags ?? []).length === 1 &&
        ["read", "operate", "admin"].includes(operation["x-role"] ?? "") &&
        good.length === 1 &&
        good.every(([, { content }]) => Object.values(content ?? {}).length === 1) &&
        ["4XX", "5XX"].every((status) => responses[status]?.content?.["application/problem+json"] !== undefined);
      return isWhole ? [] : [name];
    });
    expect(missing).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(40);
  });

  it("names in each path its parameters, and no others", () => {
    const wrong = operations.flatMap(([name, { parameters = [] }]) => {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
      const told = parameters.filter((one) => one.in === "path").map((one) => one.name);
      return new Set([...inPath, ...told]).size === inPath.length && told.length === inPath.length ? [] : [name];
    });
    expect(wrong).toEqual([]);
  });

  it("holds nothing but schemas of JSON Schema 2020-12 whose references lead somewhere", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const ajv = new Ajv2020({ strict: false, formats: { binary: true } });
    const { schemas } = document.components;
    ajv.addSchema({ $id: "https://drover.invalid/api", components: { schemas } });
    const whole = (schema: object): object =>
      JSON.parse(
        JSON.stringify(schema).replaceAll('"#/components', '"https://drover.invalid/api#/components'),
      ) as object;
    const all = [
      ...Object.values(schemas),
      ...operations.flatMap(([, { parameters = [], requestBody, responses }]) => [
        ...parameters.map(({ schema }) => schema),
        ...[requestBody, ...Object.values(responses)].flatMap((one) =>
          Object.values(one?.content ?? {}).map(({ schema }) => schema),
        ),
      ]),
    ];
    expect(all.length).toBeGreaterThan(150);
    for (const schema of all) expect(() => ajv.compile(whole(schema))).not.toThrow();
  });

  it("is told in docs/api.md, each route with its role", () => {
    const rows = operations.map(
      ([name, { operationId = "", summary = "", "x-role": role = "" }]) =>
        `| \`${name.replace("/api/v1", "")}\` | \`${operationId}\` | ${role} | ${summary.replaceAll("|", "\\|")} |`,
    );
    const text = read("docs/api.md");
    const told = text.split("\n").filter((line) => /^\| `(GET|POST|PUT|DELETE) /.test(line));
    expect(told.toSorted()).toEqual(rows.toSorted());
  });
});
