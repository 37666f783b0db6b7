import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openCatalog } from "../../src/project/catalog.ts";
import { saveWorkflow } from "../../src/control/save-workflow.ts";
import { viewWorkflow } from "../../src/control/workflows.ts";
import { projectAt } from "../../src/project/project.ts";
import { temporaryFolder } from "../cli/drover.ts";

const TEXT = "# why it is so\nname: one\nworkspace: none\nsteps:\n  - { id: a, run: 'true' }\n";

let folder: string;
const at = (...parts: string[]): string => path.join(folder, ".drover/workflows", ...parts);
const files = () => ({ project: projectAt(folder), catalog: openCatalog(projectAt(folder)) });
const save = (name: string, text: string, expected: string | null) => saveWorkflow(files(), name, { text, expected });
const revision = (name: string): string => viewWorkflow(files(), name).revision;

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder, ".drover/workflows/inner"), { recursive: true });
  writeFileSync(at("one.yaml"), TEXT);
});

describe("saving a workflow", () => {
  it("writes the text as it is, comments and all, and keeps the file as readable as it was", () => {
    chmodSync(at("one.yaml"), 0o664);
    const text = `${TEXT}# and another\n`;
    const saved = save("one", text, revision("one"));
    expect(readFileSync(at("one.yaml"), "utf8")).toBe(text);
    expect(saved).toMatchObject({ name: "one", file: ".drover/workflows/one.yaml", errors: 0, text });
    expect(saved.revision).toBe(revision("one"));
    expect(statSync(at("one.yaml")).mode & 0o777).toBe(0o664);
  });

  it("makes a new file, and finds one in a folder within by its name or path", () => {
    expect(save("two", TEXT, null).file).toBe(".drover/workflows/two.yaml");
    writeFileSync(at("inner/three.yml"), TEXT);
    expect(save("three", `${TEXT}#\n`, revision("three")).file).toBe(".drover/workflows/inner/three.yml");
    const where = ".drover/workflows/inner/three.yml";
    expect(save(where, `${TEXT}##\n`, revision("three")).text).toBe(`${TEXT}##\n`);
  });

  it("takes a name with its ending for the file of that name", () => {
    expect(() => save("one.yaml", TEXT, null)).toThrow(expect.objectContaining({ code: "workflow.changed" }));
    expect(save("new.yml", TEXT, null).file).toBe(".drover/workflows/new.yaml");
    expect(save("new.yaml", `${TEXT}#\n`, revision("new")).text).toBe(`${TEXT}#\n`);
  });

  it("replaces nothing that is not as it was loaded", () => {
    const loaded = revision("one");
    writeFileSync(at("one.yaml"), `${TEXT}# by another\n`);
    const changed = { code: "workflow.changed", details: { revision: revision("one") } };
    expect(() => save("one", "name: mine\n", loaded)).toThrow(expect.objectContaining(changed));
    expect(() => save("one", "name: mine\n", null)).toThrow(expect.objectContaining(changed));
    expect(readFileSync(at("one.yaml"), "utf8")).toBe(`${TEXT}# by another\n`);
    rmSync(at("one.yaml"));
    expect(() => save("one", "name: mine\n", loaded)).toThrow(expect.objectContaining({ details: { revision: null } }));
    expect(existsSync(at("one.yaml"))).toBe(false);
  });

  it("keeps a draft with mistakes, and tells them", () => {
    const saved = save("one", "name: one\nsteps:\n  - { id: a, rum: x }\n", revision("one"));
    expect(saved).toMatchObject({ definition: null, errors: expect.any(Number) });
    expect(saved.diagnostics).toContainEqual(expect.objectContaining({ line: 3, column: 14 }));
  });

  it("leaves what ships with Drover as it is: the project gets a file of its own", () => {
    const shipped = viewWorkflow(files(), "task");
    const before = readFileSync(shipped.file, "utf8");
    const saved = save("task", `# ours\n${shipped.text}`, null);
    expect(saved).toMatchObject({ file: ".drover/workflows/task.yaml", isShipped: false });
    expect(readFileSync(shipped.file, "utf8")).toBe(before);
  });

  it.each(["../escaped", "a/b", "/tmp/x.yaml", ".drover/workflows/../../x.yaml", ".", "a\nb", "src/x.yaml"])(
    "takes no name that is none: %j",
    (name) => {
      expect(() => save(name, TEXT, null)).toThrow(expect.objectContaining({ code: "workspace.outside" }));
    },
  );

  it("asks for the path where several files have the name", () => {
    writeFileSync(at("inner/one.yaml"), TEXT);
    expect(() => save("one", TEXT, null)).toThrow(expect.objectContaining({ code: "workflow.ambiguous" }));
  });

  it("follows no link out of the folder, be it of the file or of the folder", () => {
    const outside = temporaryFolder();
    writeFileSync(path.join(outside, "x.yaml"), TEXT);
    symlinkSync(path.join(outside, "x.yaml"), at("linked.yaml"));
    symlinkSync(path.join(outside, "not-there.yaml"), at("dangling.yaml"));
    const refused = expect.objectContaining({ code: "workspace.outside" });
    expect(() => save("linked", "name: x\n", revision("one"))).toThrow(refused);
    expect(() => save("dangling", "name: x\n", null)).toThrow(refused);
    expect(readFileSync(path.join(outside, "x.yaml"), "utf8")).toBe(TEXT);
    expect(existsSync(path.join(outside, "not-there.yaml"))).toBe(false);
    rmSync(at(), { recursive: true });
    symlinkSync(outside, at());
    expect(() => save("new", TEXT, null)).toThrow(refused);
    expect(existsSync(path.join(outside, "new.yaml"))).toBe(false);
  });
});
