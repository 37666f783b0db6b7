import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { project, MAIN } from "../cli/drover.ts";
import { ask as give, serve } from "../daemon/support.ts";
import { AGENTS, setUp, toolsIn, withModel } from "./support.ts";

withModel();

/** How each names a tool of a server to its model. */
const TOOL: Readonly<Record<string, (tool: string, args: object) => object>> = {
  claude: (tool, args) => ({ name: `mcp__drover__${tool}`, args }),
  codex: (tool, args) => ({ name: tool, ns: "mcp__drover", args }),
  gemini: (tool, args) => ({ name: `mcp_drover_${tool}`, args }),
  opencode: (tool, args) => ({ name: `drover_${tool}`, args }),
  "opencode-serve": (tool, args) => ({ name: `drover_${tool}`, args }),
  qwen: (tool, args) => ({ name: `mcp__drover__${tool}`, args }),
};

let folder: string;

beforeAll(async () => {
  folder = project({ hello: "workspace: none\nsteps:\n  - { id: greet, run: 'echo hello' }\n" });
  await serve(folder);
});

afterAll(async () => {
  await give(folder, ["stop"]);
});

describe.each(AGENTS.filter((name) => name in TOOL))("%s", (name) => {
  it("starts a run and reads of it by the tools of `drover mcp`", async () => {
    const { ask, entries } = setUp(name, ({ permissions }) => ({
      mcp: [{ name: "drover", command: [process.execPath, MAIN, "mcp", "--project", folder], env: {} }],
      permissions: { ...permissions, allow: ["mcp drover__*", "*"] },
    }));
    const call = TOOL[name] ?? (() => ({}));
    const key = `of ${name}`;
    // Some start their servers meanwhile.
    const outcome = await ask([
      { delay: 3000, call: call("start_run", { workflow: "hello", idempotencyKey: key }) },
      { call: call("list_runs", { workflow: "hello", limit: 1 }) },
      { call: call("get_run", { run: "0".repeat(20) }) },
      { say: "Done." },
    ]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Done." } });
    const statuses = toolsIn(entries()).map(({ status }) => status);
    expect(statuses.slice(0, 2)).toEqual(["succeeded", "succeeded"]);
    const { stdout } = await give(folder, ["runs", "--json"]);
    const runs = JSON.parse(stdout) as readonly { readonly run: string }[];
    const told = JSON.stringify(entries());
    expect(told).toContain(runs[0]?.run);
    expect(told).toContain("run.unknown");
  });
});
