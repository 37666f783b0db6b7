import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { addressToldIn, borrowServer, keeper } from "../../src/executors/opencode/client/server.ts";
import { type AttemptFiles, attemptFiles, makeAttemptFolder } from "../../src/executors/supervisor/attempt-files.ts";
import { lentTo, moveLoan, readLoan, writeLoan } from "../../src/executors/supervisor/loan.ts";
import { ENV, newFolder, newHost, script, textOf, until } from "./support.ts";

const [ATTEMPT, SERVER] = [Gen("run.1.0"), Gen("run.opencode-0a.0")];

function twoFolders() {
  const folder = newFolder();
  const [attempt, server] = [ATTEMPT, SERVER].map((gen) => attemptFiles(folder, gen));
  if (attempt === undefined || server === undefined) throw new Error("two were asked for");
  makeAttemptFolder(attempt);
  makeAttemptFolder(server);
  return { folder, attempt, server };
}

describe("a process on loan", () => {
  it("is had by one at a time", () => {
    const { attempt, server } = twoFolders();
    writeLoan(server, { gen: SERVER, port: 1 });
    expect(fs.statSync(server.loan).mode & 0o777).toBe(0o600);
    expect([moveLoan(server, attempt), moveLoan(server, attempt)]).toEqual([true, false]);
    expect([readLoan(server), readLoan(attempt)]).toEqual([null, { gen: SERVER, port: 1 }]);
  });

  it.each(["run.1.0", "other.opencode-0a.0", "../x", "run.2.0", "run. x", "run.opencode-0a.0.1", "run.opencode-x.0"])(
    "is a server of the same run, nothing else: %s",
    (gen) => {
      const { folder, attempt } = twoFolders();
      writeLoan(attempt, { gen: Gen(gen) });
      expect(lentTo(folder, ATTEMPT)).toBeNull();
    },
  );

  it.each([
    ["a folder", (file: string) => fs.mkdirSync(file)],
    ["a pipe", (file: string) => void execFileSync("mkfifo", [file])],
    ["a link to itself", (file: string) => fs.symlinkSync(file, file)],
    ["a link to a loan", linked],
    ["no JSON", (file: string) => fs.writeFileSync(file, "\0{")],
    ["more than a loan has", (file: string) => fs.writeFileSync(file, `{"gen":"${SERVER}"}${" ".repeat(5000)}`)],
  ])("is nothing where an attempt has put something else in its place: %s", async (_, put) => {
    const { host, cwd, folder } = newHost();
    const { exit } = await host.ensure(script("touch on; sleep 1000", cwd, { gen: ATTEMPT }));
    await until(() => fs.existsSync(path.join(cwd, "on")));
    put(attemptFiles(folder, ATTEMPT).loan);
    await host.kill(ATTEMPT);
    expect(await exit).toMatchObject({ type: "signaled" });
    expect(lentTo(folder, ATTEMPT)).toBeNull();
  });

  function linked(file: string): void {
    fs.writeFileSync(`${file}.other`, JSON.stringify({ gen: SERVER }));
    fs.symlinkSync(`${file}.other`, file);
  }

  it("ends with the attempt that has it, and not with one that has given it back", async () => {
    const { host, cwd, folder } = newHost();
    const [attempt, server] = [attemptFiles(folder, ATTEMPT), attemptFiles(folder, SERVER)];
    const { exit } = await host.ensure(
      script("trap '' TERM; touch on; while :; do sleep 0.05; done", cwd, { gen: SERVER }),
    );
    await until(() => fs.existsSync(path.join(cwd, "on")));
    makeAttemptFolder(attempt);
    writeLoan(server, { gen: SERVER });
    await host.kill(ATTEMPT);
    expect(await Promise.race([exit, Promise.resolve("alive")])).toBe("alive");
    moveLoan(server, attempt);
    await host.kill(ATTEMPT);
    expect((await exit).type).toMatch(/signaled|exited|interrupted/);
  });

  it("is not started any more once the attempt that was about to has been ended", async () => {
    const { host, cwd, folder } = newHost();
    makeAttemptFolder(attemptFiles(folder, ATTEMPT));
    makeAttemptFolder(attemptFiles(folder, SERVER));
    writeLoan(attemptFiles(folder, ATTEMPT), { gen: SERVER });
    await host.kill(ATTEMPT);
    const { exit } = await host.ensure(script("touch ran", cwd, { gen: SERVER }));
    await exit;
    expect(fs.existsSync(path.join(cwd, "ran"))).toBe(false);
  });
});

describe("a server", () => {
  const FAKE = path.resolve(import.meta.dirname, "../fixtures/opencode-server.mjs");

  async function borrowed() {
    const { cwd, folder } = newHost();
    const own = attemptFiles(folder, ATTEMPT);
    makeAttemptFolder(own);
    const env = { ...ENV, OPENCODE_SESSIONS: cwd };
    const again = () => borrowServer(own.folder, { command: [process.execPath, FAKE], cwd, env, mcp: [] });
    const server = await again();
    return { own, server, again, pid: Number(textOf(path.join(cwd, "servers"))) };
  }

  it.each([
    ["is gone", (own: AttemptFiles) => fs.rmSync(own.loan)],
    ["is gone with its folder", (own: AttemptFiles) => fs.rmSync(own.folder, { recursive: true })],
  ])("ends when it is given back and its loan %s", async (_, take) => {
    const { own, server, pid } = await borrowed();
    take(own);
    expect(() => server.giveBack()).not.toThrow();
    await until(() => !isThere(pid));
  });

  it("can be had again, and has its password where an attempt's commands are not told of it", async () => {
    const { own, server, again } = await borrowed();
    const texts = fs.readdirSync(own.folder).map((name) => textOf(path.join(own.folder, name)));
    expect(texts.join("")).not.toContain(server.password);
    server.giveBack();
    expect(await again()).toMatchObject({ isNew: false, port: server.port, password: server.password });
  });

  it("is found by its own line alone, once that is whole", () => {
    const told = (text: string) => addressToldIn(text, "secret");
    const own = "opencode server listening on http://127.0.0.1:4096";
    expect(told(`see http://127.0.0.1:1 first\nplugin: ${own}\n`)).toBeNull();
    expect(told(own)).toBeNull();
    expect(told(`see http://127.0.0.1:1 first\n${own}\n`)).toEqual({ port: 4096, password: "secret" });
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("the keeper of a server", () => {
  function keep(text: string, minutes: number, graceS = 0.1) {
    const loan = path.join(newFolder(), "loan");
    fs.writeFileSync(loan, "");
    const at = Date.now() / 1000 - minutes * 60;
    fs.utimesSync(loan, at, at);
    const child = spawn("/bin/sh", ["-c", keeper(0.02, graceS), loan, "sh", "-c", text], { env: ENV, stdio: "ignore" });
    return { loan, child, ended: new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code))) };
  }

  it("ends it when it was free for more than five minutes, and nobody can take it from then on", async () => {
    const { loan, ended } = keep("exec sleep 1000", 7);
    expect(await ended).toBe(143);
    expect(fs.existsSync(loan)).toBe(false);
  });

  it("ends it when its folder is there no more", async () => {
    const { loan, ended } = keep("exec sleep 1000", 0);
    fs.rmSync(path.dirname(loan), { recursive: true });
    expect(await ended).toBe(143);
  });

  it("forces it when it does not end", async () => {
    const { ended } = keep("trap '' TERM; while :; do sleep 0.02; done", 7);
    expect(await ended).toBe(137);
  });

  it("passes on what it is asked, and ends after it", async () => {
    const file = path.join(newFolder(), "told");
    const { child, ended } = keep(
      `trap 'sleep 0.05; echo bye >> ${file}; exit 5' TERM; echo on > ${file}; while :; do sleep 0.01; done`,
      0,
      5,
    );
    await until(() => textOf(file).includes("on"));
    child.kill("SIGTERM");
    expect(await ended).toBe(5);
    expect(textOf(file)).toBe("on\nbye\n");
  });

  it("leaves one alone that was in use a short while ago, or is taken", async () => {
    const file = path.join(newFolder(), "ticks");
    const { loan, ended } = keep(`for i in 1 2 3 4 5; do sleep 0.05; echo $i >> ${file}; done; exit 7`, 3);
    await until(() => textOf(file).includes("2"));
    const at = Date.now() / 1000 - 3600;
    fs.renameSync(loan, `${loan}.taken`);
    fs.utimesSync(`${loan}.taken`, at, at);
    expect(await ended).toBe(7);
  });
});
