// Makes the client's types and its table of operations from the OpenAPI document.
import { compile } from "json-schema-to-typescript";

const PREFIX = "/api/v1";

/** `{ method, path, ... }` of every operation, by its id. */
function operationsOf(document) {
  const methods = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [path, method.toUpperCase(), operation]),
  );
  return methods.map(([path, method, operation]) => Object.assign({ method, path }, operation));
}

const namesIn = ({ parameters = [] }, place) => parameters.filter((one) => one.in === place).map(({ name }) => name);

/** Where the answer is a stream of events, the client reads it in its own way. */
const isStream = ({ responses }) => responses["200"]?.content?.["text/event-stream"] !== undefined;

function table(operations) {
  return operations.map((operation) => {
    const { operationId, method, path } = operation;
    const entry = {
      method,
      path: path.replace(PREFIX, ""),
      query: namesIn(operation, "query"),
      headers: namesIn(operation, "header"),
      answer: resultOf(operation).tsType === "Blob" ? "blob" : "json",
    };
    return `  ${operationId}: ${JSON.stringify(entry)},`;
  });
}

function requestOf({ parameters = [], requestBody }) {
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { ...schema, ...(description && { description }) }]),
  );
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const body = requestBody?.content["application/json"].schema;
  if (body !== undefined) properties.body = body;
  // A body that may be null may be left out as well.
  const isNeeded = requestBody?.required === true && !(Array.isArray(body.type) && body.type.includes("null"));
  return {
    type: "object",
    properties,
    required: isNeeded ? [...required, "body"] : required,
    additionalProperties: false,
  };
}

function resultOf({ responses }) {
  const status = Object.keys(responses).find((one) => one.startsWith("2"));
  return responses[status].content["application/json"]?.schema ?? { tsType: "Blob" };
}

const local = (schema) =>
  JSON.parse(JSON.stringify(unknowns(schema)).replaceAll("#/components/schemas/", "#/definitions/"));

/** A schema that says nothing lets everything pass. */
function unknowns(schema) {
  const says = ["type", "enum", "$ref", "properties", "tsType"].some((key) => key in schema);
  const inner = (map) => Object.fromEntries(Object.entries(map).map(([key, one]) => [key, unknowns(one)]));
  return {
    ...schema,
    ...(!says && { tsType: "unknown" }),
    ...(schema.properties && { properties: inner(schema.properties) }),
    ...(schema.definitions && { definitions: inner(schema.definitions) }),
    ...(schema.items && { items: unknowns(schema.items) }),
    ...(typeof schema.additionalProperties === "object" && {
      additionalProperties: unknowns(schema.additionalProperties),
    }),
  };
}

/** A type for every schema, and `Operations` with the request and the result of each operation. */
export async function clientTypes(document, note) {
  const operations = operationsOf(document).filter((operation) => !isStream(operation));
  const properties = Object.fromEntries(
    operations.map((operation) => [
      operation.operationId,
      {
        type: "object",
        description: operation.summary,
        properties: { request: requestOf(operation), result: resultOf(operation) },
        required: ["request", "result"],
        additionalProperties: false,
      },
    ]),
  );
  const schema = {
    title: "Operations",
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    definitions: Object.fromEntries(
      Object.entries(document.components.schemas).map(([name, one]) => [name, { ...one, title: name }]),
    ),
  };
  const types = await compile(local(schema), "Operations", {
    bannerComment: note,
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    format: true,
  });
  const runtime = `${note}\n/** How each operation is asked for; paths are relative to \`/api/v1\`. */\nexport const OPERATIONS = {\n${table(operations).join("\n")}\n} as const;\n`;
  return {
    "operations.ts": types.replaceAll(
      /\n \*\n \* This interface was referenced by `\w+`'s JSON-Schema\n \* via the `definition` "\w+"\./g,
      "",
    ),
    "table.ts": runtime,
  };
}
