import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { createProcessHost } from "../../src/executors/supervisor/index.ts";
import { ENV, GEN, newHost, processesWith, program, script, startNode, textOf, until } from "./support.ts";

const ENSURE = path.resolve(import.meta.dirname, "../fixtures/ensure.mjs");

describe("starting", () => {
  it("runs a script to its end and keeps what it said", async () => {
    const { host, cwd } = newHost();
    const found = await host.ensure(script("echo out; echo err >&2; pwd; exit 3", cwd));
    expect(found.origin).toBe("started");
    expect(await found.exit).toEqual({ type: "exited", code: 3 });
    expect(textOf(found.files.stdout)).toBe(`out\n${cwd}\n`);
    expect(textOf(found.files.stderr)).toBe("err\n");
  });

  it.each([
    ["a failing command ends the script", "false\necho never", 1],
    ["a command that does not exist gives 127", "no-such-command\necho never", 127],
    ["a mistake in the shell's grammar gives 2", "if then", 2],
    ["a trap of the script's own keeps the exit code", "trap 'echo bye' EXIT\nexit 4", 4],
    ["exec keeps the exit code", "exec sh -c 'exit 5'", 5],
    ["97 is a code like any other", "exit 97", 97],
    ["an empty script succeeds", "", 0],
  ])("%s", async (_, text, code) => {
    const { host, cwd } = newHost();
    const { exit, files } = await host.ensure(script(text, cwd));
    expect(await exit).toEqual({ type: "exited", code });
    expect(textOf(path.join(files.folder, "exit"))).toBe(`${code}\n`);
    expect(textOf(files.stdout)).not.toContain("never");
  });

  it.each([
    ['exec rm -rf "$DROVER_ATTEMPT_DIR"', { type: "exited", code: 0 }],
    ['rm -rf "$DROVER_ATTEMPT_DIR"; kill -9 $$', { type: "signaled", signal: "SIGKILL" }],
  ])("tells the end of a script whose folder is gone: %s", async (text, end) => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(script(text, cwd));
    expect(await exit).toEqual(end);
  });

  it("gives a program its arguments without a shell reading them", async () => {
    const { host, cwd } = newHost();
    const { exit, files } = await host.ensure(program(["printf", "%s|", "a b", "$HOME", "'", "*", "ü"], cwd));
    expect(await exit).toEqual({ type: "exited", code: 0 });
    expect(textOf(files.stdout)).toBe("a b|$HOME|'|*|ü|");
  });

  it("starts 200 at once and tells each one's own end", async () => {
    const { host, cwd } = newHost();
    const codes = Array.from({ length: 200 }, (_, i) => i % 90);
    const all = await Promise.all(
      codes.map((code, i) => host.ensure(script(`exit ${code}`, cwd, { gen: Gen(`run.${i}.0`) }))),
    );
    const exits = await Promise.all(all.map((one) => one.exit));
    expect(exits).toEqual(codes.map((code) => ({ type: "exited", code })));
  });

  it("misses no end while it is too busy to listen", async () => {
    const { host, cwd } = newHost();
    const starts = Array.from({ length: 300 }, (_, i) =>
      host.ensure(script(`sleep 0.3; exit ${i % 90}`, cwd, { gen: Gen(`run.${i}.2`) })),
    );
    // Long enough for what the system keeps for a slow reader to fill.
    for (const end = performance.now() + 1500; performance.now() < end;);
    const exits = await Promise.all((await Promise.all(starts)).map((found) => found.exit));
    expect(exits).toEqual(starts.map((_, i) => ({ type: "exited", code: i % 90 })));
  });

  it("takes a program named like a word of the shell for the program", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(program(["test", "a", "=", "b"], cwd));
    expect(await exit).toEqual({ type: "exited", code: 1 });
  });

  it("hands over standard input as it is, and /dev/null where there is none", async () => {
    const { host, cwd } = newHost();
    const stdin = "zwei Zeilen,\nmit Ümläuten 🐑 und ohne Ende";
    const first = await host.ensure(program(["cat"], cwd, { stdin }));
    const second = await host.ensure(program(["cat"], cwd, { gen: Gen("run.2.0") }));
    await Promise.all([first.exit, second.exit]);
    expect(textOf(first.files.stdout)).toBe(stdin);
    expect(textOf(second.files.stdout)).toBe("");
  });

  it("gives the child exactly the environment it was told, and the marks", async () => {
    const { host, cwd, folder } = newHost();
    const env = { PATH: process.env["PATH"] ?? "", GREETING: "grüß 'dich'" };
    const { exit, files } = await host.ensure(program(["env"], cwd, { env }));
    await exit;
    const names = textOf(files.stdout)
      .split("\n")
      .map((line) => line.split("=")[0] ?? "");
    // PWD and _ are made by shells themselves.
    expect(names.filter((name) => !["", "PWD", "_"].includes(name)).toSorted()).toEqual([
      "DROVER_ATTEMPT_DIR",
      "DROVER_EFFECT",
      "DROVER_OUTPUT",
      "DROVER_STATE",
      "GREETING",
      "PATH",
    ]);
    expect(textOf(files.stdout)).toContain(`GREETING=${env.GREETING}\n`);
    expect(textOf(files.stdout)).toContain(`DROVER_EFFECT=${GEN}\n`);
    expect(textOf(files.stdout)).toContain(`DROVER_STATE=${folder}\n`);
  });

  it("leaves no variable of its own in the script's shell", async () => {
    const { host, cwd } = newHost();
    const { exit, files } = await host.ensure(script("set", cwd));
    await exit;
    expect(textOf(files.stdout)).not.toMatch(/^drover_/m);
  });

  it("works in a folder whose name a shell would trip over", async () => {
    const { folder } = newHost();
    const odd = path.join(folder, 'it\'s $HOME; "odd" ü');
    const host = createProcessHost({ folder: odd });
    const { exit, files } = await host.ensure(script("echo fine; exit 6", odd));
    expect(await exit).toEqual({ type: "exited", code: 6 });
    expect(textOf(path.join(files.folder, "exit"))).toBe("6\n");
  });
});

describe("what cannot be started", () => {
  it("names a program that is not there", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(program(["no-such-agent", "-p"], cwd));
    expect(await exit).toMatchObject({
      type: "not_started",
      code: "ENOENT",
      message: expect.stringContaining('"no-such-agent"'),
    });
  });

  it("looks for programs on the child's own PATH", async () => {
    const { host, cwd } = newHost();
    fs.writeFileSync(path.join(cwd, "own-tool"), "#!/bin/sh\necho own\n", { mode: 0o755 });
    const here = await host.ensure(program(["own-tool"], cwd, { env: { PATH: cwd } }));
    const there = await host.ensure(program(["own-tool"], cwd, { gen: Gen("run.2.0") }));
    expect(await here.exit).toEqual({ type: "exited", code: 0 });
    expect(await there.exit).toMatchObject({ type: "not_started", code: "ENOENT" });
  });

  it("tells a file that is not executable from one that is missing", async () => {
    const { host, cwd } = newHost();
    fs.writeFileSync(path.join(cwd, "plain"), "text");
    const { exit } = await host.ensure(program(["./plain"], cwd));
    expect(await exit).toMatchObject({
      type: "not_started",
      code: "EACCES",
      message: expect.stringContaining("not executable"),
    });
  });

  it("names a working folder that is not there", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(script("true", `${cwd}/gone`));
    expect(await exit).toMatchObject({
      type: "not_started",
      code: "ENOTDIR",
      message: expect.stringContaining(`${cwd}/gone`),
    });
  });

  it("names the variable that is too large", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(script("true", cwd, { env: { PATH: "/bin", BIG: "x".repeat(300_000) } }));
    expect(await exit).toMatchObject({
      type: "not_started",
      code: "E2BIG",
      message: expect.stringContaining("BIG with 300000 bytes"),
    });
  });

  it("can be started later, since nothing ran", async () => {
    const { host, cwd } = newHost();
    const folder = `${cwd}/later`;
    expect(await (await host.ensure(script("true", folder))).exit).toMatchObject({ type: "not_started" });
    fs.mkdirSync(folder);
    expect(await (await host.ensure(script("true", folder))).exit).toEqual({ type: "exited", code: 0 });
  });
});

describe("finding again", () => {
  it("adopts a process whose engine was killed with -9, and learns its exit", async () => {
    const { host, folder, cwd } = newHost();
    const text = `echo once >>"${cwd}/starts"; while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; exit 7`;
    const engine = startNode(ENSURE, [folder, GEN, text]);
    const first = JSON.parse(await until(() => engine.lines()[0]));
    await until(() => textOf(`${cwd}/starts`) !== "");
    engine.kill();
    await engine.exit;
    const found = await host.ensure(script(text, cwd));
    expect(found).toMatchObject({ origin: "adopted", pid: first.pid });
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await found.exit).toEqual({ type: "exited", code: 7 });
    expect(textOf(`${cwd}/starts`)).toBe("once\n");
  });

  it("harvests what ended while no engine ran", async () => {
    const { host, folder, cwd } = newHost();
    const text = `while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; echo late; exit 8`;
    const engine = startNode(ENSURE, [folder, GEN, text]);
    await until(() => engine.lines()[0]);
    engine.kill();
    await engine.exit;
    fs.writeFileSync(`${cwd}/go`, "");
    await until(() => textOf(path.join(folder, GEN, "exit")) === "8\n");
    const found = await host.ensure(script(text, cwd));
    expect(found.origin).not.toBe("started");
    expect(await found.exit).toEqual({ type: "exited", code: 8 });
    expect(textOf(found.files.stdout)).toBe("late\n");
  });

  it("starts a generation once, however many engines ask at the same time", async () => {
    const { folder, cwd } = newHost();
    const text = `echo x >>"${cwd}/counter"; sleep 0.3; exit 9`;
    const engines = Array.from({ length: 10 }, () => startNode(ENSURE, [folder, GEN, text]));
    await Promise.all(engines.map((engine) => engine.exit));
    expect(textOf(`${cwd}/counter`)).toBe("x\n");
    expect(engines.map((engine) => engine.lines()[1])).toEqual(engines.map(() => '{"type":"exited","code":9}'));
  });

  it("gives the same process to everybody who asks in one engine", async () => {
    const { host, cwd } = newHost();
    const spec = script(`echo x >>"${cwd}/counter"`, cwd);
    const all = await Promise.all(Array.from({ length: 5 }, () => host.ensure(spec)));
    await Promise.all(all.map((one) => one.exit));
    expect(textOf(`${cwd}/counter`)).toBe("x\n");
    expect((await host.ensure(spec)).origin).toBe("harvested");
    expect(textOf(`${cwd}/counter`)).toBe("x\n");
  });

  it("says interrupted for a process that is gone without a record", async () => {
    const { host, folder, cwd } = newHost();
    const text = "while :; do sleep 0.02; done";
    const engine = startNode(ENSURE, [folder, GEN, text]);
    const { pid } = JSON.parse(await until(() => engine.lines()[0]));
    await until(() => textOf(path.join(folder, GEN, "claim")) !== "");
    engine.kill();
    await engine.exit;
    const found = await host.ensure(script(text, cwd));
    expect(found.origin).toBe("adopted");
    process.kill(pid, "SIGKILL");
    expect(await found.exit).toEqual({ type: "interrupted" });
  });

  it("says interrupted, not never started, of a script that removes its attempt's folder and fails", async () => {
    const { host, cwd } = newHost();
    const { exit } = await host.ensure(script('rm -rf "$DROVER_ATTEMPT_DIR"; exit 3', cwd));
    expect(await exit).toEqual({ type: "interrupted" });
  });

  it("does not take a later process with the same pid for the one that claimed", async () => {
    const { host, folder, cwd } = newHost();
    const stat = fs.readFileSync("/proc/self/stat", "utf8").trim();
    const fields = stat.split(" ");
    fields[21] = String(Number(fields[21]) - 1);
    const boot = textOf("/proc/sys/kernel/random/boot_id").trim();
    fs.mkdirSync(path.join(folder, GEN));
    fs.writeFileSync(path.join(folder, GEN, "claim"), `${boot} ${fields.join(" ")}\n`);
    expect(await (await host.ensure(script("true", cwd))).exit).toEqual({ type: "interrupted" });
  });

  it("takes nothing for alive that claimed before the machine was booted", async () => {
    const { host, folder, cwd } = newHost();
    fs.mkdirSync(path.join(folder, GEN));
    fs.writeFileSync(path.join(folder, GEN, "claim"), `another-boot ${textOf("/proc/self/stat").trim()}\n`);
    expect(await (await host.ensure(script("true", cwd))).exit).toEqual({ type: "interrupted" });
    fs.writeFileSync(path.join(folder, GEN, "exit"), "0\n");
    expect(await (await host.ensure(script("true", cwd))).exit).toEqual({ type: "exited", code: 0 });
  });

  it("starts again where the engine died before the child was there", async () => {
    const { host, folder, cwd } = newHost();
    fs.mkdirSync(path.join(folder, GEN));
    fs.writeFileSync(path.join(folder, GEN, "script"), "exit 1 # half writ");
    const found = await host.ensure(script("exit 2", cwd, { decidedAt: Date.now() }));
    expect(found.origin).toBe("started");
    expect(await found.exit).toEqual({ type: "exited", code: 2 });
  });

  it("does not start what was decided before the last boot: a power cut may have taken the claim", async () => {
    const { host, cwd } = newHost();
    const found = await host.ensure(script(`touch "${cwd}/ran"`, cwd, { decidedAt: 1 }));
    expect(await found.exit).toEqual({ type: "interrupted" });
    expect(fs.existsSync(`${cwd}/ran`)).toBe(false);
  });

  it.each(["", "0", "x\n", "00000\n", "-1\n", "0\n0\n"])("takes the record %j for no record", async (record) => {
    const { host, folder, cwd } = newHost();
    fs.mkdirSync(path.join(folder, GEN));
    fs.writeFileSync(path.join(folder, GEN, "claim"), `another-boot ${textOf("/proc/self/stat").trim()}\n`);
    fs.writeFileSync(path.join(folder, GEN, "exit"), record);
    expect(await (await host.ensure(script("true", cwd))).exit).toEqual({ type: "interrupted" });
  });

  it("finds a living process by its mark when the claim cannot be read", async () => {
    const { host, folder, cwd } = newHost();
    const text = `while [ ! -e "${cwd}/go" ]; do sleep 0.02; done; exit 3`;
    const engine = startNode(ENSURE, [folder, GEN, text]);
    const { pid } = JSON.parse(await until(() => engine.lines()[0]));
    await until(() => textOf(path.join(folder, GEN, "claim")) !== "");
    engine.kill();
    await engine.exit;
    fs.writeFileSync(path.join(folder, GEN, "claim"), "");
    const found = await host.ensure(script(text, cwd));
    expect(found).toMatchObject({ origin: "adopted", pid });
    fs.writeFileSync(`${cwd}/go`, "");
    expect(await found.exit).toEqual({ type: "exited", code: 3 });
  });

  it("tells the signal that ended a process, to the next engine as well", async () => {
    const { host, cwd } = newHost();
    const spec = script("kill -9 $$", cwd);
    expect(await (await host.ensure(spec)).exit).toEqual({ type: "signaled", signal: "SIGKILL" });
    expect(await (await host.ensure(spec)).exit).toEqual({ type: "signaled", signal: "SIGKILL" });
  });
});

describe("ending", () => {
  it("leaves nothing alive of stubborn children in sessions of their own", async () => {
    const { host, cwd } = newHost(200);
    const mark = `4${process.pid}.5${Date.now() % 1000}`;
    const stubborn = `trap "" TERM; sleep ${mark}; sleep ${mark}`;
    const spec = script(
      `setsid sh -c '${stubborn}' & setsid setsid sh -c '${stubborn}' & trap "" TERM\nenv -i /bin/sleep ${mark} &\nwait; sleep ${mark}`,
      cwd,
    );
    const { exit } = await host.ensure(spec);
    await until(() => processesWith(mark).length >= 5);
    await host.kill(GEN);
    await until(() => processesWith(mark).length === 0);
    expect(await exit).toMatchObject({ type: "signaled" });
  });

  it("asks before it forces: what ends at SIGTERM may clean up", async () => {
    const { host, cwd } = newHost(5000);
    const spec = script(
      `trap 'echo clean >"${cwd}/end"; exit 0' TERM; : >"${cwd}/up"; while :; do sleep 0.02; done`,
      cwd,
    );
    const { exit } = await host.ensure(spec);
    await until(() => fs.existsSync(`${cwd}/up`));
    await host.kill(GEN);
    await exit;
    expect(textOf(`${cwd}/end`)).toBe("clean\n");
  });

  it("keeps a generation that was killed before its start from ever starting", async () => {
    const { host, cwd } = newHost();
    await host.kill(GEN);
    await host.kill(GEN);
    expect(await (await host.ensure(script(`touch "${cwd}/ran"`, cwd))).exit).toEqual({ type: "interrupted" });
    expect(fs.existsSync(`${cwd}/ran`)).toBe(false);
  });

  it("says interrupted of an adopted process that somebody else ended with SIGTERM", async () => {
    const { host, folder, cwd } = newHost();
    const engine = startNode(ENSURE, [folder, GEN, `: >"${cwd}/up"; sleep 30`]);
    const { pid } = JSON.parse(await until(() => engine.lines()[0]));
    await until(() => fs.existsSync(`${cwd}/up`));
    engine.kill();
    await engine.exit;
    process.kill(pid, "SIGTERM");
    expect(await (await host.ensure(script("", cwd))).exit).toEqual({ type: "interrupted" });
  });

  it("reaps what nobody owns, in its own state folder only", async () => {
    const [mine, other] = [newHost(), newHost()];
    const spec = script("sleep 30", mine.cwd);
    const kept = await mine.host.ensure({ ...spec, gen: Gen("kept.1.0") });
    const orphan = await mine.host.ensure({ ...spec, gen: Gen("orphan.1.0") });
    const foreign = await other.host.ensure({ ...spec, gen: Gen("orphan.1.0") });
    for (const one of [kept, orphan, foreign]) await until(() => textOf(path.join(one.files.folder, "claim")) !== "");
    expect(await mine.host.reap((gen) => gen.startsWith("kept"))).toEqual(["orphan.1.0"]);
    expect(await orphan.exit).toMatchObject({ type: "signaled" });
    for (const one of [kept, foreign]) expect(() => process.kill(one.pid ?? 0, 0)).not.toThrow();
    expect(await mine.host.reap((gen) => gen.startsWith("kept"))).toEqual([]);
  });

  it("ends all others where one cannot be, and says which", async () => {
    const { host, cwd, folder } = newHost();
    const env = { ...ENV, DROVER_STATE: folder, DROVER_EFFECT: "no/name" };
    const odd = spawn("sleep", ["30"], { env, stdio: "ignore" });
    onTestFinished(() => void odd.kill("SIGKILL"));
    const stubborn = `trap "" TERM; touch on; while :; do sleep 0.0${process.pid}; done`;
    const orphan = await host.ensure(script(stubborn, cwd, { gen: Gen("orphan.1.0") }));
    await until(() => fs.existsSync(path.join(cwd, "on")));
    await expect(host.reap(() => false)).rejects.toThrow('"no/name"');
    expect(processesWith(`0.0${process.pid}`)).toEqual([]);
    expect(await orphan.exit).toMatchObject({ type: "signaled" });
    odd.kill("SIGKILL");
    await once(odd, "exit");
  });

  it.each([
    ["a file", (folder: string) => fs.writeFileSync(folder, "")],
    ["nothing", () => undefined],
  ])("ends a process that has put %s in the place of its folder", async (_, put) => {
    const { host, cwd } = newHost();
    const { files, exit } = await host.ensure(script(`sleep 30.${process.pid}`, cwd));
    await until(() => textOf(path.join(files.folder, "claim")) !== "");
    fs.rmSync(files.folder, { recursive: true });
    put(files.folder);
    await host.kill(GEN);
    await exit;
    expect(processesWith(`30.${process.pid}`)).toEqual([]);
  });

  it.each(["claim", "exit", "stdout", "said"])("is not held up by a pipe in the place of %s", async (name) => {
    const { host, cwd } = newHost();
    const { files, exit } = await host.ensure(script("sleep 30", cwd));
    await until(() => textOf(path.join(files.folder, "claim")) !== "");
    fs.rmSync(path.join(files.folder, name), { force: true });
    execFileSync("mkfifo", [path.join(files.folder, name)]);
    const talk = host.talk(GEN, exit);
    await host.kill(GEN);
    expect(await talk.hear()).toBeNull();
    expect((await (await host.ensure(script("true", cwd))).exit).type).toMatch(/interrupted|signaled/);
  });

  it("tells all that was said by the time at which nobody wants to hear more", async () => {
    const { host, cwd } = newHost();
    const { files, exit } = await host.ensure(
      script("echo one; until [ -e go ]; do sleep 0.02; done; echo two; exec sleep 30", cwd),
    );
    await until(() => textOf(files.stdout) === "one\n");
    const talk = host.talk(GEN, exit);
    const enough = AbortSignal.abort();
    expect(await talk.hear(enough)).toBe("one");
    fs.writeFileSync(path.join(cwd, "go"), "");
    await until(() => textOf(files.stdout) === "one\ntwo\n");
    expect(await talk.hear(enough)).toBeNull();
    expect(await talk.hear(AbortSignal.abort())).toBe("two");
    const waiting = new AbortController();
    const heard = talk.hear(waiting.signal);
    waiting.abort();
    expect(await heard).toBeNull();
    await host.kill(GEN);
  });

  it("forgets an attempt that has ended, and refuses one that has not", async () => {
    const { host, cwd } = newHost();
    const { files, exit } = await host.ensure(script("sleep 30", cwd));
    await until(() => textOf(path.join(files.folder, "claim")) !== "");
    await expect(host.forget(GEN)).rejects.toThrow("is alive");
    await host.kill(GEN);
    await exit;
    await host.forget(GEN);
    await host.forget(GEN);
    expect(fs.existsSync(files.folder)).toBe(false);
  });
});
