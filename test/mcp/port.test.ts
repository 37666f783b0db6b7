import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { addToken } from "../../src/http/index.ts";
import { project } from "../cli/drover.ts";
import { serve, tokenOf, type Status } from "../daemon/support.ts";
import { atPort, refusedWith } from "./support.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ hello: "workspace: none\nsteps:\n  - { id: greet, run: 'echo hello' }\n" });
  daemon = await serve(folder);
});

const post = (headers: Record<string, string>, body: unknown = LIST): Promise<Response> =>
  fetch(`${daemon.url}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: JSON.stringify(body),
  });

const LIST = { jsonrpc: "2.0", id: 1, method: "tools/list" };
const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

describe("an agent at the daemon's port", () => {
  it("has the same tools as by standard input, and hears progress", async () => {
    const drover = await atPort(daemon, tokenOf(folder));
    const { value } = await drover.call("start_run", { workflow: "hello" });
    const { run } = value;
    const heard: string[] = [];
    const more = { onProgress: (told: string) => heard.push(told) };
    expect((await drover.call("wait_for_run", { run }, more)).value).toMatchObject({ status: "succeeded" });
    expect((await drover.call("logs", { run, step: "greet" })).value).toMatchObject({ text: "hello\n" });
    expect(await drover.call("get_run", { run: "0".repeat(20) })).toMatchObject(refusedWith("run.unknown"));
  });

  it("may do what its token's role allows", async () => {
    const state = path.join(folder, ".drover/state");
    const reader = await atPort(daemon, addToken(state, "reader", "read"));
    const operator = await atPort(daemon, addToken(state, "operator", "operate"));
    const run = String((await operator.call("start_run", { workflow: "hello" })).value["run"]);
    await operator.call("wait_for_run", { run });
    expect((await reader.call("list_runs")).value).toMatchObject({ runs: expect.arrayContaining([]) });
    expect((await reader.call("get_run", { run })).isError).toBe(false);
    for (const [tool, args] of [
      ["start_run", { workflow: "hello" }],
      ["cancel", { run }],
      ["send", { run, message: "hi" }],
      ["answer", { ask: `${run}.1.0`, answer: "allow" }],
      ["shell", { run, command: "id" }],
    ] as const)
      expect(await reader.call(tool, args)).toMatchObject(refusedWith("auth.forbidden", /role "read"/));
    expect(await operator.call("shell", { run, command: "id" })).toMatchObject(refusedWith("auth.forbidden"));
    const owner = await atPort(daemon, tokenOf(folder));
    expect(await owner.call("shell", { run, command: "id" })).toMatchObject(refusedWith("shell.denied"));
  });

  it("needs a token, our own Host and no foreign site", async () => {
    expect((await post({})).status).toBe(401);
    expect((await post(bearer("drover_wrong"))).status).toBe(401);
    expect((await post({ ...bearer(tokenOf(folder)), origin: "http://evil.example" })).status).toBe(403);
    expect((await post(bearer(tokenOf(folder)))).status).toBe(200);
  });

  it("keeps no session: what is no question is refused", async () => {
    const headers = { ...bearer(tokenOf(folder)), accept: "text/event-stream" };
    for (const method of ["GET", "DELETE"]) {
      const response = await fetch(`${daemon.url}/mcp`, { method, headers });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    }
    expect((await post(bearer(tokenOf(folder)), { no: "message" })).status).toBe(400);
  });
});
