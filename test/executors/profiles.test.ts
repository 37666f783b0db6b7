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

  it("reads how long an agent may take to open its session", () => {
    const folder = folderWith({
      "slow.yaml": "executor: acp\ncommand: [x]\nopening: 10m\nvariants: { slower: { opening: 1h } }\n",
    });
    const profiles = loadProfiles([folder], parseYaml);
    expect(profiles.get("slow")).toMatchObject({ openingMs: 600_000 });
    expect(profiles.get("slow:slower")).toMatchObject({ openingMs: 3_600_000 });
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

/** Profiles of folders one behind the other: what ships, then the project's own. */
function foldersOf(...folders: readonly Readonly<Record<string, string>>[]) {
  const paths = folders.map(folderWith);
  return { paths, profiles: () => loadProfiles(paths, parseYaml) };
}

describe("a profile that extends another one", () => {
  const BASE = `executor: acp
command: [gemini, --acp]
model: small
append: Be brief.
tags: [shipped]
env: { A: base, B: base }
limits: { turns: 5, tokens: 100, output: 1k }
mcp: { docs: { command: [docs] }, web: { command: [web] } }
permissions: { allow: [read], deny: [fetch], otherwise: ask }
inherit: [KEY]
`;

  it("has its keys: maps key by key, permissions one behind the other with its own first, everything else replaced", () => {
    const own = `extends: base
args: [--debug]
model: large
env: { B: own, C: own }
limits: { turns: 9 }
mcp: { web: { command: [other] } }
permissions: { allow: [edit], deny: [execute] }
`;
    const { paths, profiles } = foldersOf({ "base.yaml": BASE, "own.yaml": own });
    const profile = profiles().get("own");
    expect(profile).toMatchObject({
      executor: "acp",
      command: ["gemini", "--acp", "--debug"],
      model: "large",
      append: "Be brief.",
      tags: ["shipped"],
      env: { A: "base", B: "own", C: "own" },
      limits: { turns: 9, tokens: 100, outputBytes: 1024 },
      permissions: { allow: ["edit", "read"], deny: ["execute", "fetch"], otherwise: "ask" },
      inherit: ["KEY"],
    });
    expect(profile.mcp.map(({ name, command }) => [name, command.join(" ")])).toEqual([
      ["docs", "docs"],
      ["web", "other"],
    ]);
    expect(profiles().files("own")).toEqual([path.join(paths[0]!, "own.yaml"), path.join(paths[0]!, "base.yaml")]);
  });

  it("means the shipped one when it has the same name, and others that extend that name mean the nearer one", () => {
    const { paths, profiles } = foldersOf(
      { "claude.yaml": "command: [claude, -p]\n", "other.yaml": "extends: claude\n" },
      { "claude.yaml": "extends: claude\nargs: [--fast]\n" },
    );
    expect(profiles().get("claude").command).toEqual(["claude", "-p", "--fast"]);
    expect(profiles().files("claude")).toEqual(paths.toReversed().map((folder) => path.join(folder, "claude.yaml")));
    expect(profiles().get("other").command).toEqual(["claude", "-p", "--fast"]);
  });

  it("may stand behind another extension, and finds a recording from the folder of the file that names it", () => {
    const { paths, profiles } = foldersOf(
      { "one.yaml": "executor: replay\nrecording: tapes/x\n", "two.yaml": "extends: one\npace: 2\n" },
      { "three.yaml": "extends: two\ndescription: third\n" },
    );
    expect(profiles().get("three")).toMatchObject({
      recording: path.join(paths[0]!, "tapes/x"),
      pace: 2,
      description: "third",
    });
  });

  it("leaves behind what another executor does not know", () => {
    const { profiles } = foldersOf({ "base.yaml": BASE, "own.yaml": "extends: base\nexecutor: command\n" });
    expect(profiles().get("own")).toMatchObject({ executor: "command", model: null, mcp: [], env: { A: "base" } });
  });

  it.each([
    ["extends: bsae", "own.yaml:1:10: No profile is named `bsae`. Did you mean `base`?"],
    ["model: x\nextends: nothing-like-it", "own.yaml:2:10: No profile is named `nothing-like-it`. Known: base."],
    ["extends: own", "own.yaml:1:10: `own` extends itself: no profile of that name ships with Drover."],
    ["extends: [base]", "own.yaml:1:10: `extends` has to be a text."],
    ["extends: base:fast", "own.yaml:1:10: A variant cannot be extended. Extend `base`"],
    ["extends: base\nresume: [x]", "own.yaml:2:9: `resume` means nothing to a `acp` agent"],
    ["extends: base\nexecutor: replay", "own.yaml:2:11: A `replay` agent needs `recording`"],
    ["extends: base\nenv: { C: 1 }", "own.yaml:2:11: `env.C` has to be a text"],
  ])("is refused with its place: %j", (own, message) => {
    const { profiles } = foldersOf({ "base.yaml": BASE, "own.yaml": own });
    expect(profiles).toThrow(message);
  });

  it("is refused when it leads back to itself, once for every file of the circle and for no other", () => {
    const { paths, profiles } = foldersOf({
      "a.yaml": "extends: b\n",
      "b.yaml": "extends: c\n",
      "c.yaml": "extends: b\n",
    });
    expect(profiles).toThrow(
      `Cannot use the agent profiles:\n${paths[0]}/b.yaml:1:10: \`extends\` leads back to this file: b → c → b.\n${paths[0]}/c.yaml:1:10: \`extends\` leads back to this file: c → b → c.`,
    );
  });

  it("has no mistake of its own when what it extends has one", () => {
    const { profiles } = foldersOf({ "base.yaml": "command: x\n", "own.yaml": "extends: base\n" });
    expect(profiles).toThrow(/^Cannot use the agent profiles:\n[^\n]*base\.yaml:1:10: [^\n]*$/);
  });
});

describe("a variant of a profile", () => {
  const BASE = `executor: acp
command: [agent]
model: middle
permissions: { allow: [read] }
variants:
  fast: { model: small, args: [--quick], permissions: { allow: [edit] } }
  deep: { mode: plan, append: Think first. }
`;

  it("is a profile of its own, named behind a colon, and is listed with its profile", () => {
    const { profiles } = foldersOf({ "a.yaml": BASE });
    expect(profiles().get("a:fast")).toMatchObject({
      name: "a:fast",
      command: ["agent", "--quick"],
      model: "small",
      permissions: { allow: ["edit", "read"] },
      variants: [],
    });
    expect(profiles().get("a:deep")).toMatchObject({ model: "middle", mode: "plan", append: "Think first." });
    expect(profiles().list()).toMatchObject([{ name: "a", variants: ["fast", "deep"] }]);
    expect(profiles().files("a:deep")).toEqual(profiles().files("a"));
  });

  it("comes along with what is extended, and is replaced by one of the same name", () => {
    const { profiles } = foldersOf(
      { "a.yaml": BASE },
      { "b.yaml": "extends: a\nmodel: large\nvariants: { fast: { mode: auto } }\n" },
    );
    expect(profiles().get("b:fast")).toMatchObject({ model: "large", mode: "auto", command: ["agent"] });
    expect(profiles().get("b:deep")).toMatchObject({ model: "large", mode: "plan" });
  });

  it("that nobody knows is refused with the nearest name", () => {
    const { profiles } = foldersOf({ "a.yaml": BASE });
    expect(() => profiles().get("a:fats")).toThrow('Did you mean "a:fast"? Known: a, a:deep, a:fast.');
    expect(() => profiles().get("b:fast")).toThrow(expect.objectContaining({ code: "agent.unknown" }));
  });

  it.each([
    ["fast: { modle: x }", "a.yaml:2:28: Unknown key `modle`. Did you mean `model`?"],
    ["fast: { executor: acp }", "a.yaml:2:31: Unknown key `executor`."],
    ["fast: { extends: b }", "a.yaml:2:30: Unknown key `extends`."],
    ["fast: { model: x }", "a.yaml:2:28: `model` means nothing to a `command` agent"],
    ["fast: { format: jsonl }", "a.yaml:2:19: With `format: jsonl`"],
    ["fast: x", "a.yaml:2:19: `fast` has to be a map."],
    ["'very fast': {}", "a.yaml:2:26: A variant's name is made of"],
  ])("is refused with its place: %j", (variant, message) => {
    expect(mistakesOf(`command: [x]\nvariants: { ${variant} }\n`)).toContain(message);
  });
});

describe("who takes over", () => {
  it("is named with the nearest name when there is none, and is never the profile itself", () => {
    const folder = folderWith({
      "one.yaml": "command: [x]\nfallback: [too, one]\n",
      "two.yaml": "command: [x]\nfallback: [one]\n",
    });
    expect(() => loadProfiles([folder], parseYaml)).toThrow(
      /one\.yaml:2:12: `too` is no profile\. Did you mean `two`\?\n.*one\.yaml:2:17: `one` is this profile itself\./,
    );
  });
});

describe("other keys of a profile", () => {
  it.each([
    ["tags: fast", "a.yaml:2:7: `tags` has to be a list"],
    ["args: ['{{prompt}}']", "a.yaml:2:8: The prompt goes to standard input"],
    ["reasoning: high", "a.yaml:2:12: `reasoning` means nothing to a `command` agent"],
    ["limits: { turns: 0, tokens: 1.5, cost: 0 }", "a.yaml:2:18: `turns` has to be a whole number from 1 on."],
    ["limits: { cost: none }", "a.yaml:2:17: `cost` has to be a number above 0."],
    ["limits: { output: much }", "a.yaml:2:19: `output` has to be a size such as 500k, 10M or 1G."],
    ["limits: { wall: 2h }", "a.yaml:2:17: Unknown key `wall`. Known: turns, tokens, cost, output."],
    ["opening: 10m", "a.yaml:2:10: `opening` means nothing to a `command` agent"],
    ["executor: acp\nopening: soon", "a.yaml:3:10: `opening` has to be a duration such as 30s"],
    ["executor: acp\nopening: 0s", "a.yaml:3:10: `opening` is no time at all; it has to be more than 0s."],
    ["permissions: { expires: 0s }", "a.yaml:2:25: `expires` is no time at all; it has to be more than 0s."],
    ["permissions: { approver: { agent: b, timeout: 0ms } }", "a.yaml:2:47: `timeout` is no time at all"],
    ["append: [x]", "a.yaml:2:9: `append` has to be a text."],
    ["inherit: [A, 'B-C']", "a.yaml:2:14: `B-C` is no name of an environment variable."],
  ])("are refused with their place: %j", (line, message) => {
    expect(mistakesOf(`command: [x]\n${line}\n`)).toContain(message);
  });

  it("are the same for editors and for Drover", () => {
    const text = fs.readFileSync(path.resolve(import.meta.dirname, "../../schemas/agent.schema.json"), "utf8");
    const { properties } = JSON.parse(text) as {
      properties: { variants: { additionalProperties: { properties: object } } };
    };
    const knownIn = (profile: string): string[] =>
      /Known: (.*)\.$/m.exec(mistakesOf(profile))?.[1]?.split(", ").toSorted() ?? [];
    expect(Object.keys(properties).toSorted()).toEqual(knownIn("command: [x]\nnothing-like-it: 1\n"));
    expect(Object.keys(properties.variants.additionalProperties.properties).toSorted()).toEqual(
      knownIn("command: [x]\nvariants: { a: { nothing-like-it: 1 } }\n"),
    );
  });

  it("stand in no file name with a colon, for that names a variant", () => {
    const folder = folderWith({ "a:b.yaml": "command: [x]" });
    expect(() => loadProfiles([folder], parseYaml)).toThrow("A profile's name holds no `:`");
  });
});
