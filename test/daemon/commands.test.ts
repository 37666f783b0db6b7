import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  drover,
  eventually,
  git,
  go,
  json,
  newestRun,
  project,
  untilGo,
  workflow,
  type ShownRun,
} from "../cli/drover.ts";
import { ask, begin, endsLater, isAlive, killed, serve, status, type Status } from "./support.ts";

const QUICK = "workspace: none\nsteps:\n  - { id: say, run: echo hello }\n";
const ASKS = "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n  - { id: after, run: 'true' }\n";

/** A run that works until it is told to go, with the pid of its process. */
async function atWork(folder: string): Promise<{ readonly run: string; readonly pid: () => number }> {
  const { stdout } = await ask(folder, ["run", "work", "-d", "--json"]);
  const file = path.join(folder, "pid");
  await eventually(() => existsSync(file) && readFileSync(file, "utf8").trim() !== "", "the step works");
  return { run: (JSON.parse(stdout) as { run: string }).run, pid: () => Number(readFileSync(file, "utf8")) };
}

function working(): string {
  const folder = endsLater(project({ quick: QUICK, asks: ASKS }));
  workflow(
    folder,
    "work",
    `workspace: none\nsteps:\n  - { id: mark, run: 'echo x >> "${folder}/starts"' }\n${untilGo(folder).replace('echo "at work"', `sh -c 'echo $PPID' > "${folder}/pid"`)}`,
  );
  return folder;
}

const statusOf = async (folder: string, run: string): Promise<string> => (await json(folder, ["show", run])).status;

describe("a command", () => {
  it("starts a daemon when there is none, and the next one finds it", async () => {
    const folder = working();
    expect(await status(folder)).toBeNull();
    const first = await ask(folder, ["run", "quick"]);
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("Started the daemon");
    expect(first.stdout).toContain("say succeeded");
    const found = await status(folder);
    const second = await ask(folder, ["run", "quick"]);
    expect([second.code, second.stderr]).toEqual([0, ""]);
    expect((await status(folder))?.pid).toBe(found?.pid);
  });

  it("finds the same daemon as another that is given at the same moment", async () => {
    const folder = working();
    const ended = await Promise.all([1, 2, 3, 4].map(() => ask(folder, ["run", "quick"])));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const runs = await json<ShownRun[]>(folder, ["runs"]);
    expect(runs.map((run) => run.status)).toEqual(Array.from({ length: 4 }, () => "succeeded"));
    expect(await status(folder)).not.toBeNull();
  });

  it("keeps everything in its own process with --foreground, and says who has the engine when it cannot", async () => {
    const folder = working();
    expect((await ask(folder, ["run", "quick", "--foreground"])).code).toBe(0);
    expect(await status(folder)).toBeNull();
    const { pid } = await serve(folder);
    const refused = await ask(folder, ["run", "quick", "--foreground"]);
    expect(refused.code).toBe(75);
    expect(refused.stderr).toContain(`process ${pid}`);
  });

  it("tells of a run that fails, with its last words, by the exit code of its own process", async () => {
    const folder = working();
    workflow(folder, "bad", "workspace: none\nsteps:\n  - { id: no, run: 'echo why; exit 3' }\n");
    const { code, stdout } = await ask(folder, ["run", "bad"]);
    expect(code).toBe(1);
    expect(stdout).toContain("why");
  });

  it("that answers starts a daemon, so that the run goes on", async () => {
    const folder = working();
    await ask(folder, ["run", "asks", "--no-wait"]);
    await ask(folder, ["stop"]);
    const run = await newestRun(folder);
    expect((await ask(folder, ["approve", run])).code).toBe(0);
    await eventually(async () => (await statusOf(folder, run)) === "succeeded", "the run has gone on");
  });

  it("is told of a mistake in a workflow before any daemon is asked", async () => {
    const folder = working();
    workflow(folder, "wrong", "steps:\n  - { id: a, rum: 'true' }\n");
    const { code, stderr } = await ask(folder, ["run", "wrong"]);
    expect([code, await status(folder)]).toEqual([2, null]);
    expect(stderr).toContain("wrong.yaml:3:");
  });
});

describe("a daemon", () => {
  it("that is killed with -9 loses nothing: the next one adopts what is at work", async () => {
    const folder = working();
    const daemon = await serve(folder);
    const { run, pid } = await atWork(folder);
    const before = pid();
    await killed(daemon);
    expect(isAlive(before)).toBe(true);
    const { code, stdout } = await ask(folder, ["serve", "-d", "--json", "--port", "0"]);
    expect([code, await status(folder)]).toMatchObject([0, JSON.parse(stdout)]);
    expect((JSON.parse(stdout) as Status).pid).not.toBe(daemon.pid);
    go(folder);
    await eventually(async () => (await statusOf(folder, run)) === "succeeded", "the run has ended");
    expect(pid()).toBe(before);
    expect(readFileSync(path.join(folder, "starts"), "utf8")).toBe("x\n");
  });

  it("that is stopped leaves agents and scripts at work, and a restart adopts them", async () => {
    const folder = working();
    const daemon = await serve(folder);
    const { run, pid } = await atWork(folder);
    const before = pid();
    const stopped = await ask(folder, ["stop"]);
    expect(stopped.stdout).toContain(String(daemon.pid));
    expect([await status(folder), isAlive(before)]).toEqual([null, true]);
    expect((await ask(folder, ["restart"])).code).toBe(0);
    go(folder);
    await eventually(async () => (await statusOf(folder, run)) === "succeeded", "the run has ended");
    expect(pid()).toBe(before);
  });

  it("may be restarted under a command that follows a run: it hears every event once", async () => {
    const folder = working();
    await serve(folder);
    const following = begin(folder, ["run", "work", "--json"]);
    await following.said('"step":"work"');
    expect((await ask(folder, ["restart"])).code).toBe(0);
    go(folder);
    const { code, stdout } = await following.ended;
    const types = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; step?: string })
      .filter(({ type }) => type.startsWith("step.") || type === "run.ended")
      .map(({ type, step }) => `${type} ${step ?? ""}`);
    expect(code).toBe(0);
    expect(types).toEqual([
      "step.started mark",
      "step.ended mark",
      "step.started work",
      "step.ended work",
      "run.ended ",
    ]);
  });

  it("that has gone for good is told to whoever follows, and nothing is lost", async () => {
    const folder = working();
    const daemon = await serve(folder);
    const following = begin(folder, ["run", "work"]);
    await following.said("work started");
    await killed(daemon);
    const { code, stdout } = await following.ended;
    expect(code).toBe(3);
    expect(stdout).toContain("The daemon has gone");
    go(folder);
    expect((await ask(folder, ["resume"])).code).toBe(0);
  }, 30_000);

  it("leaves by itself when it has nothing to do, and stays while something is at work", async () => {
    const folder = working();
    // It finds work when it begins: there is no moment in which it could leave before anything is asked of it.
    await serve(folder);
    await atWork(folder);
    await ask(folder, ["stop"]);
    const daemon = await serve(folder, ["--idle-exit", "500ms"]);
    const { run } = JSON.parse((await ask(folder, ["run", "quick", "-d", "--json"])).stdout) as { run: string };
    await eventually(async () => (await statusOf(folder, run)) === "succeeded", "the quick run has ended");
    expect(isAlive(daemon.pid)).toBe(true);
    go(folder);
    await eventually(() => !isAlive(daemon.pid), "it has left");
    expect(await status(folder)).toBeNull();
  });

  it("ends at SIGTERM as it does when it is asked, and gives up the lock", async () => {
    const folder = working();
    const daemon = await serve(folder);
    process.kill(daemon.pid, "SIGTERM");
    await eventually(() => !isAlive(daemon.pid), "it has ended");
    expect(existsSync(path.join(folder, ".drover/state/engine.lock"))).toBe(false);
    expect((await drover(folder, ["run", "quick"])).code).toBe(0);
  });

  it("is stopped though its socket is gone", async () => {
    const folder = working();
    const daemon = await serve(folder);
    rmSync(path.join(folder, ".drover/state/daemon.sock"));
    expect((await ask(folder, ["stop"])).stdout).toContain(String(daemon.pid));
    // The command waits until the lock is given up, which comes a moment before the end.
    await eventually(() => !isAlive(daemon.pid), "it has ended");
  });

  it("is told of though its socket is gone, and nobody waits for it in vain", async () => {
    const folder = working();
    const { pid } = await serve(folder);
    rmSync(path.join(folder, ".drover/state/daemon.sock"));
    const told = await drover(folder, ["status"]);
    expect([told.code, told.stdout]).toEqual([1, expect.stringContaining(`A daemon (process ${pid}) runs`)]);
    // As if it had been there for an hour.
    const lock = path.join(folder, ".drover/state/engine.lock");
    const owner = JSON.parse(readFileSync(lock, "utf8")) as object;
    writeFileSync(lock, JSON.stringify({ ...owner, since: new Date(Date.now() - 3_600_000).toISOString() }));
    const refused = await ask(folder, ["serve", "-d", "--json"], { DROVER_DEBUG: "" });
    expect(refused.code).toBe(75);
    expect(refused.stdout + refused.stderr).toContain(`process ${pid} (drover serve)`);
    await ask(folder, ["stop"]);
    expect(isAlive(pid)).toBe(false);
  });

  it("tells where its state folder cannot be written", async () => {
    const folder = project({ quick: QUICK });
    writeFileSync(path.join(folder, ".drover/state"), "no folder");
    for (const args of [["serve"], ["serve", "-d"], ["run", "quick"]]) {
      const { code, stderr } = await ask(folder, args, { DROVER_DEBUG: "" });
      expect([code, stderr]).toEqual([77, expect.stringContaining("cannot be written (EEXIST)")]);
    }
  });

  it("works in a folder whose path is too long for a socket", async () => {
    const folder = project({});
    const deep = path.join(folder, "d".repeat(100));
    git(folder, "clone", "-q", ".", deep);
    const { code, stderr } = await drover(deep, ["init"]);
    expect([code, stderr]).toEqual([0, ""]);
    const daemon = await serve(deep);
    expect((await status(deep))?.pid).toBe(daemon.pid);
  });
});
