import { PLAIN } from "../actions/support.ts";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DroverError } from "../../src/core/errors.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { newFolder } from "./support.ts";

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

const mistakesOf = (text: string): string => {
  const folder = folderWith({ "a.yaml": text });
  try {
    loadProfiles([folder], parseYaml);
  } catch (error) {
    if (error instanceof DroverError && error.code === "agent.invalid")
      return error.message.replaceAll(`${folder}/`, "");
    throw error;
  }
  return "";
};

describe("loadProfiles", () => {
  it("reads a profile and fills in what was left out", () => {
    const text =
      "command: [claude, -p]\nformat: jsonl\nfields: { text: result, session: session_id }\nresume: [--resume, '{{session}}']\nenv: { A: b }\n";
    const profiles = loadProfiles([folderWith({ "claude.yaml": text })], parseYaml);
    expect(profiles.get("claude")).toEqual({
      name: "claude",
      executor: "command",
      description: null,
      command: ["claude", "-p"],
      format: "jsonl",
      fields: { text: "result", session: "session_id", usage: null, error: null },
      ...PLAIN,
      resume: ["--resume", "{{session}}"],
      env: { A: "b" },
      inherit: [],
      recording: null,
      pace: 1,
    });
  });

  it("finds a recording from the profile's own folder", () => {
    const folder = folderWith({ "replay.yml": "executor: replay\nrecording: ../recordings/x\npace: 0\n" });
    expect(loadProfiles([folder], parseYaml).get("replay")).toMatchObject({
      recording: path.resolve(folder, "../recordings/x"),
      pace: 0,
    });
  });

  it("lets a later folder replace a profile of the same name", () => {
    const [shipped, own] = [
      folderWith({ "a.yaml": "command: [one]", "b.yaml": "command: [b]" }),
      folderWith({ "a.yaml": "command: [two]" }),
    ];
    const profiles = loadProfiles([shipped, own, "/nowhere"], parseYaml);
    expect(profiles.list().map(({ name, command }) => [name, command.join(" ")])).toEqual([
      ["a", "two"],
      ["b", "b"],
    ]);
  });

  it.each([
    ["commnd: [claude]", "a.yaml:1:9: Unknown key `commnd`. Did you mean `command`?"],
    ["command: [claude]\nfields: { txt: result }", "a.yaml:2:16: Unknown key `txt`. Did you mean `text`?"],
    ["command: claude -p", "a.yaml:1:10: `command` has to be a list"],
    ["description: x", "needs `command`"],
    ["command: [claude]\nexecutor: comand", "Did you mean `command`?"],
    ["command: [claude, '{{prompt}}']", "The prompt goes to standard input"],
    ["command: [claude]\nresume: [--continue]", "`resume` needs `{{session}}`"],
    ["command: [claude]\nformat: jsonl", "`fields.text` has to say"],
    ["command: [claude]\nenv: { PORT: 80 }", "`env.PORT` has to be a text; put it in quotes."],
    ["command: [claude]\npace: 2", "`pace` means nothing to a `command` agent"],
    ["executor: replay", "needs `recording`"],
    ["executor: replay\nrecording: x\npace: -1", "`pace` has to be a number"],
    ["- a", "An agent profile is a map"],
    ["command: [claude", "a.yaml:1:"],
  ])("refuses %j with its place", (text, message) => {
    expect(mistakesOf(text)).toContain(message);
    expect(mistakesOf(text)).toMatch(/a\.yaml:\d+:\d+: /);
  });

  it("tells every mistake of every file at once", () => {
    const folder = folderWith({ "a.yaml": "pase: 1\nresum: []\ncommand: [x]", "b.yaml": "executor: replay" });
    expect(() => loadProfiles([folder], parseYaml)).toThrow(/a\.yaml:1:7.*\n.*a\.yaml:2:8.*\n.*b\.yaml:1/);
  });

  it("names the nearest agent and all known ones", () => {
    const profiles = loadProfiles(
      [folderWith({ "claude.yaml": "command: [claude]", "codex.yaml": "command: [codex]" })],
      parseYaml,
    );
    expect(() => profiles.get("cluade")).toThrow(/Did you mean "claude"\? Known: claude, codex\./);
    expect(() => profiles.get("x")).toThrow(expect.objectContaining({ code: "agent.unknown" }));
  });

  it("reads what an agent that is talked with may do, and refuses rules that mean nothing", () => {
    const folder = folderWith({
      "a.yaml": "executor: acp\ncommand: [gemini, --acp]\npermissions: { allow: [read, 'execute npm *'] }\n",
    });
    expect(loadProfiles([folder], parseYaml).get("a")).toMatchObject({
      executor: "acp",
      permissions: { allow: ["read", "execute npm *"], deny: [] },
    });
    expect(mistakesOf("executor: acp\ncommand: [x]\npermissions: { allow: [shell] }\n")).toContain(
      "a.yaml:3:24: `shell` begins with no kind of tool",
    );
    expect(mistakesOf("executor: acp\ncommand: [x]\npermissions: { alow: [read] }\n")).toContain(
      "Did you mean `allow`?",
    );
    expect(mistakesOf("command: [x]\npermissions: { allow: [read] }\n")).toContain(
      "means nothing to a `command` agent",
    );
    expect(mistakesOf("executor: codex\ncommand: [codex, app-server]\nmode: workspace\n")).toContain(
      "a.yaml:3:7: `mode` of a `codex` agent is its sandbox, one of read-only, workspace-write, danger-full-access",
    );
  });
});
