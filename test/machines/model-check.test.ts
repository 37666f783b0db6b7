import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCatalog } from "../../src/project/catalog.ts";
import { projectAt } from "../../src/project/project.ts";
import { defineAll } from "./harness.ts";
import { checkModel, type Model } from "./model-check.ts";
import { inputSamples } from "./model-samples.ts";

const root = path.resolve(import.meta.dirname, "../..");
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `${folder}/${file}`)
    .toSorted();

const shipped = yamlIn("workflows");
const examples = yamlIn("examples");

const catalog = openCatalog(projectAt(path.join(os.tmpdir(), "no-such-project")));
const counted: [string, Model][] = [];

function checkFile(file: string): Model {
  const { definition, bundle } = catalog.load(`./${file}`, root);
  const model = checkModel(definition, inputSamples(definition), bundle);
  counted.push([file, model]);
  return model;
}

afterAll(() => {
  const lines = counted.map(
    ([file, { states, transitions, ends }]) =>
      `  ${file}: ${states} states, ${transitions} transitions, ${ends.join(" ")}`,
  );
  console.log(`Model-checked:\n${lines.join("\n")}`);
});

describe("from every state that it can get into, an end can be reached, of", () => {
  it.each(shipped)("the workflow %s, and none of its expressions fails", (file) => {
    const { stuck, faults, ends } = checkFile(file);
    expect(stuck).toEqual([]);
    expect(faults).toEqual([]);
    expect(ends).toEqual(["canceled", "failed", "succeeded"]);
  });

  it.each(examples)("the example %s", (file) => {
    const { stuck, ends } = checkFile(file);
    expect(stuck).toEqual([]);
    expect(ends).toContain("succeeded");
    expect(ends).toContain("canceled");
  });
});

describe("the model check", () => {
  const check = (text: string): Model => {
    const { definition, bundle } = defineAll(text);
    return checkModel(definition, inputSamples(definition), bundle);
  };

  it("finds a state that only a condition which never holds leads out of", () => {
    const { stuck } = check(`
name: trap
workspace: none
context: { rounds: 0 }
initial: a
states:
  a: { on: { go: b, end: done } }
  b: { on: { out: { target: done, when: context.rounds > 3 } } }
  done: { type: final }
`);
    expect(stuck.length).toBeGreaterThan(0);
    expect(stuck[0]).toContain('{"main":"b"} by: open succeeded, signal go');
  });

  it("counts on neither a cancel nor the limit of the whole run as a way out", () => {
    const text = "name: ask\nworkspace: none\nlimits: { wall: 1h }\nsteps: [{ id: ask, approve: Sure? }]\n";
    expect(check(text).stuck).toEqual([]);
    const states =
      "initial: a\ncontext: { n: 0 }\nstates: { a: { on: { go: { target: b, when: context.n > 0 } } }, b: { type: final } }";
    expect(check(`name: never\nworkspace: none\nlimits: { wall: 1h }\n${states}\n`).stuck.length).toBeGreaterThan(0);
  });

  it("finds an expression that fails only on a way that is seldom taken", () => {
    const { faults } = check(`
name: seldom
workspace: none
steps:
  - { id: make, run: make, on-failure: { steps: [{ id: tell, run: "echo \${{ steps.make.output.reason }}" }] } }
`);
    expect(faults).toEqual([expect.stringContaining("reason")]);
  });

  it("follows a counter up to where the definition asks for it", () => {
    const { stuck, ends } = check(`
name: counter
workspace: none
context: { rounds: 0 }
initial: a
states:
  a: { entry: { set: { rounds: "\${{ context.rounds + 1 }}" } }, on: { again: [{ target: a, when: context.rounds < 4 }, done] } }
  done: { type: final }
`);
    expect(stuck).toEqual([]);
    expect(ends).toContain("succeeded");
  });
});
