import { readdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Definition, StateNode } from "../../src/definition/definition.ts";
import { formatDiagnostic, hashDefinition, loadWorkflow } from "../../src/definition/index.ts";
import { arrowsOf } from "./arrows.ts";
import { loadOptions, readWorkflow } from "./load-options.ts";

const folder = path.join(import.meta.dirname, "workflows");
const options = loadOptions(folder);

function load(text: string, file = "test.yaml") {
  const result = loadWorkflow({ file, text }, options);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => formatDiagnostic(one, { color: false })).join("\n"));
  return result;
}

const codesOf = (text: string): string[] => {
  const result = loadWorkflow({ file: "test.yaml", text }, options);
  return result.ok ? [] : result.diagnostics.map((one) => `${one.code} ${one.line}:${one.column}`);
};

function walk(node: StateNode): StateNode[] {
  return [node, ...node.states.flatMap(walk)];
}

const statesOf = (definition: Definition): StateNode[] => [
  ...walk(definition.main),
  ...(definition.finally === null ? [] : walk(definition.finally)),
];

describe("a good workflow", () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith(".yaml")))("%s loads without a word", (file) => {
    const { text } = readWorkflow(path.join(folder, file));
    expect(load(text, file).warnings).toEqual([]);
  });

  it.each(["steps.yaml", "statechart.yaml", "task.yaml"])(
    "%s becomes the statechart that a reader expects",
    async (file) => {
      const { definition } = load(readFileSync(path.join(folder, file), "utf8"), file);
      const lines = arrowsOf(definition);
      await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(path.join(folder, `${file}.arrows.txt`));
      const { main: _, finally: __, ...rest } = definition;
      await expect(
        `${JSON.stringify({ ...rest, workflows: Object.keys(rest.workflows) }, null, 2)}\n`,
      ).toMatchFileSnapshot(path.join(folder, `${file}.rest.json`));
    },
  );

  it("leads every arrow to a state that exists, under paths that are unique", () => {
    for (const file of ["steps.yaml", "statechart.yaml", "task.yaml", "attempt.yaml"]) {
      const { definition } = load(readFileSync(path.join(folder, file), "utf8"), file);
      const states = statesOf(definition);
      const paths = new Set(states.map((state) => state.path));
      expect(paths.size).toBe(states.length);
      const targets = states.flatMap((state) => [
        ...[state.on, state.action?.onOutcome ?? {}].flatMap((one) => Object.values(one).flat()),
        ...state.always,
        ...state.onDone,
        ...state.after.flatMap((one) => one.transitions),
        ...(state.action?.onSuccess ?? []),
        ...(state.action?.onFailure ?? []),
      ]);
      expect(targets.flatMap((one) => (one.target === null || paths.has(one.target) ? [] : [one.target]))).toEqual([]);
      const initials = states
        .filter((state) => state.type === "compound")
        .map((state) => `${state.path}.${state.initial ?? ""}`);
      expect(initials.filter((one) => !paths.has(one))).toEqual([]);
    }
  });

  it("brings its children along, each under the hash that the definition names", () => {
    const { definition, hash, bundle } = load(readWorkflow(path.join(folder, "task.yaml")).text);
    expect([...bundle.keys()].toSorted()).toEqual([hash, ...Object.values(definition.workflows)].toSorted());
    for (const [key, one] of bundle) expect(hashDefinition(one)).toBe(key);
  });

  it("is frozen to the ground, and made of plain JSON", () => {
    const { definition } = load(readWorkflow(path.join(folder, "steps.yaml")).text);
    const open: object[] = [definition];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      expect(Object.isFrozen(value)).toBe(true);
      open.push(...Object.values(value).filter((inner) => typeof inner === "object" && inner !== null));
    }
    expect(JSON.parse(JSON.stringify(definition))).toStrictEqual(definition);
  });

  it("keeps its hash when keys change places, comments come and quotes go, but not when a value changes", () => {
    const text = "name: a\nsteps:\n  - { id: x, run: 'make' }\n";
    const hash = load(text).hash;
    expect(load("name: a\nsteps:\n  - { id: x, run: 'make' } # why\n").hash).toBe(hash);
    expect(load(text.replace("make", "maka")).hash).not.toBe(hash);
  });
});

describe("a file that is odd but right", () => {
  it.each([
    ["a byte order mark", "\uFEFFname: a\nsteps: [{ id: x, run: make }]\n"],
    ["Windows line ends", "name: a\r\nsteps:\r\n  - id: x\r\n    run: |\r\n      make\r\n      test\r\n"],
    [
      "an event called on",
      "name: a\ninitial: x\nstates:\n  x: { on: { on: y, true: y, yes: y } }\n  y: { type: final }\n",
    ],
    [
      "a name that reads as a prototype",
      "name: a\ninputs: { constructor: { type: string } }\nsteps: [{ id: toString, run: make }]\n",
    ],
    ["a document marker", "---\nname: a\nsteps: [{ id: x, run: make }]\n...\n"],
    ["merge keys", "name: a\nsteps:\n  - &x { id: x, run: make, timeout: 1m }\n  - { <<: *x, id: y }\n"],
    [
      "a step that waits in a loop for what comes later",
      "name: a\nsteps:\n  - { id: x, run: 'echo \"${{ steps.y.status }}\"' }\n  - { id: y, run: make, on-failure: { goto: x, max: 2 } }\n",
    ],
  ])("with %s loads", (_, text) => {
    expect(codesOf(text)).toEqual([]);
  });

  it("keeps a script's text as it stands", () => {
    const { definition } = load("name: a\r\nsteps:\r\n  - id: x\r\n    run: |\r\n      make\r\n        test\r\n");
    expect(definition.main.states[0]?.action?.params["script"]?.value).toBe("make\n  test\n");
  });
});

describe("limits", () => {
  it("refuses more than a megabyte", () => {
    expect(codesOf(`name: a\n# ${"x".repeat(1_000_000)}\n`)).toEqual(["D003 1:1"]);
  });

  it.each([
    ["brackets", "[".repeat(100_000)],
    ["braces", "{a: ".repeat(100_000)],
    ["dashes", `\n  ${"- ".repeat(100_000)}`],
  ])("refuses %s without end", (_, text) => {
    expect(codesOf(`name: a\nenv: ${text}`).map((code) => code.slice(0, 4))).toEqual(["D004"]);
  });

  it("takes a hundred steps that read each other (the time is printed, not judged)", () => {
    const steps = Array.from({ length: 100 }, (_, i) =>
      [
        `  - id: s${i}`,
        `    run: echo "\${{ inputs.x }}" ${i === 0 ? "" : `"\${{ steps.s${i - 1}.status }}"`}`,
        `    when: inputs.n > ${i}`,
      ].join("\n"),
    );
    const text = `name: hundred\ninputs: { x: { type: string }, n: { type: integer } }\nsteps:\n${steps.join("\n")}\n`;
    const start = performance.now();
    expect(codesOf(text)).toEqual([]);
    console.log(`100 steps: ${(performance.now() - start).toFixed(0)} ms`);
  });
});

describe("what is generated", () => {
  it("is up to date with schemas/", () => {
    const root = path.resolve(import.meta.dirname, "../..");
    const printed = execFileSync(process.execPath, ["scripts/generate.mjs", "--print"], {
      cwd: root,
      encoding: "utf8",
    });
    for (const [name, text] of Object.entries(JSON.parse(printed) as Record<string, string>))
      expect(readFileSync(path.join(root, name), "utf8"), `run npm run generate: ${name}`).toBe(text);
  });
});
