import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { addToken } from "../../src/http/security/tokens.ts";
import { createLog, type LogLevel } from "../../src/daemon/log.ts";
import { createMask } from "../../src/daemon/mask.ts";
import { eventually, project } from "../cli/drover.ts";
import { serveHere } from "./served.ts";

const HELLO = "workspace: none\nsteps:\n  - id: hello\n    run: echo hello\n";

type Line = Readonly<Record<string, unknown>>;

const linesOf = (folder: string): readonly Line[] =>
  readFileSync(path.join(folder, ".drover/state/daemon.log"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("the daemon's log", () => {
  it("tells each request by its route and caller, and the begin and end of each run; never what is secret", async () => {
    const folder = project({ hello: HELLO });
    const served = await serveHere(folder, ["--log-level", "debug"], { DROVER_SECRET_KEY: 'se"cret' });
    const reader = addToken(path.join(folder, ".drover/state"), "reader", "read");
    const begun = await served.ask("/runs", { workflow: "hello" });
    const { run } = (await begun.json()) as { run: string };
    await eventually(async () => {
      const shown = (await (await served.ask(`/runs/${run}`)).json()) as { status: string };
      return shown.status === "succeeded";
    }, "the run's end");
    await served.ask(`/runs?q=${encodeURIComponent('se"cret')}`, undefined, reader);
    await served.ask("/runs", { workflow: 'se"cret' }, reader);
    await served.ask("/runs", { workflow: 'se"cret' });
    await fetch(`${served.url}/login?link=${"x".repeat(43)}`);
    expect(await served.end()).toBe(0);

    const lines = linesOf(folder);
    const requests = lines.filter(({ msg }) => msg === "request");
    expect(requests.find(({ status }) => status === 201)).toMatchObject({
      level: 30,
      method: "POST",
      route: "/api/v1/runs",
      caller: "owner",
      ms: expect.any(Number) as number,
    });
    expect(requests.find(({ route }) => route === "/api/v1/runs/:run")).toMatchObject({ level: 20 });
    expect(requests.find(({ status }) => status === 403)).toMatchObject({ level: 40, method: "POST" });
    expect(requests.find(({ route }) => route === "/login")).toMatchObject({ status: 401, caller: null });
    expect(requests.find(({ caller }) => caller === "reader")).toMatchObject({ route: "/api/v1/runs", status: 200 });
    expect(lines.find(({ msg }) => msg === "run.started")).toMatchObject({ level: 30, run, workflow: "hello" });
    expect(lines.find(({ msg }) => msg === "run.ended")).toMatchObject({ level: 30, run, status: "succeeded" });
    expect(lines.find(({ msg }) => msg === "step.started")).toMatchObject({ level: 20, run, step: "hello" });
    const text = JSON.stringify(lines);
    for (const secret of ["cret", served.token, reader, "xxxxxxxx"]) expect(text).not.toContain(secret);
  });

  it("keeps to its level", async () => {
    const folder = project({ hello: HELLO });
    const served = await serveHere(folder, ["--log-level", "warn"]);
    await served.ask("/runs", { workflow: "hello" });
    await served.ask("/runs/01J00000000000000000000000");
    await served.end();
    expect(linesOf(folder).every(({ level }) => Number(level) >= 40)).toBe(true);
    expect(linesOf(folder)).toMatchObject([{ msg: "request", status: 400 }]);
  });

  it("masks secrets and tokens in messages, stacks, causes and details of errors, and leaves numbers as they are", () => {
    process.env["DROVER_SECRET_ONE"] = "1";
    process.env["DROVER_SECRET_LONG"] = 'one "line"\nand another 1';
    try {
      const lines: string[] = [];
      const level: LogLevel = "info";
      const log = createLog({ write: (line) => void lines.push(line) }, level, createMask());
      const token = `drover_${"k".repeat(43)}`;
      const cause = new Error(`with ${token}`);
      const error = Object.assign(new Error('has one "line"\nand another 1 in it', { cause }), {
        details: [`link=${"q".repeat(43)}`],
      });
      log.error(
        { err: error, number: 11 },
        `Bearer ${token}; drover_session=abc.def; drover_session_a0c0e0f0a0c0=abc.ghi`,
      );
      const [line = ""] = lines;
      expect(line).not.toMatch(/another|kkkk|qqqq|abc\./);
      const read = JSON.parse(line) as { msg: string; number: number; err: { message: string } };
      expect(read.msg).toBe("Bearer ***; ***; ***");
      expect(read.number).toBe(11);
      expect(read.err.message).toContain("has *** in it");
    } finally {
      delete process.env["DROVER_SECRET_ONE"];
      delete process.env["DROVER_SECRET_LONG"];
    }
  });
});
