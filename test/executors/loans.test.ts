import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { keeper } from "../../src/executors/opencode/client/server.ts";
import { attemptFiles, makeAttemptFolder } from "../../src/executors/supervisor/attempt-files.ts";
import { lentTo, moveLoan, readLoan, writeLoan } from "../../src/executors/supervisor/loan.ts";
import { ENV, newFolder, newHost, script, textOf, until } from "./support.ts";

const [ATTEMPT, SERVER] = [Gen("run.1.0"), Gen("run.server.0")];

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

  it.each(["run.1.0", "other.server.0", "../x"])("is no other run's, nor the attempt itself: %s", (gen) => {
    const { folder, attempt } = twoFolders();
    writeLoan(attempt, { gen: Gen(gen) });
    expect(lentTo(folder, ATTEMPT)).toBeNull();
  });

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

describe("the keeper of a server", () => {
  function keep(text: string, minutes: number) {
    const loan = path.join(newFolder(), "loan");
    fs.writeFileSync(loan, "");
    const at = Date.now() / 1000 - minutes * 60;
    fs.utimesSync(loan, at, at);
    const child = spawn("/bin/sh", ["-c", keeper(0.02), loan, "sh", "-c", text], { env: ENV, stdio: "ignore" });
    return { loan, ended: new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code))) };
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
