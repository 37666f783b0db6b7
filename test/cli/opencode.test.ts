import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { textOf } from "../executors/support.ts";
import { drover, json, newestRun, project, root } from "./drover.ts";

const SERVER = path.join(root, "test/fixtures/opencode-server.mjs");

it("an agent by its server works for one step after another by the same server, which ends with the run", async () => {
  const sessions = path.join(project({}), "sessions");
  mkdirSync(sessions);
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
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const profile = [
    "extends: opencode-serve",
    `command: ${JSON.stringify([process.execPath, SERVER])}`,
    `env: { OPENCODE_SESSIONS: ${JSON.stringify(sessions)} }`,
  ];
  writeFileSync(path.join(folder, ".drover/agents/scripted.yaml"), `${profile.join("\n")}\n`);
  expect(await drover(folder, ["run", "talk"])).toMatchObject({ code: 0 });
  const run = await newestRun(folder);
  const { steps } = await json(folder, ["show", run]);
  expect(steps["again"]?.output["session"]).toBe(steps["first"]?.output["session"]);
  // Nobody may have taken notice of its end: then it is a zombie.
  const stat = textOf(`/proc/${Number(readFileSync(servers, "utf8"))}/stat`);
  expect(/\) (\S)/.exec(stat)?.[1] ?? "Z").toBe("Z");
  const attempts = path.join(folder, ".drover/state/attempts");
  expect(readdirSync(attempts).some((name) => name.startsWith(`${run}.opencode-`))).toBe(true);
  await drover(folder, ["delete", run]);
  expect(readdirSync(attempts).filter((name) => name.startsWith(run))).toEqual([]);
});
