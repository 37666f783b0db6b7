import { describe, expect, it } from "vitest";
import { aboutAt, optionsAt, type Options } from "../../../inspector/src/author/text/options.ts";
import { outlineOf, placeAt } from "../../../inspector/src/author/text/outline.ts";

const KNOWN = { agents: ["claude", "codex"], workflows: ["task"], actions: ["git.commit", "git.merge"] };

/** `¦` is the cursor. */
function at(marked: string): Options & { readonly labels: readonly string[]; readonly word: string } {
  const cursor = marked.indexOf("¦");
  const text = marked.replace("¦", "");
  const found = optionsAt(text, cursor, KNOWN);
  return { ...found, labels: found.options.map(({ label }) => label), word: text.slice(found.from, cursor) };
}

const place = (marked: string): string => {
  const { kind, path } = placeAt(marked.replace("¦", ""), marked.indexOf("¦"));
  return `${kind} ${path.join("/")}`;
};

const STEPS = `name: x
inputs:
  title: { type: string }
steps:
  - id: plan
    agent: claude
    prompt: Plan it
    output: { type: object, properties: { files: { type: array } } }
  - { id: check, run: npm test, on-failure: { goto: plan, max: 3 } }
`;
const STATES = `name: x
initial: idle
context: { count: 0 }
states:
  idle:
    on: { begin: work }
  work:
    run: make
    on:
      success: done
  done: { type: final }
`;

describe("where a cursor stands in a text that is being written", () => {
  it.each([
    ["na¦", "key "],
    ["steps:\n  ¦", "key steps"],
    ["steps:\n  - ¦", "key steps/0"],
    ["steps:\n- id: a\n- ¦", "key steps/1"],
    ["steps:\n  - id: a\n    ¦", "key steps/0"],
    ["steps:\n  - id: a\n    r¦: x\n    when: y", "key steps/0"],
    ["steps:\n  - id: a\n    on-failure:\n      goto: ¦", "value steps/0/on-failure/goto"],
    ["steps:\n  - { id: a, on-failure: { go¦ } }", "key steps/0/on-failure"],
    ["steps:\n  - { id: a, on-failure: { goto: ¦", "value steps/0/on-failure/goto"],
    ["steps: [\n  { id: a,\n  ¦", "key steps/0"],
    ["steps:\n- id: a\n  retry: { on: [quota, tran¦] }\n", "value steps/0/retry/on/1"],
    ["steps:\n  - { id: a, approve: 'Go, {on}: yes?', ¦ }\n", "key steps/0"],
    ["steps:\n  - { id: a, run: \"x ${{ {'a': 1}.a }}\", ¦ }\n", "key steps/0"],
    ["steps:\n  - id: a\n    run: |\n      if: x\n      ¦\n    when: y", "text steps/0/run"],
    ["steps:\n  - id: a\n    run: |\n      echo\n    ¦", "key steps/0"],
    ["# a: {\nsteps:\n  # - [\n  - ¦", "key steps/0"],
    ["a: 1\n¦b: 2", "key "],
  ])("%j is %s", (text, expected) => {
    expect(place(text)).toBe(expected);
  });

  it("finds every key of the file, whatever its style", () => {
    const paths = outlineOf(STEPS).map(({ path }) => path.join("/"));
    expect(paths).toContain("steps/0/output/properties/files/type");
    expect(paths).toContain("steps/1/on-failure/goto");
    expect(outlineOf(STEPS).find(({ path }) => path.join("/") === "steps/1/run")?.value).toBe("npm test");
  });
});

describe("what can be written there", () => {
  it("offers the keys of the schema that are not there yet, and says what they are for", () => {
    const { labels, options } = at("steps:\n  - id: a\n    ¦");
    expect(labels).toContain("on-failure");
    expect(labels).not.toContain("id");
    expect(options.find(({ label }) => label === "run")).toMatchObject({
      apply: "run: ",
      detail: "a text",
      info: expect.stringContaining("shell"),
    });
    expect(at("¦").labels).toEqual(expect.arrayContaining(["name", "steps", "states", "triggers"]));
    expect(at("triggers:\n  - ¦").labels).toEqual(expect.arrayContaining(["schedule", "inbox"]));
  });

  it("writes no second colon, and the dash of a list that has none", () => {
    expect(at("steps:\n  - id: a\n    ru¦: x").options.find(({ label }) => label === "run")?.apply).toBe("run");
    expect(at("steps:\n  ¦").labels).toContain("- id");
  });

  it("offers values, and the names of the file and the project where names are meant", () => {
    expect(at(`${STEPS}  - { id: z, retry: { on: [¦] } }`).labels).toContain("rate-limit");
    expect(at(`${STEPS}  - { id: z, parallel: [], fail-fast: ¦ }`).labels).toEqual(["true", "false"]);
    expect(at(`${STEPS}  - id: z\n    on-failure: { goto: pl¦ }`)).toMatchObject({
      word: "pl",
      labels: expect.arrayContaining(["plan", "check"]),
    });
    expect(at(`${STEPS}  - id: z\n    agent: ¦`).labels).toEqual(["claude", "codex"]);
    expect(at(`${STEPS}  - id: z\n    uses: git.¦`)).toMatchObject({
      word: "git.",
      labels: ["git.commit", "git.merge"],
    });
    expect(at(STATES.replace("begin: work", "begin: ¦")).labels).toEqual(["idle", "work", "done"]);
    expect(at(STATES.replace("success: done", "success: ¦")).labels).toContain("done");
    expect(at(STATES.replace("initial: idle", "initial: ¦")).labels).toContain("idle");
  });

  it("knows what expressions can read", () => {
    const within = (written: string) => at(`${STEPS}  - id: z\n    run: echo \${{ ${written}¦ }}`);
    expect(within("").labels).toEqual(expect.arrayContaining(["inputs", "steps", "workspace", "default"]));
    expect(within("inputs.").labels).toEqual(["title"]);
    expect(within("size(steps.ch")).toMatchObject({ labels: ["plan", "check", "z"], word: "ch" });
    expect(within("steps.plan.").labels).toEqual(expect.arrayContaining(["output", "status", "visits"]));
    expect(within("steps.plan.output.").labels).toEqual(expect.arrayContaining(["files", "text", "session"]));
    expect(within("steps.check.output.").labels).toEqual(["exitCode", "tail"]);
    expect(within("steps.nobody.output.").labels).toEqual([]);
    expect(at(STATES.replace("success: done", "success: { target: done, when: context.¦ }")).labels).toEqual(["count"]);
    expect(at(`${STEPS}  - id: z\n    when: inputs.¦`).labels).toEqual(["title"]);
    expect(at(`${STEPS}  - id: z\n    run: |\n      echo \${{ inputs.ti¦`).labels).toEqual(["title"]);
    expect(at(`${STEPS}  - id: z\n    run: |\n      echo inputs.¦`).labels).toEqual([]);
  });
});

describe("what a key is for", () => {
  it("comes from the schema, where the key stands", () => {
    const text = STEPS.replace("    prompt", "    when: inputs.title != ''\n    prompt");
    expect(aboutAt(text, text.indexOf("when:") + 1)).toMatchObject({
      title: "when",
      description: expect.stringContaining("skipped"),
    });
    expect(aboutAt(text, text.indexOf("max:"))).toMatchObject({ title: "max", expected: "a whole number" });
    expect(aboutAt(text, text.indexOf("Plan it"))).toBeNull();
  });
});
