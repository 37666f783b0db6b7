import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { createProcessHost } from "../../src/executors/supervisor/index.ts";
import { createSpareShells } from "../../src/executors/supervisor/spare-shells.ts";
import { spareJob } from "../../src/executors/supervisor/spare-job.ts";
import { attemptFiles } from "../../src/executors/supervisor/attempt-files.ts";
import { readClaim } from "../../src/executors/supervisor/claim.ts";
import { parseStat } from "../../src/executors/supervisor/linux-processes.ts";
import { systemProcessTable } from "../../src/executors/supervisor/system-processes.ts";
import { ENV, GEN, newFolder, newHost, processesWith, program, script, textOf, until } from "./support.ts";

const KEEPER = "spare-shells.pl";
const parentOf = (pid: number): number => Number(/^\d+ \(.*\) \S (\d+)/s.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? 0);
const commandOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`);
const keeperOf = (pid: number | null): number => {
  const parent = parentOf(pid ?? 0);
  expect(commandOf(parent)).toContain(KEEPER);
  return parent;
};

/** The oldest first: it gets the next job. */
const waitingShells = (folder: string): readonly number[] =>
  processesWith("/dev/stdin")
    .filter((pid) => textOf(`/proc/${pid}/environ`).includes(`DROVER_STATE=${folder}`))
    .filter((pid) => textOf(`/proc/${pid}/environ`).includes("DROVER_SHELL="))
    .toSorted((a, b) => a - b);

/** The one that gets the next job, once it waits for it, and the one after it. */
const nextShell = (folder: string): Promise<number> =>
  until(() => (waitingShells(folder).length === 2 ? waitingShells(folder)[0] : undefined));

/** Variables with which `perl` is a keeper that has a fault planted in it: a command of sed. */
function withKeeper(fault: string): Readonly<Record<string, string>> {
  const [folder, perl] = [newFolder(), execFileSync("which", ["perl"], { encoding: "utf8" }).trim()];
  const text = `#!/bin/sh\nsed '${fault}' "$1" >'${folder}/keeper.pl'; shift; exec '${perl}' '${folder}/keeper.pl' "$@"\n`;
  fs.writeFileSync(path.join(folder, "perl"), text, { mode: 0o755 });
  return { PATH: `${folder}:${ENV["PATH"] ?? ""}` };
}

describe("shells made ahead", () => {
  it("take the work, in a session of their own", async () => {
    const { host, cwd } = newHost();
    const { pid } = await host.ensure(script("sleep 30", cwd));
    keeperOf(pid);
    const place = (): readonly string[] =>
      (/^\d+ \(.*\) \S \d+ (\d+) (\d+)/s.exec(textOf(`/proc/${pid}/stat`)) ?? []).slice(1);
    // The work may be on its way before the shell has got that far.
    await until(() => place().join() === `${pid},${pid}`);
    expect(place()).toEqual([String(pid), String(pid)]);
    await host.kill(GEN);
  });

  it.each(["the engine lets go", "the keeper is killed"])("keep a step that is paused alive when %s", async (what) => {
    const { host, folder, cwd } = newHost();
    const spec = script(`: >"${cwd}/up"; while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; exit 4`, cwd);
    const first = await host.ensure(spec);
    await until(() => fs.existsSync(`${cwd}/up`));
    const [pid, keeper] = [first.pid ?? 0, keeperOf(first.pid)];
    process.kill(pid, "SIGSTOP");
    if (what === "the keeper is killed") process.kill(keeper, "SIGKILL");
    else host.release();
    await until(() => !commandOf(keeper).includes(KEEPER));
    process.kill(pid, "SIGCONT");
    const next = createProcessHost({ folder });
    const found = await next.ensure(spec);
    expect(found).toMatchObject({ origin: "adopted", pid });
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await found.exit).toEqual({ type: "exited", code: 4 });
    next.release();
  });

  it.runIf(process.platform === "linux")(
    "find the pipe that a conversation needs, made for its owner alone",
    async () => {
      const folder = newFolder();
      const pipe = path.join(folder, "a pipe");
      const shells = createSpareShells({ environment: ENV, state: folder });
      shells.prepare(["one"]);
      const child = await shells.start("one", `[ -p '${pipe}' ] && exit 7`, pipe);
      expect(await child?.ended).toEqual({ type: "exited", code: 7 });
      expect(fs.statSync(pipe).mode & 0o777).toBe(0o600);
      shells.release();
    },
  );

  it("keep a script that kills its own group from the others", async () => {
    const { host, cwd } = newHost();
    const other = await host.ensure(
      script(`while [ ! -e "${cwd}/go" ]; do sleep 0.02; done`, cwd, { gen: Gen("run.2.0") }),
    );
    const { exit } = await host.ensure(script("trap 'kill 0' EXIT; sleep 30 & exit 3", cwd));
    expect((await exit).type).toBe("signaled");
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await other.exit).toEqual({ type: "exited", code: 0 });
  });

  it.each([
    ["forked ahead", "DROVER_SHELL=", "DROVER_EFFECT="],
    ["forked for the step", "DROVER_EFFECT=", "DROVER_SHELL="],
  ])(
    "and %s, are found by a kill with all that they forked, and by the next engine's too",
    async (when, mark, other) => {
      const { host, folder, cwd } = newHost();
      if (when === "forked ahead") {
        host.prepare();
        await nextShell(folder);
      }
      const text = `(trap "" TERM; while :; do sleep 0.01; done) & : >"${cwd}/up"; sleep 30`;
      const { pid } = await host.ensure(script(text, cwd));
      await until(() => fs.existsSync(`${cwd}/up`));
      expect(textOf(`/proc/${pid}/environ`)).toContain(mark);
      expect(textOf(`/proc/${pid}/environ`)).not.toContain(other);
      const next = createProcessHost({ folder, killGraceMs: 100 });
      expect(await next.reap((gen) => gen === GEN)).toEqual([]);
      expect(await next.reap(() => false)).toEqual([GEN]);
      await until(() => processesWith(`${cwd}/up`).length === 0);
      next.release();
    },
  );

  it("are known by the next engine while their claim is made and not yet written", async () => {
    const { host, folder, cwd } = newHost();
    host.prepare();
    const waiting = await nextShell(folder);
    const spec = script(`: >"${cwd}/up"; while :; do sleep 0.02; done`, cwd);
    await host.ensure(spec);
    await until(() => fs.existsSync(`${cwd}/up`));
    fs.truncateSync(attemptFiles(folder, GEN).claim);
    const next = createProcessHost({ folder, killGraceMs: 100 });
    expect(await next.ensure(spec)).toMatchObject({ origin: "adopted", pid: waiting });
    next.release();
    const last = createProcessHost({ folder, killGraceMs: 100 });
    await last.kill(GEN);
    expect(commandOf(waiting)).toBe("");
    last.release();
  });

  it("pass nothing of theirs on to what they start", async () => {
    const { host, cwd } = newHost();
    const { exit, files } = await host.ensure(script("env", cwd));
    await exit;
    expect(textOf(files.stdout)).not.toMatch(/^(?:DROVER_SHELL|OLDPWD)=/m);
  });

  it("take away what they were started with where the step has it not", async () => {
    const host = createProcessHost({ folder: newFolder(), environment: { ...ENV, LANG: "C", TERM: "vt100" } });
    const { exit, files } = await host.ensure(
      script('echo "${LANG-none} ${TERM-none}"', newFolder(), { env: { ...ENV, TERM: "dumb" } }),
    );
    await exit;
    expect(textOf(files.stdout)).toBe("none dumb\n");
    host.release();
  });

  it("end when their engine lets go", async () => {
    const { host, folder } = newHost();
    host.prepare(40);
    await until(() => waitingShells(folder).length === 40);
    const keeper = keeperOf(waitingShells(folder)[0] ?? null);
    host.release();
    await until(() => !fs.existsSync(`/proc/${keeper}`));
    await expect.poll(() => waitingShells(folder)).toEqual([]);
  });

  it("take as many steps at once as were expected, and those that were not", async () => {
    const { host, folder, cwd } = newHost();
    host.prepare(20);
    await until(() => waitingShells(folder).length > 0);
    const text = `while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; exit 3`;
    const steps = Array.from({ length: 30 }, (_, i) => script(text, cwd, { gen: Gen(`run.1.${i}`) }));
    const started = await Promise.all(steps.map((step) => host.ensure(step)));
    expect(new Set(started.map(({ pid }) => pid)).size).toBe(30);
    fs.writeFileSync(`${cwd}/go`, "");
    const exits = await Promise.all(started.map(({ exit }) => exit));
    expect(exits.every((exit) => exit.type === "exited" && exit.code === 3)).toBe(true);
  });

  it("are forked when their job is there, where there was no room for them ahead", async () => {
    const environment = withKeeper("s/fork()/($main::forks++ ? fork() : undef)/");
    const folder = newFolder();
    const host = createProcessHost({ folder, environment, killGraceMs: 100 });
    host.prepare();
    await until(() => waitingShells(folder).length === 1);
    const { pid } = await host.ensure(script("sleep 30", newFolder()));
    expect(commandOf(parentOf(pid ?? 0))).toContain("keeper.pl");
    await host.kill(GEN);
    host.release();
  });

  it("claim for themselves, by their own pid and start", async () => {
    const { host, folder, cwd } = newHost();
    host.prepare();
    const waiting = await nextShell(folder);
    const { exit } = await host.ensure(script(`cp "/proc/$$/stat" "${cwd}/stat"; echo "\${drover_id-none}"`, cwd));
    await exit;
    const claim = readClaim(attemptFiles(folder, GEN), systemProcessTable());
    const start = parseStat(textOf(`${cwd}/stat`))?.identity.start;
    expect(claim).toMatchObject({ type: "process", identity: { pid: waiting, start }, shell: expect.any(String) });
    expect(textOf(attemptFiles(folder, GEN).stdout)).toBe("none\n");
  });

  it("claim for themselves, whatever variables there are, where the keeper cannot tell them who they are", async () => {
    const environment = { ...withKeeper("s#/proc/self/stat#/nowhere#"), drover_id: "another" };
    const folder = newFolder();
    const host = createProcessHost({ folder, environment });
    host.prepare();
    const waiting = await nextShell(folder);
    const { exit } = await host.ensure(script("exit 3", newFolder(), { env: environment }));
    expect(await exit).toEqual({ type: "exited", code: 3 });
    const claim = readClaim(attemptFiles(folder, GEN), systemProcessTable());
    expect(claim).toMatchObject({ type: "process", identity: { pid: waiting }, shell: expect.any(String) });
    host.release();
  });

  it("are told a script of one line, and read one of several from its file", async () => {
    const { host, folder, cwd } = newHost();
    const one = await host.ensure(script("echo one\\'s", cwd));
    const two = await host.ensure(script("echo two\nexit 4", cwd, { gen: Gen("run.2.0") }));
    expect([await one.exit, await two.exit]).toEqual([
      { type: "exited", code: 0 },
      { type: "exited", code: 4 },
    ]);
    expect([textOf(one.files.stdout), textOf(two.files.stdout)]).toEqual(["one's\n", "two\n"]);
    const hasFile = (gen: Gen): boolean => fs.existsSync(attemptFiles(folder, gen).script);
    expect([hasFile(GEN), hasFile(Gen("run.2.0"))]).toEqual([false, true]);
  });
});

describe("without them", () => {
  it("goes on watching what works when the keeper is killed, and starts the next one itself", async () => {
    const { host, cwd } = newHost();
    const first = await host.ensure(script(`while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; exit 4`, cwd));
    process.kill(keeperOf(first.pid), "SIGKILL");
    await until(() => parentOf(first.pid ?? 0) === 1 || !commandOf(parentOf(first.pid ?? 0)).includes(KEEPER));
    const second = await host.ensure(script("exit 5", cwd, { gen: Gen("run.2.0") }));
    expect(await second.exit).toEqual({ type: "exited", code: 5 });
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await first.exit).toEqual({ type: "exited", code: 4 });
  });

  it("starts elsewhere what a shell was given that was killed before it began", async () => {
    const { host, cwd, folder } = newHost();
    host.prepare();
    const waiting = await nextShell(folder);
    process.kill(waiting, "SIGSTOP");
    const { pid, exit } = await host.ensure(script(`echo ran >>"${cwd}/ran"; exit 3`, cwd));
    expect(pid).toBe(waiting);
    process.kill(waiting, "SIGKILL");
    expect(await exit).toEqual({ type: "exited", code: 3 });
    expect(textOf(`${cwd}/ran`)).toBe("ran\n");
  });

  it("starts elsewhere what it was given, too, when its keeper dies with it", async () => {
    const { host, cwd, folder } = newHost();
    host.prepare();
    const waiting = await nextShell(folder);
    process.kill(waiting, "SIGSTOP");
    const { pid, exit } = await host.ensure(script("exit 6", cwd));
    expect(pid).toBe(waiting);
    process.kill(keeperOf(waiting), "SIGKILL");
    process.kill(waiting, "SIGKILL");
    expect(await exit).toEqual({ type: "exited", code: 6 });
  });

  it("never shows a script half written to a shell that was given it by a keeper that died before it said so", async () => {
    const environment = withKeeper('s/report("S".*/kill "KILL", $;/');
    const text = `${": of no effect\n".repeat(20_000)}exit 7`;
    for (let round = 0; round < 20; round++) {
      const host = createProcessHost({ folder: newFolder(), environment });
      host.prepare();
      const { exit } = await host.ensure(script(text, newFolder()));
      expect(await exit).toEqual({ type: "exited", code: 7 });
      await host.reap(() => false);
      host.release();
    }
  });

  it("refuses a NUL in a variable, as a spawn does, and goes on with no other value", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(script(`touch "${cwd}/ran"`, cwd, { env: { ...ENV, A: "a\0b" } }));
    expect(await exit).toMatchObject({ type: "not_started", message: expect.stringContaining("null bytes") });
    expect(fs.existsSync(`${cwd}/ran`)).toBe(false);
  });

  it("lives on when no file descriptor is left", () => {
    const starved = `
      import { createProcessHost } from ${JSON.stringify(pathToFileURL(path.resolve("dist/executors/supervisor/index.js")).href)};
      import fs from "node:fs";
      const host = createProcessHost({ folder: ${JSON.stringify(newFolder())} });
      const open = [];
      try { for (;;) open.push(fs.openSync("/dev/null")); } catch {}
      for (const fd of open.splice(0, 3)) fs.closeSync(fd);
      host.prepare();
      setTimeout(() => { console.log("alive"); process.exit(0); }, 300);`;
    const limited = ["-c", 'ulimit -n 100; exec "$0" --input-type=module -e "$1"', process.execPath, starved];
    expect(execFileSync("/bin/sh", limited, { encoding: "utf8" })).toBe("alive\n");
  });

  it("says that there is none where perl is missing", async () => {
    const shells = createSpareShells({ environment: ENV, state: newFolder(), perl: "/nowhere/perl" });
    shells.prepare(["a"]);
    expect(await shells.start("a", "exit 0")).toBeNull();
    expect(await shells.start("b", "exit 0")).toBeNull();
  });

  it("says that there is none of that name", async () => {
    const shells = createSpareShells({ environment: ENV, state: newFolder() });
    expect(await shells.start("never", "exit 0")).toBeNull();
    shells.release();
  });

  it.each([
    ["two lines in a variable", "TEXT", "a\nb"],
    ["a long environment", "LONG", "x".repeat(5000)],
  ])("starts what one line cannot say: %s", async (_, name, value) => {
    const { host, cwd } = newHost();
    const { exit, files } = await host.ensure(program(["env"], cwd, { env: { ...ENV, [name]: value } }));
    expect(await exit).toEqual({ type: "exited", code: 0 });
    expect(textOf(files.stdout)).toContain(`${name}=${value}\n`);
  });
});

describe("a job", () => {
  const files = attemptFiles("/state", GEN);
  const job = (environment: Record<string, string>, given: Record<string, string> = {}): string | null =>
    spareJob({ spec: script("", "/it's here"), files, environment, given, argv: [], wrapper: ":" });

  it("is one line that quotes whatever it is given", () => {
    expect(job({ A: "it's $(x)" })).toContain(`export A='it'\\''s $(x)'`);
    expect(job({ A: "same" }, { A: "same", B: "gone" })).toContain("unset OLDPWD DROVER_SHELL B");
  });

  it.each([
    ["a line feed", "a\nb"],
    ["five thousand bytes", "x".repeat(5000)],
  ])("is not made with a value of %s", (_, value) => {
    expect(job({ A: value })).toBeNull();
  });

  it.each(["IFS", "PS4", "BASH_ENV", "UID", "OPTIND", "a-b", "1"])("is not made with a variable named %s", (name) => {
    expect(job({ [name]: "x" })).toBeNull();
  });
});
