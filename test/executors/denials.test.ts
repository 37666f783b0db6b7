import { describe, expect, it } from "vitest";
import type { AgentProfile } from "../../src/core/agent.ts";
import { denials } from "../../src/executors/claude/denials.ts";
import { deniedFeatures, deniedTools } from "../../src/executors/codex/denials.ts";
import { NOTHING_ALLOWED } from "../actions/support.ts";

const denying = (deny: readonly string[]) => ({ ...NOTHING_ALLOWED, deny });
const MCP: AgentProfile["mcp"] = [{ name: "lab", command: ["lab"], env: {} }];
const claude = (...deny: string[]) => denials({ permissions: denying(deny), mcp: MCP });

describe("what rules deny, in Claude's own words", () => {
  it.each<[string, readonly string[]]>([
    ["execute", ["Bash"]],
    ["fetch", ["WebFetch"]],
    ["mcp", ["mcp__lab"]],
    ["execute git push*", ["Bash(git push*)"]],
    ["fetch example.com", ["WebFetch(domain:example.com)"]],
    ["read .env*", ["Read(./.env*)"]],
    ["edit /etc/*", ["Edit(//etc/*)"]],
    ["read *.pem", ["Read(./**/*.pem)"]],
    ["mcp lab__*", ["mcp__lab__*"]],
    ["mcp lab__drop", ["mcp__lab__drop"]],
  ])("%s", (rule, told) => {
    expect(claude(rule)).toEqual(told);
  });

  it("are all tools that it is known to have where everything is denied", () => {
    expect(claude("*")).toEqual(expect.arrayContaining(["Bash", "Read", "Write", "WebFetch", "Task", "mcp__lab"]));
  });

  it.each([
    "other",
    "think",
    "execute git push *",
    "execute echo (x)",
    "fetch *.com",
    "mcp *__drop",
    "read ../x",
    "edit a,b",
  ])("have none for %s, which could deny more: it is denied when Claude asks", (rule) => {
    expect(claude(rule)).toEqual([]);
  });
});

describe("what rules deny, in Codex's own words", () => {
  it("are its shell and its search as a whole, and a server's tool by its name", () => {
    expect(deniedFeatures(denying(["execute", "search"]))).toEqual([
      ["features.shell_tool", false],
      ["web_search", "disabled"],
    ]);
    expect(deniedFeatures(denying(["*"]))).toHaveLength(2);
    expect(deniedFeatures(denying(["execute rm*", "edit"]))).toEqual([]);
    expect(deniedTools("lab", denying(["mcp lab__drop", "mcp lab__*", "mcp other__drop", "mcp"]))).toEqual(["drop"]);
  });
});
