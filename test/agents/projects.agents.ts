import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentOffer } from "../../src/core/agent.ts";
import { json, project } from "../cli/drover.ts";
import { KINDS } from "./kinds.ts";
import { AGENTS, lastAsked, profileFile, withModel } from "./support.ts";

withModel();

/** A project in which the agent is called `real`. */
function projectWith(name: string, workflows: Readonly<Record<string, string>> = {}): string {
  const folder = project(workflows);
  mkdirSync(path.join(folder, ".drover/agents"));
  writeFileSync(path.join(folder, ".drover/agents/real.yaml"), profileFile(name));
  return folder;
}

describe.each(AGENTS)("%s in a project", (name) => {
  const kind = KINDS[name]!;

  it("says what it offers, and is given no work for it", async () => {
    const folder = projectWith(name);
    const offer = await json<AgentOffer>(folder, ["agents", "show", "real", "--models", "--modes", "--commands"]);
    const told = (["models", "modes", "commands"] as const).filter((what) => (offer[what] ?? []).length > 0);
    expect(told).toEqual(kind.offers);
    expect(lastAsked()).toBe('""');
  });
});
