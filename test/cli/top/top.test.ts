import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ask, endsLater, killed, serve } from "../../daemon/support.ts";
import { drover, eventually, go, json, newestRun, project, root, untilGo, workflow } from "../drover.ts";
import { DROVER, hasTmux, openPane, type Pane } from "./tmux.ts";

const ASKS = "workspace: none\nsteps:\n  - { id: ok, approve: 'Merge it?' }\n  - { id: after, run: 'true' }\n";

function shop(): string {
  const folder = endsLater(project({ asks: ASKS }));
  workflow(folder, "work", `workspace: none\nsteps:\n${untilGo(folder)}`);
  return folder;
}

/** A project with a daemon, and the dashboard on a terminal. */
async function watched(options: Parameters<typeof openPane>[1] = {}): Promise<{ folder: string; pane: Pane }> {
  const folder = shop();
  await serve(folder);
  const pane = openPane(folder, options);
  pane.type(`${DROVER} top; echo "ended with $?"`);
  pane.press("Enter");
  await pane.shows(/No runs yet/);
  return { folder, pane };
}

async function begin(folder: string, name: string): Promise<string> {
  const { stdout } = await ask(folder, ["run", name, "-d", "--json"]);
  return (JSON.parse(stdout) as { run: string }).run;
}

describe.skipIf(!hasTmux).concurrent("drover top", { timeout: 180_000 }, () => {
  it("shows a run as it begins, its steps and its log while it grows, and how it ends", async () => {
    const { folder, pane } = await watched();
    const run = await begin(folder, "work");
    await pane.shows(new RegExp(`› ● work +${run.slice(-6)} +running .* work`));
    pane.press("Enter");
    await pane.shows(/work \w{6} {2}● running[^]*›● work +\d+s/);
    pane.press("Enter");
    await pane.shows(/stdout {2}following[^]*at work/);
    go(folder);
    await pane.shows(/stdout {2}ended/);
    pane.press("Escape", "Tab");
    await pane.shows(/work started[^]*work succeeded after[^]*run succeeded/);
    pane.press("Escape");
    await pane.shows(/› ✓ work +\w{6} +succeeded/);
    pane.press("q");
    await pane.shows(/ended with 0/);
    expect(pane.screen()).not.toContain("Needs you");
  });

  it("lists what people are asked, allows it, and denies it with a reason", async () => {
    const { folder, pane } = await watched();
    const [first, second] = [await begin(folder, "asks"), await begin(folder, "asks")];
    await pane.shows(/2 need you/);
    pane.press("Tab", "Enter");
    await pane.shows(new RegExp(`Approval {2}ok of asks ${first.slice(-6)}[^]*Merge it\\?`));
    pane.press("a");
    await pane.shows(/Allowed: Merge it\?/);
    await pane.shows(/1 needs you/);
    pane.press("Enter", "d");
    await pane.shows(/Deny, because/);
    pane.type("not on a friday");
    pane.press("Enter");
    await pane.shows(/Denied: Merge it\?[^]*/);
    await pane.shows(/Nobody is asked anything/);
    await eventually(async () => (await json(folder, ["show", second])).status === "failed", "the denied run ends");
    expect((await json(folder, ["show", first])).status).toBe("succeeded");
    expect((await json(folder, ["show", second])).error?.message).toContain("not on a friday");
  });

  it("cancels only when that is said twice, and tries again what is over", async () => {
    const { folder, pane } = await watched();
    const run = await begin(folder, "work");
    await pane.shows(/› ● work/);
    pane.press("c");
    await pane.shows(/Cancel work \w{6}\?/);
    pane.press("x");
    await eventually(() => !pane.screen().includes("Cancel work"), "the question is gone");
    expect((await json(folder, ["show", run])).status).toBe("running");
    pane.press("c", "y");
    await pane.shows(/› ✗ work +\w{6} +canceled/);
    pane.press("R", "y");
    await pane.shows(/Started \w{6}, as/);
    await pane.shows(/● work +\w{6} +running[^]*✗ work +\w{6} +canceled/);
    go(folder);
    await pane.shows(/✓ work +\w{6} +succeeded/);
    expect(await newestRun(folder)).not.toBe(run);
  });

  it("says that the daemon was killed, starts another, and goes on where it was", async () => {
    const folder = shop();
    const daemon = await serve(folder);
    const pane = openPane(folder);
    pane.type(`${DROVER} top`);
    pane.press("Enter");
    await pane.shows(/No runs yet/);
    await begin(folder, "work");
    await pane.shows(/● work/);
    pane.press("Enter");
    await pane.shows(/›● work/);
    pane.press("Enter");
    await pane.shows(/at work/);
    await killed(daemon);
    await pane.shows(/The daemon has gone|The daemon was gone/);
    await pane.shows(/● 1 running/);
    go(folder);
    await pane.shows(/stdout {2}ended/);
    pane.press("Escape");
    await pane.shows(/work \w{6} {2}✓ succeeded/);
    expect((await ask(folder, ["stop"])).code).toBe(0);
    await pane.shows(/The daemon was stopped: S starts it/);
    pane.press("S");
    await eventually(
      () => !pane.screen().includes("The daemon was"),
      () => pane.screen(),
    );
  });

  it("fits a small terminal and a wide one, suspends and goes on, and gives the terminal back when it is ended", async () => {
    const { folder, pane } = await watched({ columns: 60, rows: 15 });
    await begin(folder, "asks");
    await pane.shows(/› ?▲⏸ asks/);
    expect(pane.screen().split("\n")[13]).toBe("");
    expect(pane.screen()).toMatch(/\? help {2}q quit/);
    pane.resize(150, 40);
    await pane.shows(/│ asks \w{6} {2}⏸ waiting[^]*│ ▲ ok +Merge it\?/);
    await pane.shows(/─{150}/);
    pane.press("C-z");
    await pane.shows(/Stopped[^]*ready>/);
    expect(pane.screen()).not.toContain("Needs you");
    pane.type("stty -a | grep -c -- ' -echo '; fg");
    pane.press("Enter");
    await pane.shows(/▲⏸ asks/);
    pane.press("j", "Enter");
    await pane.shows(/▲ ok +Merge it/);
    pane.press("C-z");
    await pane.shows(/Stopped[^]*ready>/);
    pane.type("kill -TERM %1; fg");
    pane.press("Enter");
    await pane.shows(/ended with 143|Terminated|ready>\n*$/);
    pane.type("echo still $((40+2))");
    pane.press("Enter");
    await pane.shows(/still 42/);
  });

  it("shows what agents say without letting it do anything, in ASCII and without colours where that is asked for", async () => {
    const folder = shop();
    const prompt = [
      { say: "日本 wide\n\u001b[2J\u001b[31mred\u0007 \u202Edib\u202C" },
      { wait: path.join(folder, "go"), for: 60_000 },
    ];
    workflow(
      folder,
      "talk",
      `workspace: none\nsteps:\n  - { id: work, agent: one, prompt: ${JSON.stringify(JSON.stringify(prompt))} }\n`,
    );
    mkdirSync(path.join(folder, ".sessions"));
    mkdirSync(path.join(folder, ".drover/agents"));
    const command = JSON.stringify([process.execPath, path.join(root, "test/fixtures/acp-agent.mjs")]);
    const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions") });
    writeFileSync(path.join(folder, ".drover/agents/one.yaml"), `executor: acp\ncommand: ${command}\nenv: ${env}\n`);
    await serve(folder);
    await begin(folder, "talk");
    const [utf8, ascii] = [openPane(folder), openPane(folder, { env: { LANG: "C", NO_COLOR: "1" } })];
    for (const pane of [utf8, ascii]) {
      pane.type(`${DROVER} top`);
      pane.press("Enter");
      await pane.shows(/talk +\w{6} +running .* work/);
      pane.press("Enter");
      await pane.shows(/. work +\d+s/);
      pane.press("Enter");
    }
    await utf8.shows(/ {2}日本 wide\n {2}\[2Jred dib\n/);
    expect(utf8.raw()).toContain("\u001B[32m");
    await ascii.shows(/ {2}\?\?\?\? wide\n {2}\[2Jred dib\n/);
    // oxlint-disable-next-line no-control-regex
    expect(ascii.raw()).not.toMatch(/\u001B\[\d+m/);
    expect(ascii.screen()).toMatch(/^[\0-\u007F]*$/);
    go(folder);
    await utf8.shows(/entries {2}ended/);
  });
});

describe("drover top without a terminal", () => {
  it("says what to use instead", async () => {
    const { code, stderr } = await drover(shop(), ["top"]);
    expect(code).toBe(64);
    expect(stderr).toContain("`drover runs`");
    expect(stderr).toContain("`drover status`");
  });
});
