// Makes src/definition/generated/ from schemas/: TypeScript types of the raw files, and validators that need no ajv at run time
// (loading and compiling with ajv would take longer than everything else that `drover validate` does).
// Prints the files as JSON with --print instead of writing them: that is how a test sees whether they are up to date.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "src/definition/generated");
// schemas/agent.schema.json is for editors; the executors read profiles themselves.
const NAMES = ["triggers", "workflow", "config"];
const NOTE = "// Made by `npm run generate` from schemas/. Do not edit.\n";

const schemas = Object.fromEntries(
  NAMES.map((name) => [name, JSON.parse(readFileSync(path.join(root, `schemas/${name}.schema.json`), "utf8"))]),
);

const files = {
  "validators.ts": NOTE + "// @ts-nocheck\n" + validators(),
};
for (const name of NAMES) files[`${name}-file.ts`] = await types(name);

if (process.argv.includes("--print")) process.stdout.write(JSON.stringify(files));
else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
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
