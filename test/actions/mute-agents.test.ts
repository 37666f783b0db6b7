import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { newFolder, newHost, until } from "../executors/support.ts";
import { attemptIn, NO_LIMITS, PLAIN } from "./support.ts";

const fixture = (name: string): string => path.resolve(import.meta.dirname, "../fixtures", name);

function asking(executor: AgentProfile["executor"], command: readonly string[], openingMs?: number) {
  const { host, cwd } = newHost(300, 100);
  const folder = newFolder();
  const profile: AgentProfile = {
    name: "mute",
    executor,
    description: null,
    command,
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: [],
    env: { ACP_SESSIONS: folder, CLAUDE_SESSIONS: folder, CODEX_THREADS: folder },
    inherit: [],
    recording: null,
    pace: 0,
    ...(openingMs === undefined ? {} : { openingMs }),
  };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: EXECUTORS,
    defaultAgent: profile.name,
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const ask = (steps: readonly object[]) =>
    action.perform(attemptIn(cwd, { params: { prompt: JSON.stringify(steps), session: "new" } }));
  return { ask, host, folder };
}

const EXECUTED = ["acp", "claude", "codex"] as const;
const FILES = { acp: "acp-agent.mjs", claude: "claude-agent.mjs", codex: "codex-agent.mjs" } as const;

describe("an agent of which nothing is heard", () => {
  it.each([...EXECUTED, "opencode" as const])("is ended by %s when it opens no session", async (executor) => {
    const { ask, host } = asking(executor, ["sh", "-c", "exec sleep 300"], 500);
    expect(await ask([])).toMatchObject({
      status: "failed",
      error: {
        class: "transient",
        message: "has opened no session within 500ms, and was ended; `opening` of its profile gives it more time",
      },
    });
    expect(await host.reap(() => false)).toEqual([]);
  });

  it.each(EXECUTED)("is ended by %s when it closes its standard output before that", async (executor) => {
    const { ask, host } = asking(executor, ["sh", "-c", "exec >&-; exec sleep 300"]);
    expect(await ask([])).toMatchObject({
      status: "failed",
      error: {
        class: "protocol",
        message: "closed its standard output in the middle of its turn, lived on and was ended",
      },
    });
    expect(await host.reap(() => false)).toEqual([]);
  });

  it.each(EXECUTED)("is ended by %s when it does so at its work, and what it had said is kept", async (executor) => {
    const { ask } = asking(executor, [process.execPath, fixture(FILES[executor])]);
    const outcome = await ask([{ say: "Half of it." }, { mute: true }, { wait: "never" }]);
    expect(outcome).toMatchObject({ status: "failed", error: { class: "protocol" }, output: { text: "Half of it." } });
  });

  it("is given no less time while the engine stands still", async () => {
    const { ask, folder } = asking(
      "acp",
      ["sh", "-c", `: > "$ACP_SESSIONS/started"; sleep 1; exec ${process.execPath} ${fixture("acp-agent.mjs")}`],
      2_000,
    );
    const outcome = ask([{ say: "Ready." }]);
    await until(() => existsSync(path.join(folder, "started")));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "Ready." } });
  });

  it("is waited for as long as something that it has started may be heard", async () => {
    const late = `exec ${process.execPath} ${fixture("acp-agent.mjs")}`;
    const { ask } = asking("acp", ["sh", "-c", `exec 3<&0; { sleep 1; ${late} <&3; } & exec >&-; wait`]);
    expect(await ask([{ say: "At last." }])).toMatchObject({ status: "succeeded", output: { text: "At last." } });
  });
});
