import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/** Which folders a folder may import; itself is always allowed. `.` is src/*.ts. The table stands in ARCHITECTURE.md too. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  compiled: [],
  definition: ["core"],
  machines: ["core", "definition"],
  actions: ["core", "machines"],
  engine: ["core", "definition", "machines", "actions"],
  executors: ["core"],
  store: ["core", "compiled"],
  workspace: ["core"],
  project: ["core", "definition", "actions", "engine", "executors", "store"],
  logs: ["core", "executors", "project"],
  agents: ["core", "actions", "engine", "executors", "project"],
  triggers: ["core", "definition", "engine", "project", "."],
  layout: ["core", "definition", "engine"],
  control: ["core", "definition", "machines", "engine", "layout", "project", "logs", "."],
  http: ["core", "engine", "control", "triggers", "layout", "telemetry", "project", "logs", "agents", "."],
  notify: ["core"],
  telemetry: ["core", "machines", "engine"],
  client: ["core"],
  mcp: ["core"],
  daemon: "core definition engine control triggers layout http mcp telemetry notify project .".split(" "),
  cli: "core definition machines engine control layout triggers daemon compiled project agents .".split(" "),
  demo: ["project"],
  ".": ["core", "definition", "machines", "actions", "engine", "executors", "store", "workspace", "project"],
};

/** The only folder that may import a third-party package: one door for each. */
const DOORS: Readonly<Record<string, string>> = {
  "@marcbachmann/cel-js": "definition",
  "@fastify/ajv-compiler": "http",
  "@fastify/fast-json-stringify-compiler": "http",
  "@fastify/rate-limit": "http",
  "@fastify/static": "http",
  "@fastify/swagger": "http",
  "@modelcontextprotocol/sdk": "mcp",
  "@opentelemetry/api": "telemetry",
  "@opentelemetry/sdk-node": "telemetry",
  ajv: "definition",
  commander: "cli",
  croner: "definition",
  elkjs: "layout",
  execa: "executors",
  fastify: "http",
  lmdb: "store",
  "node-notifier": "notify",
  pino: "daemon",
  "prom-client": "telemetry",
  re2js: "definition",
  "simple-git": "workspace",
  ws: "http",
  xstate: "machines",
  yaml: "definition",
  zod: "mcp",
};

/** Folders that do no I/O, or run in browsers. */
const WITHOUT_NODE = new Set(["core", "machines", "client"]);
const MAX_LINES = 300;

const root = path.resolve(import.meta.dirname, "..");
const src = path.join(root, "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.includes("generated"),
);
const read = (file: string): string => readFileSync(path.join(src, file), "utf8");
const folderOf = (file: string): string => (file.includes(path.sep) ? (file.split(path.sep)[0] ?? ".") : ".");
const packageOf = (spec: string): string =>
  spec
    .split("/")
    .slice(0, spec.startsWith("@") ? 2 : 1)
    .join("/");

function importsOf(file: string): string[] {
  const statement =
    /^(?:import|export)\b[^;'"]*?\bfrom\s+["']([^"']+)["']|^import\s+["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm;
  return [...read(file).matchAll(statement)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}

function isAllowed(file: string, spec: string): boolean {
  const own = folderOf(file);
  if (spec.startsWith("node:")) return !WITHOUT_NODE.has(own);
  if (!spec.startsWith(".")) return DOORS[packageOf(spec)] === own;
  const target = folderOf(path.relative(src, path.resolve(src, path.dirname(file), spec)));
  return target === own || (MAY_IMPORT[own] ?? []).includes(target);
}

describe("the architecture", () => {
  it.each(files)("%s imports only what its folder may", (file) => {
    expect(importsOf(file).filter((spec) => !isAllowed(file, spec))).toEqual([]);
  });

  it.each(files)(`%s has at most ${MAX_LINES} lines`, (file) => {
    expect(read(file).trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  it("knows every folder", () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it("has a door for every dependency, and a reason for it in ARCHITECTURE.md", () => {
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
      readFileSync(path.join(root, "package.json"), "utf8"),
    ) as {
      dependencies: object;
      optionalDependencies: object;
      peerDependencies: object;
    };
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    expect(names.toSorted()).toEqual(Object.keys(DOORS).toSorted());
    const text = readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8");
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  it("pins every version exactly", () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(root, "package.json"), "utf8"),
    ) as Record<string, Record<string, string>>;
    const versions = Object.values({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d/.test(version))).toEqual([]);
  });
});
