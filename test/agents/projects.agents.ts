import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentOffer } from "../../src/core/agent.ts";
import { drover, json, newestRun, project } from "../cli/drover.ts";
import { KINDS } from "./kinds.ts";
import { AGENTS, askedWith, lastAsked, profileFile, promptOf, type Steps, withModel } from "./support.ts";

withModel();

/** A project in which the agent is called `real`. */
function projectWith(name: string, workflows: Readonly<Record<string, string>> = {}): string {
  const folder = project(workflows);
  mkdirSync(path.join(folder, ".drover/agents"));
  writeFileSync(path.join(folder, ".drover/agents/real.yaml"), profileFile(name));
  return folder;
}

/** The last step begins where the first has ended. */
function expectOnTheSide(): void {
  for (const said of ["Planned.", "On the side."]) expect(lastAsked()).toContain(said);
  for (const said of ["Built.", "Told in"]) expect(lastAsked()).not.toContain(said);
}

describe.each(AGENTS)("%s in a project", (name) => {
  const kind = KINDS[name]!;

  it("says what it offers, and is given no work for it", async () => {
    const folder = projectWith(name);
    const asked = lastAsked();
    const offer = await json<AgentOffer>(folder, ["agents", "show", "real", "--models", "--modes", "--commands"]);
    const told = (["models", "modes", "commands"] as const).filter((what) => (offer[what] ?? []).length > 0);
    expect(told).toEqual(kind.offers);
    expect(lastAsked()).toBe(asked);
  });

  it.runIf(kind.resets)(
    "goes on in a fork of its run as it was then: without what its session has heard since",
    async () => {
      const step = (id: string, steps: Steps, more: object = {}): string =>
        `  - ${JSON.stringify({ id, agent: "real", prompt: promptOf(steps), ...more })}\n`;
      const again = { session: "plan" };
      const steps = [
        step("plan", [{ say: "Planned." }]),
        step("build", [{ say: "Built." }], again),
        step("tell", [{ say: "Told in ${{ run.id }}." }], again),
        step("side", [{ say: "On the side." }], { session: "fork plan" }),
      ];
      const folder = projectWith(name, { task: `steps:\n${steps.join("")}` });
      expect(await drover(folder, ["run", "task", "-q"])).toMatchObject({ code: 0 });
      const run = await newestRun(folder);
      expectOnTheSide();
      const fork = async (from: string): Promise<string> => {
        expect(await drover(folder, ["fork", run, "--from", from, "-q"])).toMatchObject({ code: 0 });
        return newestRun(folder);
      };
      const before = (await json(folder, ["show", run])).steps;
      const last = await fork("tell");
      for (const said of ["Planned.", "Built."]) expect(askedWith(`Told in ${last}`)).toContain(said);
      expect(askedWith(`Told in ${last}`)).not.toContain(`Told in ${run}`);
      expectOnTheSide();
      expect((await drover(folder, ["logs", last])).stdout).not.toContain("handed over");

      const middle = await fork("build");
      const asked = askedWith(`Told in ${middle}`);
      for (const said of ["Planned.", "Built."]) expect(asked).toContain(said);
      for (const one of [run, last]) expect(asked).not.toContain(`Told in ${one}`);
      expectOnTheSide();
      const sessions = [run, last, middle].map(async (one) => (await json(folder, ["show", one])).steps["tell"]);
      const names = (await Promise.all(sessions)).map((told) => told?.output["session"]);
      expect(new Set(names).size).toBe(3);
      expect((await json(folder, ["show", run])).steps).toEqual(before);
    },
  );
});
