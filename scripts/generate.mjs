// Makes src/definition/generated/ from schemas/: TypeScript types of the raw files, and validators that need no ajv at run time
// (loading and compiling with ajv would take longer than everything else that `drover validate` does).
// Then schemas/openapi.json from the routes, and src/client/generated/ and the tables of docs/api.md from that.
// Prints the files as JSON with --print instead of writing them: that is how a test sees whether they are up to date.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { rolldown } from "rolldown";
import { withRoutes } from "./api-docs.mjs";
import { clientTypes } from "./client-types.mjs";

const root = path.resolve(import.meta.dirname, "..");
const OPENAPI = path.join(root, "schemas/openapi.json");
// schemas/agent.schema.json is for editors; the executors read profiles themselves.
const NAMES = ["triggers", "workflow", "config"];
const NOTE = "// Made by `npm run generate` from schemas/. Do not edit.\n";

const schemas = Object.fromEntries(
  NAMES.map((name) => [
    name,
    withoutActions(JSON.parse(readFileSync(path.join(root, `schemas/${name}.schema.json`), "utf8"))),
  ]),
);

const isPrinted = process.argv.includes("--print");
const printed = {};

keep("src/definition/generated", {
  "validators.ts": NOTE + "// @ts-nocheck\n" + validators(),
  ...Object.fromEntries(await Promise.all(NAMES.map(async (name) => [`${name}-file.ts`, await types(name)]))),
});
if (!isPrinted) await writeOpenApi();
const api = JSON.parse(readFileSync(OPENAPI, "utf8"));
keep("src/client/generated", await clientTypes(api, NOTE.replace("schemas/", "schemas/openapi.json")));
keep("docs", { "api.md": withRoutes(readFileSync(path.join(root, "docs/api.md"), "utf8"), api) });
if (isPrinted) process.stdout.write(JSON.stringify(printed));

/** What editors complete after `with:` the loader asks the actions, which know of expressions. */
function withoutActions({ definitions, ...schema }) {
  if (definitions === undefined) return schema;
  const { actionParameters: _, ...rest } = definitions;
  const own = Object.entries(rest).map(([name, { allOf: __, ...definition }]) => [name, definition]);
  return { ...schema, definitions: Object.fromEntries(own) };
}

function keep(folder, files) {
  for (const [name, text] of Object.entries(files)) printed[`${folder}/${name}`] = text;
  if (isPrinted) return;
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, folder, name), text);
}

/** Bundled and not built: the client that is made of it may not fit any more. */
async function writeOpenApi() {
  const file = path.join(root, "node_modules/.cache/drover/openapi.mjs");
  const bundle = await rolldown({
    input: path.join(root, "src/http/openapi.ts"),
    platform: "node",
    external: /^[^./]/,
    logLevel: "warn",
  });
  await bundle.write({ file, format: "esm", codeSplitting: false });
  const { openApiDocument } = await import(pathToFileURL(file).href);
  writeFileSync(OPENAPI, `${JSON.stringify(await openApiDocument(), null, 2)}\n`);
}

function validators() {
  const ajv = new Ajv({
    allErrors: true,
    strictTypes: false,
    schemas: NAMES.map((name) => bare(schemas[name])),
    verbose: true,
    code: { source: true, esm: true, lines: true },
    inlineRefs: false,
  });
  ajv.addVocabulary(["x-what", "x-expected"]);
  const exported = Object.fromEntries(NAMES.map((name) => [name, schemas[name].$id]));
  const code = standalone.default(ajv, exported);
  return code
    .replace('"use strict";', "")
    .replaceAll(
      /const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g,
      "const $1 = (text) => [...text].length;",
    )
    .replaceAll(/const (\w+) = require\("ajv\/dist\/runtime\/equal"\)\.default;/g, "const $1 = Object.is;");
}

/** The published schema carries hints for types and editors; they are no business of the validator. */
function bare(value, isMap = false) {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isMap || (key !== "tsType" && key !== "description" && key !== "title"))
      .map(([key, inner]) => [key, bare(inner, !isMap && (key === "properties" || key === "definitions"))]),
  );
}

/** What stands in another schema has its type in another file. */
function withoutForeign(value) {
  if (Array.isArray(value)) return value.map(withoutForeign);
  if (typeof value !== "object" || value === null) return value;
  const isForeign = value.tsType !== undefined && value.items?.$ref?.includes(".json#") === true;
  const { items: _, ...rest } = value;
  return Object.fromEntries(
    Object.entries(isForeign ? rest : value).map(([key, inner]) => [key, withoutForeign(inner)]),
  );
}

function imports(text) {
  const json = text.includes("Json") ? 'import type { Json } from "../../core/json.ts";\n' : "";
  const trigger = text.includes("Trigger[]") ? 'import type { Trigger } from "./triggers-file.ts";\n' : "";
  return `${json}${trigger}\n`;
}

async function types(name) {
  const { oneOf: _, ...schema } = withoutForeign(schemas[name]);
  const text = await compile(schema, name, {
    bannerComment: NOTE + imports(JSON.stringify(schema)),
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
  });
  return text.replaceAll(
    /\n \*\n \* This interface was referenced by `undefined`'s JSON-Schema\n \* via the `definition` "\w+"\./g,
    "",
  );
}
