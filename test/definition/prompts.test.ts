import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostic, loadWorkflow } from "../../src/definition/index.ts";
import { drover, project } from "../cli/drover.ts";
import { loadOptions } from "./load-options.ts";

const FIX =
  "---\ndescription: Mends a thing.\narguments: [issue, tries]\n---\n\n# Mend it\n\n${{ arguments.issue }}\nTries: ${{arguments.tries}}\n";

function loadWith(files: Readonly<Record<string, string>>, prompt: string, more = "") {
  const text = `name: w\ninputs: { issue: { type: string } }\nsteps:\n  - id: a\n    agent: claude\n    prompt: ${prompt}\n${more}`;
  const readText = (name: string) => (files[name] === undefined ? null : { file: name, text: files[name] });
  return loadWorkflow({ file: "w.yaml", text }, { ...loadOptions(), readText });
}

function mistakes(files: Readonly<Record<string, string>>, prompt: string): string[] {
  const result = loadWith(files, prompt);
  if (result.ok) return [];
  return result.diagnostics.map(({ file, line, column, code, message, expected, suggestion }) =>
    [`${file}:${line}:${column} ${code} ${message}`, expected ?? "", suggestion ?? ""].join(" | "),
  );
}

const WITH = "{ issue: '${{ inputs.issue }}', tries: 3 }";

describe("a prompt in a Markdown file", () => {
  it("becomes part of the definition, with what `with` gives in the places of its arguments", () => {
    const loaded = loadWith({ "p/fix.md": FIX }, `{ file: p/fix.md, with: ${WITH} }`);
    if (!loaded.ok)
      throw new Error(loaded.diagnostics.map((one) => formatDiagnostic(one, { color: false })).join("\n"));
    expect(JSON.stringify(loaded.definition)).toContain(JSON.stringify("# Mend it\n\n${{ inputs.issue }}\nTries: 3"));
    const other = loadWith({ "p/fix.md": FIX.replace("Mend it", "Repair it") }, `{ file: p/fix.md, with: ${WITH} }`);
    expect(other.ok && other.hash).not.toBe(loaded.hash);
    const same = loadWith(
      { "p/fix.md": FIX.replaceAll("\n", "\r\n").replace("\r\n\r\n#", "\r\n#") },
      `{ file: p/fix.md, with: ${WITH} }`,
    );
    expect(same.ok).toBe(true);
  });

  it("needs no front matter where it takes no arguments", () => {
    const loaded = loadWith({ "a.md": "Tidy up.\n\n---\n\nAnd this.\n" }, "{ file: a.md }");
    expect(loaded.ok && JSON.stringify(loaded.definition)).toContain(JSON.stringify("Tidy up.\n\n---\n\nAnd this."));
  });

  it.each<[string, string, string]>([
    ["a file that is not there", "{ file: b.md }", 'w.yaml:6:21 D213 Cannot read the prompt file "b.md".'],
    ["no file at all", "{ with: { a: 1 } }", "w.yaml:6:13 D102 The prompt does not say which file."],
    [
      "an argument too few",
      "{ file: a.md, with: { issue: x } }",
      'w.yaml:6:21 D211 The prompt file "a.md" needs the argument "tries".',
    ],
    [
      "a misspelt argument, told once",
      "{ file: a.md, with: { isue: x, tries: 1 } }",
      'w.yaml:6:41 D211 The prompt file "a.md" has no argument "isue". | issue, tries | issue',
    ],
    [
      "a mistake in an argument's expression",
      "{ file: a.md, with: { issue: '${{ inputs.isue }}', tries: 1 } }",
      "w.yaml:6:54 D301",
    ],
    ["an argument that is a list", "{ file: a.md, with: { issue: [x], tries: 1 } }", "w.yaml:6:42 D103"],
    ["another key", "{ fiel: a.md }", "w.yaml:6:15 D101"],
    ["neither a text nor a map", "[a]", "w.yaml:6:13 D103"],
  ])("is refused with its place: %s", (_, prompt, message) => {
    const found = mistakes({ "a.md": FIX }, prompt);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it.each<[string, string, string]>([
    [
      "an argument that it does not name",
      "---\narguments: [issue]\n---\nDo\n  ${{ arguments.isue }}",
      'a.md:5:3 D213 The front matter names no argument "isue". | arguments.issue | arguments.issue',
    ],
    ["another expression", "Do ${{ inputs.issue }}", "a.md:1:4 D213 A prompt file knows nothing but its arguments."],
    [
      "a place without an end",
      "---\narguments: [issue]\n---\nDo ${{ arguments.issue",
      "a.md:4:4 D213 A prompt file knows nothing",
    ],
    ["an unknown key", "---\narguments: []\nargs: [a]\n---\nDo", 'a.md:3:7 D213 Unknown key "args" in front matter.'],
    [
      "arguments that are no list",
      "---\narguments: issue\n---\nDo",
      "a.md:2:12 D213 The arguments of a prompt file are a list of names.",
    ],
    ["front matter that is no YAML", "---\n  a: [\n---\nDo", "a.md:2:"],
    ["nothing", "---\narguments: []\n---\n", "a.md:1:1 D213 The prompt file says nothing."],
  ])("is refused with its place in the file: %s", (_, text, message) => {
    expect(mistakes({ "a.md": text }, "{ file: a.md }").join("\n")).toContain(message);
  });

  it("is found from the workflow's folder, and given to the agent whole", async () => {
    const folder = project({
      w: "workspace: none\ninputs: { issue: { type: string } }\nsteps:\n  - id: a\n    agent: echo\n    prompt:\n      file: ../prompts/fix.md\n      with: { issue: '${{ inputs.issue }}', tries: 2 }\noutputs: { said: '${{ steps.a.output.text }}' }\n",
    });
    mkdirSync(path.join(folder, ".drover/prompts"));
    writeFileSync(path.join(folder, ".drover/prompts/fix.md"), FIX);
    const { stdout, code } = await drover(folder, ["run", "w", "-i", "issue=It leaks.", "--json"]);
    expect(code).toBe(0);
    expect(stdout).toContain(JSON.stringify("# Mend it\n\nIt leaks.\nTries: 2"));
    const broken = await drover(folder, ["validate", "w"]);
    expect(broken.code).toBe(0);
    writeFileSync(path.join(folder, ".drover/prompts/fix.md"), "${{ arguments.x }}");
    expect((await drover(folder, ["validate", "w"])).stdout).toMatch(/\.drover\/prompts\/fix\.md:1:1 error D213/);
  });
});
