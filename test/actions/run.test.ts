import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Attempt } from "../../src/core/action.ts";
import { Gen } from "../../src/core/ids.ts";
import { createRunAction } from "../../src/actions/run.ts";
import { childEnvironment } from "../../src/executors/environment.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newHost, startNode, textOf, until } from "../executors/support.ts";
import { attemptIn } from "./support.ts";

const ENSURE = path.resolve(import.meta.dirname, "../fixtures/ensure.mjs");
const SOURCE = { PATH: process.env["PATH"], HOME: "/home/ann", SECRET_TOKEN: "leak" };

function setUp(killGraceMs?: number) {
  const { host, cwd, folder } = newHost(killGraceMs);
  const action = createRunAction({ processes: host, logs: processLogs, environment: childEnvironment(SOURCE) });
  const run = (script: string, more: Partial<Attempt> = {}) =>
    action.perform(attemptIn(cwd, { params: { script, variables: {} }, ...more }));
  return { host, cwd, folder, action, run };
}

describe("the outcome of a script", () => {
  it("succeeds with exit code 0 and gives the tail", async () => {
    const { run } = setUp();
    expect(await run("echo out; echo err >&2")).toEqual({
      status: "succeeded",
      output: { exitCode: 0, tail: "out\nerr\n" },
      error: null,
    });
  });

  it("gives no NUL of an output in another encoding: the next step could not have it in its environment", async () => {
    const { run } = setUp();
    const { output, error } = await run("printf 'h\\0i\\0'; printf 'n\\0o\\0' >&2; exit 1");
    expect([output["tail"], error?.message]).toEqual([
      "h\uFFFDi\uFFFD\nn\uFFFDo\uFFFD",
      "exited with code 1: n\uFFFDo\uFFFD",
    ]);
  });

  it("fails with the exit code and the last line of standard error", async () => {
    const { run } = setUp();
    const outcome = await run("echo fine; echo 'no such thing' >&2; echo >&2; exit 3");
    expect(outcome).toMatchObject({
      status: "failed",
      output: { exitCode: 3 },
      error: { message: "exited with code 3: no such thing", class: "permanent" },
    });
  });

  it.each([
    ["a pipe", 'mkfifo "$DROVER_OUTPUT"'],
    ["a folder", 'mkdir "$DROVER_OUTPUT"'],
    ["a link", 'ln -s /etc/hostname "$DROVER_OUTPUT"'],
    ["a link to itself", 'ln -s "$DROVER_OUTPUT" "$DROVER_OUTPUT"'],
  ])("fails with a clear error when its output is %s, and waits for nobody", async (_, text) => {
    const { run } = setUp();
    const outcome = await run(`rm -f "$DROVER_OUTPUT"; ${text}`);
    expect(outcome).toMatchObject({ status: "failed", output: { exitCode: 0 }, error: { code: "output" } });
    expect(outcome.error?.message).toContain("not a regular file");
  });

  it.each(["stdout", "stderr"])("needs no %s: a pipe or folder in its place reads as empty", async (name) => {
    const { run } = setUp();
    for (const [n, make] of ["mkfifo", "mkdir", "ln -s /dev/zero"].entries()) {
      const at = `"$DROVER_ATTEMPT_DIR/${name}"`;
      const outcome = await run(`rm -f ${at}; ${make} ${at}`, { gen: Gen(`run.${n}.7`) });
      expect(outcome).toMatchObject({ status: "succeeded", output: { tail: "" } });
    }
  });

  it("says what a shell means by codes over 128", async () => {
    const { run } = setUp();
    expect((await run("sh -c 'kill -9 $$'")).error?.message).toMatch(/^exited with code 137 \(as after SIGKILL\)/);
  });

  it("says that a signal from outside ended it", async () => {
    const { run } = setUp();
    expect(await run("kill -9 $$")).toMatchObject({
      status: "failed",
      error: { message: "was ended by SIGKILL", code: "SIGKILL" },
    });
  });

  it("keeps some 4 KB of the end, whole characters, with standard error in it", async () => {
    const { run } = setUp();
    const { output } = await run("i=0; while [ $i -lt 3000 ]; do echo 'zählt 🐑'; i=$((i+1)); done; echo last >&2");
    const tail = output["tail"] as string;
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(4097);
    expect(tail).not.toContain("\uFFFD");
    expect(tail.endsWith("zählt 🐑\nlast\n")).toBe(true);
  });

  it("gives the script its variables and the step's environment, and nothing else of ours", async () => {
    const { run } = setUp();
    const hostile = "$(touch hacked) `id` ' \" \n ü";
    const { output } = await run("", {
      params: { script: 'printf "%s|%s|%s|%s" "$V" "$E" "$SECRET_TOKEN" "$HOME"', variables: { V: hostile } },
      env: { E: "env" },
    });
    expect(output["tail"]).toBe(`${hostile}|env||/home/ann`);
  });

  it("fails, and says where, when the workspace is not there", async () => {
    const { run, cwd } = setUp();
    fs.rmdirSync(cwd);
    expect(await run("true")).toMatchObject({
      status: "failed",
      error: { code: "ENOTDIR", message: expect.stringContaining(cwd) },
    });
  });

  it("ends what a failed script left in the background, so that a retry works alone", async () => {
    const { run, host } = setUp();
    await run("setsid sleep 30 & exit 1");
    expect(await host.reap(() => false)).toEqual([]);
  });

  it("leaves alone what a script that succeeded has put into the background", async () => {
    const { run, host } = setUp();
    await run("setsid sleep 30 &");
    expect(await host.reap(() => false)).toEqual([GEN]);
  });
});

describe("what a script writes to $DROVER_OUTPUT", () => {
  it.each([
    ["pairs", "echo a=1 >>$DROVER_OUTPUT; echo 'b=x = y' >>$DROVER_OUTPUT", { a: "1", b: "x = y" }],
    ["blocks", "printf 'text<<EOF\\nline 1\\nb=2\\nEOF\\nc=3\\n' >$DROVER_OUTPUT", { text: "line 1\nb=2", c: "3" }],
    ["a JSON object", `echo '{"n": 1, "list": [true, null]}' >$DROVER_OUTPUT`, { n: 1, list: [true, null] }],
    ["nothing", ": >$DROVER_OUTPUT", {}],
  ])("may be %s", async (_, script, values) => {
    const { run } = setUp();
    const { status, output } = await run(script);
    expect({ status, output }).toEqual({ status: "succeeded", output: { exitCode: 0, tail: "", ...values } });
  });

  it.each([
    ["echo just words", 'line 1 is neither "key=value"'],
    ["echo 'a<<EOF'", 'no line "EOF" closes it'],
    [`echo '{"a":'`, "starts as a JSON object"],
    ["head -c 1100000 /dev/zero", /and 1048576 are allowed\.$/],
    [`node -p '"{\\"a\\":" + "[".repeat(9000) + "]".repeat(9000) + "}"'`, "nested more than 64 levels deep"],
  ])("makes a success a failure when it is malformed (%s)", async (command, message) => {
    const { run } = setUp();
    expect(await run(`${command} >$DROVER_OUTPUT`)).toMatchObject({
      status: "failed",
      output: { exitCode: 0 },
      error: { code: "output", message: expect.stringMatching(message) },
    });
  });

  it.each(["exitCode=7", "tail=all is well", '{"exitCode": 0}', "exitCode<<X\n0\nX"])(
    "cannot say in Drover's place how the script ended or what it printed (%s)",
    async (words) => {
      const { run } = setUp();
      const write = `echo out; printf '%s\n' '${words}' >$DROVER_OUTPUT`;
      const done = await run(write);
      expect(done).toMatchObject({
        status: "failed",
        output: { exitCode: 0, tail: "out\n" },
        error: { code: "output" },
      });
      expect(done.error?.message).toContain("under another name");
      const failed = await run(`${write}; exit 3`, { gen: Gen("run.1.7") });
      expect(failed).toMatchObject({ status: "failed", output: { exitCode: 3, tail: "out\n" } });
      expect(failed.error).toMatchObject({ message: "exited with code 3", cause: { code: "output" } });
    },
  );

  it("does not hide the script's own failure when it is malformed", async () => {
    const { run } = setUp();
    expect((await run("echo words >$DROVER_OUTPUT; exit 2")).error).toMatchObject({
      message: "exited with code 2",
      cause: { code: "output" },
    });
  });
});

describe("ending a script", () => {
  it.each(["canceled", "timed_out"] as const)(
    "gives %s and what it had said, though it exits with 0",
    async (reason) => {
      const { run, cwd } = setUp(5000);
      const halt = new AbortController();
      const outcome = run("trap 'exit 0' TERM; echo working; : >up; while :; do sleep 0.02; done", {
        halt: halt.signal,
      });
      await until(() => fs.existsSync(`${cwd}/up`));
      halt.abort(reason);
      expect(await outcome).toMatchObject({ status: reason, output: { tail: expect.stringContaining("working\n") } });
    },
  );

  it("does not start what was to end before", async () => {
    const { run, cwd } = setUp();
    expect(await run("touch ran", { halt: AbortSignal.abort("canceled") })).toMatchObject({ status: "canceled" });
    expect(fs.existsSync(`${cwd}/ran`)).toBe(false);
    expect(await run("touch ran")).toMatchObject({ status: "interrupted" });
  });

  it("fails when it writes more than it may, and nothing of it goes on", async () => {
    const { run, cwd } = setUp();
    const outcome = await run(`echo $$ >"${cwd}/pid"; while :; do echo flood; done`, { outputBytes: 100_000 });
    expect(outcome).toMatchObject({
      status: "failed",
      error: { class: "limit", message: "wrote more than its limit of 100,000 bytes and was ended" },
    });
    expect(fs.existsSync(`/proc/${textOf(`${cwd}/pid`).trim()}`)).toBe(false);
  });

  it("ends a script that says nothing for too long, but not one that speaks", async () => {
    const { run } = setUp();
    const talking = run("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo $i; sleep 0.1; done", {
      idleMs: 1000,
      gen: Gen("run.2.0"),
    });
    expect(await run("echo start; sleep 30", { idleMs: 200 })).toMatchObject({
      status: "timed_out",
      output: { tail: "start\n" },
      error: { code: "idle", class: "timeout" },
    });
    expect(await talking).toMatchObject({ status: "succeeded" });
  });

  it("stops what a generation left behind, as often as it is asked", async () => {
    const { run, action, host, cwd } = setUp();
    await run("sleep 30 & echo $! >pid");
    await action.stop?.(GEN);
    await action.stop?.(GEN);
    expect(textOf(`${cwd}/pid`)).not.toBe("");
    expect(await host.reap(() => false)).toEqual([]);
  });
});

describe("after a crash of the engine", () => {
  it("tells that it adopted the script, and takes its outcome", async () => {
    const { run, folder, cwd } = setUp();
    const script = `: >"${cwd}/up"; while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; echo answer=42 >"$DROVER_OUTPUT"`;
    const engine = startNode(ENSURE, [folder, GEN, script]);
    await until(() => fs.existsSync(`${cwd}/up`));
    engine.kill();
    await engine.exit;
    const origins: string[] = [];
    const outcome = run(script, { recovering: true, startedAt: Date.now(), found: (origin) => origins.push(origin) });
    await until(() => origins.length > 0);
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { answer: "42" } });
    expect(origins).toEqual(["adopted"]);
  });

  it("says interrupted when the script is gone without a record", async () => {
    const { run, folder } = setUp();
    fs.mkdirSync(path.join(folder, GEN));
    fs.writeFileSync(path.join(folder, GEN, "claim"), `another-boot ${textOf("/proc/self/stat").trim()}\n`);
    expect(await run("true", { recovering: true })).toMatchObject({
      status: "interrupted",
      error: { code: "interrupted", class: "interrupted" },
    });
  });
});
