import { describe, expect, it } from "vitest";
import type { Permissions } from "../../src/core/agent.ts";
import type { ToolKind } from "../../src/core/entry.ts";
import { hostIn } from "../../src/core/hosts.ts";
import { ruleProblem, ruling, TOOL_KINDS } from "../../src/core/permissions.ts";

const permissions: Permissions = {
  allow: ["execute git *"],
  ask: [],
  deny: ["execute git push*"],
  otherwise: "deny",
  expiresMs: null,
};

const rule = (command: string): string => ruling(permissions, { kind: "execute", title: command, subjects: [command] });

describe("a rule that denies a command", () => {
  it("is not escaped by writing the command otherwise", () => {
    for (const command of [
      "git push",
      "git  push origin",
      "git 'push' origin",
      'git "push"',
      "git pu\\sh",
      "git\tpush",
      " git push",
      "git push; ls",
      "ls && git push",
    ])
      expect([command, rule(command)]).toEqual([command, "deny"]);
  });

  it("leaves others alone", () => {
    expect([rule("git status"), rule("git commit -m 'push it'")]).toEqual(["allow", "allow"]);
    expect(rule("npm test")).toBe("deny");
  });
});

describe("a rule without a pattern", () => {
  const CHANGING = ["edit", "delete", "move"] as const;
  const AT_A_PLACE = [...CHANGING, "read", "search"] as const;
  const rulings = (rules: Partial<Permissions>, kinds: readonly ToolKind[], ...subjects: string[]) =>
    kinds.map((kind) => ruling({ ...permissions, deny: [], ...rules }, { kind, title: "", subjects }));
  const each = (kinds: readonly ToolKind[], answer: string) => kinds.map(() => answer);

  it.each([[AT_A_PLACE], [["*"]]])("of %j allows what stays within the folder", (allow) => {
    for (const file of ["a.js", "src/a.js", "", ".gitignore", ".github/x.yml", "a.git/b", "claude/a", ".mcp.json5"])
      expect(rulings({ allow }, AT_A_PLACE, file)).toEqual(each(AT_A_PLACE, "allow"));
    for (const files of [["/etc/passwd"], ["src/a.js", "/tmp/b.js"]])
      expect(rulings({ allow }, AT_A_PLACE, ...files)).toEqual(each(AT_A_PLACE, "deny"));
  });

  it("allows nobody to change what git runs, nor what nobody knows, but to look at it", () => {
    for (const files of [[".git/hooks/pre-commit"], [".git"], ["sub/.GIT/config"], ["a.js", ".git/config"], []])
      expect(rulings({ allow: ["*"] }, CHANGING, ...files)).toEqual(each(CHANGING, "deny"));
    expect(rulings({ allow: ["*"] }, ["read", "search"], ".git/config")).toEqual(["allow", "allow"]);
    expect(rulings({ allow: ["*"] }, ["read", "search"])).toEqual(["allow", "allow"]);
  });

  it.each([
    ".claude/settings.json",
    "sub/.Claude/settings.local.json",
    ".mcp.json",
    ".gemini/settings.json",
    ".qwen/settings.json",
    ".opencode/plugin/x.js",
    "opencode.json",
    "sub/opencode.jsonc",
    ".codex/config.toml",
    ".copilot/mcp-config.json",
    ".github/hooks/x.json",
    ".github/copilot/settings.json",
    ".factory/settings.json",
    ".cursor/hooks.json",
    ".amp/settings.json",
    ".vscode/tasks.json",
    ".husky/pre-commit",
    ".envrc",
    ".drover/agents/claude.yaml",
    ".drover",
  ])("allows nobody to change %s, from which code is run unasked; a pattern does", (file) => {
    expect(rulings({ allow: ["*"] }, CHANGING, "a.js", file)).toEqual(each(CHANGING, "deny"));
    expect(rulings({ allow: ["*"], otherwise: "ask" }, CHANGING, file)).toEqual(each(CHANGING, "ask"));
    expect(rulings({ allow: ["*"] }, ["read", "search"], file)).toEqual(["allow", "allow"]);
    expect(rulings({ allow: ["edit", `edit ${file}*`] }, ["edit"], file)).toEqual(["allow"]);
  });

  it("asks and denies everywhere, and a pattern allows more", () => {
    expect(rulings({ ask: ["edit"], allow: ["edit *"] }, ["edit"], "/etc/passwd")).toEqual(["ask"]);
    expect(rulings({ deny: ["*"], allow: ["* *"] }, TOOL_KINDS, "/etc/passwd")).toEqual(each(TOOL_KINDS, "deny"));
    expect(rulings({ allow: ["edit /tmp/*", "edit"] }, ["edit"], "/tmp/a")).toEqual(["allow"]);
    expect(rulings({ allow: ["edit *"] }, ["edit"], ".git/config", "/etc/passwd")).toEqual(["allow"]);
  });

  it("allows every command, host, tool and subagent, as they are in no folder", () => {
    const kinds: readonly ToolKind[] = ["execute", "fetch", "mcp", "subagent", "other", "think", "switch_mode"];
    expect(rulings({ allow: ["*"] }, kinds, "/bin/rm -rf /")).toEqual(each(kinds, "allow"));
  });
});

describe("a rule about hosts", () => {
  const fetching = (address: string): string => {
    const rules = { allow: ["fetch"], deny: ["fetch evil.com", "fetch Upper.COM.", "fetch *.müller.de", "fetch ::1"] };
    const host = hostIn(address);
    return ruling({ ...permissions, ...rules }, { kind: "fetch", title: "", subjects: host === null ? [] : [host] });
  };

  it.each([
    "https://evil.com/x",
    "https://evil.com./x",
    "https://evil.com../x",
    "HTTPS://EVIL.COM/x",
    "https://upper.com/x",
    "https://ok.com@evil.com/",
    "https://ok.com:pass@evil.com:8443/",
    "https://%65vil.com/",
    "https:evil.com",
    "https:/\\evil.com",
    "odd://Evil.com./x",
    "https://www.müller.de/",
    "https://www.xn--mller-kva.de/",
    "http://[0:0:0:0:0:0:0:1]:80/",
    "evil.com/x",
    "https://ok.com/ https://evil.com/",
  ])("denies %s", (address) => expect(fetching(address)).toBe("deny"));

  it.each(["https://ok.com/?q=evil.com", "https://evil.com.ok.com/", "https://müller.de/"])("allows %s", (address) =>
    expect(fetching(address)).toBe("allow"),
  );

  it("knows an address of the older protocol in the newer one", () => {
    expect(hostIn("http://[::ffff:127.0.0.1]:80/")).toBe("127.0.0.1");
    expect(hostIn("http://[::ffff:a9fe:a9fe]/latest")).toBe("169.254.169.254");
    expect(hostIn("http://[::1]/")).toBe("[::1]");
  });

  it("has to name a host alone", () => {
    for (const one of ["fetch https://evil.com", "fetch evil.com:80", "fetch evil.com/x", "fetch a@evil.com"])
      expect([one, ruleProblem(one)]).toEqual([one, expect.stringContaining("names no host")]);
    for (const one of ["fetch", "fetch *", "fetch *.evil.com", "fetch müller.de", "fetch [::1]", "fetch 10.0.0.1"])
      expect([one, ruleProblem(one)]).toEqual([one, null]);
  });
});
