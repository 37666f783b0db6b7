import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { newFolder } from "./support.ts";

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

describe("an approver", () => {
  const files = (approver: string, guard = "command: [guard]") => ({
    "a.yaml": `command: [a, --acp]\nexecutor: acp\npermissions:\n  otherwise: ask\n  approver: ${approver}\n`,
    "guard.yaml": guard,
  });
  const problem = (approver: string, guard?: string): string => {
    const folder = folderWith(files(approver, guard));
    try {
      loadProfiles([folder], parseYaml);
      return "";
    } catch (error) {
      return String(error).replaceAll(`${folder}/`, "");
    }
  };

  it("is another profile, with what is kept for a person and how long it is waited for", () => {
    const profiles = loadProfiles([folderWith(files("{ agent: guard, person: [fetch], timeout: 2m }"))], parseYaml);
    expect(profiles.get("a").permissions.approver).toEqual({
      agent: "guard",
      instructions: null,
      person: ["fetch"],
      timeoutMs: 120_000,
    });
  });

  it.each([
    ["{ agent: gaurd }", "a.yaml:5:22: `gaurd` is no profile. Did you mean `guard`?"],
    ["{ agent: a }", "a.yaml:5:22: `a` cannot be an approver: by its own `permissions` it asks a person itself."],
    ["{ person: [fetch] }", "a.yaml:5:13: An approver needs `agent`"],
    ["{ agent: guard, persons: [] }", "a.yaml:5:38: Unknown key `persons`. Did you mean `person`?"],
    ["{ agent: guard, person: [pushes] }", "a.yaml:5:38: `pushes` begins with no kind of tool"],
    ["{ agent: guard, timeout: soon }", "a.yaml:5:38: `timeout` has to be"],
  ])("has its mistakes told with their places: %s", (approver, message) => {
    expect(problem(approver)).toContain(message);
  });

  it("that asks somebody itself is refused, also as a variant's", () => {
    const asks = "executor: acp\ncommand: [guard]\npermissions: { ask: [fetch] }\n";
    expect(problem("{ agent: guard }", asks)).toContain("a.yaml:5:22: `guard` cannot be an approver");
    const variant =
      "command: [guard]\nexecutor: acp\nvariants: { strict: { permissions: { approver: { agent: none } } } }\n";
    expect(problem("{ agent: guard }", variant)).toContain("guard.yaml:3:57: `none` is no profile.");
  });

  it("of the nearer profile counts, and what a base keeps for a person stays so", () => {
    const folder = folderWith({
      ...files("{ agent: guard, person: [fetch], instructions: Be strict. }"),
      "other.yaml": "command: [other]",
      "b.yaml": "extends: a\npermissions: { approver: { agent: other, person: [edit] } }\n",
    });
    expect(loadProfiles([folder], parseYaml).get("b").permissions.approver).toMatchObject({
      agent: "other",
      person: ["edit", "fetch"],
      instructions: "Be strict.",
    });
  });
});
