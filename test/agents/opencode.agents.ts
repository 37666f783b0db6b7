import { describe, expect, it } from "vitest";
import { textOf, until } from "../executors/support.ts";
import { AGENTS, kill, setUp, SLOWLY, speaking, withModel } from "./support.ts";

withModel();

const isServer = (pid: number): boolean => textOf(`/proc/${pid}/cmdline`).includes("--port");

describe.runIf(AGENTS.includes("opencode-serve"))("a server of OpenCode", () => {
  it("that is stopped in mid-turn fails it without an idle limit, and is ended", async () => {
    const setting = setUp("opencode-serve");
    const working = setting.ask([{ say: SLOWLY, pace: 700 }], { idleMs: null });
    await speaking(setting);
    const servers = setting.processes().filter(isServer);
    expect(servers.length).toBeGreaterThan(0);
    kill(servers, "SIGSTOP");
    const { status, error } = await working;
    expect({ status, error }).toMatchObject({ status: "failed", error: { class: "transient" } });
    expect(error?.message).toContain("the server of OpenCode does nothing any more");
    await until(() => !servers.some(isServer));
  });
});
