import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openCatalog, type Catalog } from "../../src/project/catalog.ts";
import { createFileMarks, markFolder, markNames } from "../../src/project/file-marks.ts";
import { projectAt } from "../../src/project/project.ts";
import { temporaryFolder } from "../cli/drover.ts";

let folder: string;
let catalog: Catalog;
const at = (...parts: string[]): string => path.join(folder, ".drover/workflows", ...parts);
const write = (file: string, step = "a"): void =>
  writeFileSync(file, `name: one\nworkspace: none\nsteps:\n  - { id: ${step}, run: 'true' }\n`);
const load = (name = "one") => catalog.load(name, folder);

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at("inner"), { recursive: true });
  write(at("one.yaml"));
  catalog = openCatalog(projectAt(folder));
});

describe("a workflow that was loaded before", () => {
  it("is not read again while a file that has nothing to do with it changes", () => {
    write(at("other.yaml"));
    const first = load();
    write(at("other.yaml"), "longer");
    expect(load()).toBe(first);
  });

  it("is read again when its own file has changed", () => {
    const first = load();
    write(at("one.yaml"), "longer");
    expect(load().hash).not.toBe(first.hash);
  });

  it.each([
    ["in its folder", () => write(at("one.yml"))],
    ["in a folder within", () => write(at("inner/one.yaml"))],
    ["in a folder that a link leads to", () => write(path.join(folder, "elsewhere/one.yaml"))],
  ])("is ambiguous as soon as another of its name comes %s", (_, come) => {
    mkdirSync(path.join(folder, "elsewhere"));
    symlinkSync(path.join(folder, "elsewhere"), at("linked"));
    load();
    come();
    expect(() => load()).toThrow(expect.objectContaining({ code: "workflow.ambiguous" }));
  });

  it("is unknown as soon as its file is gone", () => {
    load();
    rmSync(at("one.yaml"));
    expect(() => load()).toThrow(expect.objectContaining({ code: "workflow.unknown" }));
  });
});

describe("permissions of a step", () => {
  const agents = {
    free: "command: [sh, -c, 'echo evil > pwned.txt']",
    held: "executor: acp\ncommand: [held]\nvariants: { fast: { fallback: [free] } }",
    rescued: "extends: held\nfallback: [claude, free]",
  };
  const naming = (agent: string) => {
    mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
    for (const [name, text] of Object.entries(agents))
      writeFileSync(path.join(folder, `.drover/agents/${name}.yaml`), text);
    const step = `{ id: a, agent: ${agent}, prompt: hi, permissions: { deny: ["*"] } }`;
    const result = catalog.check("held", `name: held\nsteps:\n  - ${step}\n`);
    return result.ok ? [] : result.diagnostics;
  };

  it.each([
    ["free", '"permissions" cannot hold the agent "free": it asks nobody for leave.'],
    ["recorded", '"permissions" cannot hold the agent "recorded": it asks nobody for leave.'],
    ["rescued", '"permissions" cannot hold "free", which may take over from "rescued": it asks nobody for leave.'],
    ["held:fast", '"permissions" cannot hold "free", which may take over from "held:fast": it asks nobody for leave.'],
  ])("are refused beside %s, whom nobody could hold to them", (agent, message) => {
    const column = 4 + `- { id: a, agent: ${agent}, prompt: hi, `.length - 1;
    expect(naming(agent)).toMatchObject([{ code: "D105", line: 3, column, message }]);
  });

  it.each(["held", "claude", "recorded-opencode", `"\${{ run.id }}"`])("stand beside %s", (agent) => {
    expect(naming(agent)).toEqual([]);
  });
});

describe("marks of a folder", () => {
  it("hold while the contents of files change where only names count, and not where all counts", () => {
    const [names, all] = [createFileMarks(), createFileMarks()];
    markNames(names, at());
    markFolder(all, at());
    write(at("one.yaml"), "longer");
    expect([names.hold(), all.hold()]).toEqual([true, false]);
  });
});
