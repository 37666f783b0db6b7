import { describe, expect, it } from "vitest";
import type { Permissions } from "../../src/core/agent.ts";
import { ruling } from "../../src/core/permissions.ts";

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
