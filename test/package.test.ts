import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as drover from "../src/index.ts";

const root = path.resolve(import.meta.dirname, "..");

describe("the public API", () => {
  it("exports these values and no others", () => {
    expect(Object.keys(drover).toSorted()).toEqual([
      "DroverError",
      "ERRORS",
      "RunId",
      "checkInputs",
      "createEngine",
      "findProject",
      "formatDiagnostic",
      "isFinal",
      "loadWorkflow",
      "makeRunId",
      "needsEngine",
      "openApp",
      "openLmdbStore",
      "openMemoryStore",
      "projectAt",
      "systemClock",
    ]);
  });

  it("exports these types and no others", () => {
    const text = readFileSync(path.join(root, "src/index.ts"), "utf8");
    const lists = [...text.matchAll(/export (type )?\{([^}]*)\}/g)];
    const types = lists.flatMap(([, all, names = ""]) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && (all !== undefined || name.startsWith("type ")))
        .map((name) => name.replace(/^type /, "")),
    );
    expect(types.toSorted().join(" ")).toBe(
      [
        "Action Actions Activity AgentOutput AgentProfile AgentProfiles App AppOptions Attempt Catalog Clock Commit CreateRun",
        "Definition DefinitionHash Diagnostic DiagnosticCode DueTimer DurableHost Effect Engine EngineEvent EnginePorts ErrorClass",
        "ErrorCode ErrorInfo EventBody Gen HaltReason Ids Input InputProblem InputsResult JournalEntry Json JsonObject ListRuns",
        "LmdbStoreOptions LoadOptions LoadResult LoadedWorkflow Outcome OutcomeStatus ParentLink Project Recovered RunState",
        "RunStatus RunSummary Secrets Sender Snapshot StepRecord StepStatus Stop Store Timer TimerKind WorkflowText WorkspaceRecord",
      ].join(" "),
    );
  });
});

interface Packed {
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const packed = (): Packed => {
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const text = execFileSync("npm", pack, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [first] = JSON.parse(text) as Packed[];
  if (first === undefined) throw new Error("npm packed nothing");
  return first;
};

const tracked = (...folders: readonly string[]): readonly string[] =>
  execFileSync("git", ["ls-files", "--", ...folders], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n");

describe("the published package", () => {
  const { files } = packed();
  const names = files.map((file) => file.path);
  const built = names.filter((name) => name.startsWith("dist/"));

  it("holds every workflow, agent, recording, example, schema and document", () => {
    const wanted = tracked("workflows", "agents", "recordings", "examples", "units", "schemas", "docs");
    expect(wanted.length).toBeGreaterThan(30);
    expect(wanted.filter((file) => !names.includes(file) && !/^recordings\/[^/]+\.mjs$/.test(file))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(["README.md", "LICENSE", "CHANGELOG.md", "package.json"]));
  });

  it("holds nothing else beside what was built", () => {
    const known = /^(dist|schemas|workflows|agents|recordings|examples|units|docs)\//;
    const other = names.filter((name) => !known.test(name));
    expect(other.toSorted()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    // The bundle is CommonJS, whatever the package says.
    const ownKind = "dist/bin/package.json";
    const page = /^dist\/inspector\/(index\.html|assets\/[\w-]+\.(js|css|svg))$/;
    expect(built.filter((name) => name !== ownKind && !page.test(name) && !/\.(c?js|d\.ts|pl)$/.test(name))).toEqual(
      [],
    );
    expect(built.filter((name) => /^dist\/(demo|cli|test)\//.test(name))).toEqual([]);
  });

  it("holds what its bin and its exports name, the program ready to be run", () => {
    const { bin, exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      bin: { drover: string };
      exports: { ".": { types: string; default: string } };
    };
    const { types, default: main } = exports["."];
    for (const file of [bin.drover, types, main]) expect(names).toContain(file.replace(/^\.\//, ""));
    expect(files.find((file) => file.path === bin.drover)?.mode).toBe(0o755);
  });

  it("can be imported, with the values that the source exports", async () => {
    const imported = (await import(path.join(root, "dist/index.js"))) as object;
    expect(Object.keys(imported).toSorted()).toEqual(Object.keys(drover).toSorted());
  });
});
