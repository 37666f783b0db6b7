import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { textOf } from "../executors/support.ts";
import { drover, json, newestRun, project, root } from "./drover.ts";

const SERVER = path.join(root, "test/fixtures/opencode-server.mjs");

function sessionsFolder(): string {
  const sessions = path.join(project({}), "sessions");
  mkdirSync(sessions);
  return sessions;
}

function addAgent(folder: string, sessions: string): void {
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const profile = [
    "extends: opencode-serve",
    `command: ${JSON.stringify([process.execPath, SERVER])}`,
    `env: { OPENCODE_SESSIONS: ${JSON.stringify(sessions)} }`,
  ];
  writeFileSync(path.join(folder, ".drover/agents/scripted.yaml"), `${profile.join("\n")}\n`);
}

/** Of those that were ever started. One of whose end nobody has taken notice is a zombie. */
function livingServers(sessions: string): readonly string[] {
  const pids = readFileSync(path.join(sessions, "servers"), "utf8").trim().split("\n");
  return pids.filter((pid) => (/\) (\S)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? "Z") !== "Z");
}

it("an agent by its server works for one step after another by the same server, which ends with the run", async () => {
  const sessions = sessionsFolder();
  const servers = path.join(sessions, "servers");
  const folder = project({
    talk: `
workspace: none
env: { SERVERS: ${JSON.stringify(servers)} }
steps:
  - { id: first, agent: scripted, prompt: '[{"say":"One."}]' }
  - { id: again, agent: scripted, session: first, prompt: '[{"say":"Two."}]' }
  - { id: look, run: 'kill -0 "$(cat "$SERVERS")"' }
`,
  });
  addAgent(folder, sessions);
  expect(await drover(folder, ["run", "talk"])).toMatchObject({ code: 0 });
  const run = await newestRun(folder);
  const { steps } = await json(folder, ["show", run]);
  expect(steps["again"]?.output["session"]).toBe(steps["first"]?.output["session"]);
  expect(livingServers(sessions)).toEqual([]);
  const attempts = path.join(folder, ".drover/state/attempts");
  expect(readdirSync(attempts).some((name) => name.startsWith(`${run}.opencode-`))).toBe(true);
  await drover(folder, ["delete", run]);
  expect(readdirSync(attempts).filter((name) => name.startsWith(run))).toEqual([]);
});

it("a check of such an agent, and what it can be asked for, leave no server behind", async () => {
  const sessions = sessionsFolder();
  const folder = project({});
  addAgent(folder, sessions);
  expect(await drover(folder, ["agents", "check", "scripted", "--turn"])).toMatchObject({ code: 0 });
  expect(livingServers(sessions)).toEqual([]);
  expect((await drover(folder, ["agents", "show", "scripted", "--models"])).stdout).toContain("lab/small");
  expect((await drover(folder, ["agents", "show", "scripted", "--modes"])).stdout).toMatch(/build .*\nplan/);
  expect(livingServers(sessions)).toEqual([]);
});
