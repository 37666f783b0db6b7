import { describe, expect, it } from "vitest";
import { eventually, json, MAIN, project, start as startProcess, type ShownRun } from "../cli/drover.ts";
import { ask, call, isAlive, serve, status, type Status } from "./support.ts";

const WAITS = "workspace: none\ninputs: { text: { type: string, default: x } }\nsteps:\n  - { id: ok, approve: now }\n";

const start = (folder: string, daemon: Status, text: string) =>
  call<{ run: string; code: string; retryable: boolean }>(folder, daemon, "/runs", {
    body: { workflow: "waits", inputs: { text } },
  });

/** A daemon whose files may not grow beyond so many blocks of 512 bytes: as on a disk that is full. */
async function onFullDisk(folder: string, blocks: number): Promise<{ daemon: Status; ended: Promise<unknown> }> {
  const going = startProcess(folder, ["serve", "--port", "0", "--log", "-"], {
    command: ["sh", "-c", `ulimit -f ${blocks}; exec "$@"`, "sh", process.execPath, MAIN],
  });
  let found: Status | null = null;
  await eventually(async () => (found = await status(folder)) !== null, "it listens");
  if (found === null) throw new Error("no daemon");
  return { daemon: found, ended: going.ended };
}

describe("a daemon whose disk is full", () => {
  it("says so, acknowledges nothing that it cannot keep, and loses nothing that it acknowledged", async () => {
    const folder = project({ waits: WAITS });
    await ask(folder, ["run", "waits", "--foreground", "--no-wait"]);
    const { daemon, ended } = await onFullDisk(folder, 4_000);
    const kept: string[] = [];
    const refused: string[] = [];
    for (let i = 0; i < 40; i++) {
      const { status: code, body } = await start(folder, daemon, `${i} ${"x".repeat(200_000)}`);
      if (code === 201) kept.push(body.run);
      else refused.push(`${code} ${body.code} ${body.retryable}`);
    }
    expect(kept.length).toBeGreaterThan(0);
    expect([...new Set(refused)]).toEqual(["507 store.full true"]);
    expect(isAlive(daemon.pid)).toBe(true);
    expect((await call(folder, daemon, "/runs")).status).toBe(200);
    await ask(folder, ["stop"]);
    await ended;
    const next = await serve(folder);
    const runs = await json<ShownRun[]>(folder, ["runs", "-n", "100"]);
    expect(kept.filter((run) => !runs.some((one) => one.run === run))).toEqual([]);
    expect(runs).toHaveLength(kept.length + 1);
    expect((await start(folder, next, "room again")).status).toBe(201);
  });
});
