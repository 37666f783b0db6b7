import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { parseStat } from "../../src/executors/supervisor/linux-processes.ts";
import {
  parsePsEnvironments,
  parsePsGroups,
  parsePsIdentity,
  parsePsState,
} from "../../src/executors/supervisor/ps-processes.ts";
import { processIdentity } from "../../src/executors/supervisor/index.ts";
import type { MarkedProcesses } from "../../src/executors/supervisor/process-table.ts";
import { systemProcessTable } from "../../src/executors/supervisor/system-processes.ts";
import { ENV, newFolder, until } from "./support.ts";

const REST = "1 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 8675309 1 1";

describe("/proc/<pid>/stat", () => {
  it.each(["sh", "a b", "odd) S 1 (name"])("is read whatever the program is called (%s)", (name) => {
    expect(parseStat(`42 (${name}) S ${REST}`)).toEqual({
      identity: { pid: 42, start: "8675309" },
      state: "S",
      group: 42,
    });
  });

  it.each(["", "42", "42 (sh) S 1 2", "x (sh) S"])("is nothing when cut (%j)", (text) => {
    expect(parseStat(text)).toBeNull();
  });
});

describe("a look at marked processes", () => {
  const mark = (state: string) => ({ ...ENV, DROVER_STATE: state, DROVER_EFFECT: "r.1.0" });

  /** A process that does one thing after another for ever, looked at in its midst. */
  async function looksAt(chain: (self: string) => string, count: number): Promise<readonly MarkedProcesses[]> {
    const state = newFolder();
    const [file, stop] = [path.join(state, "chain.sh"), path.join(state, "stop")];
    fs.writeFileSync(file, `[ -e ${stop} ] && exit; ${chain(`sh ${file}`)}`);
    spawn("sh", [file], { detached: true, stdio: "ignore", env: mark(state) });
    const look = () => systemProcessTable().marked(state);
    await until(() => look().byMark.size > 0);
    const looks = [];
    for (; looks.length < count; await turn()) looks.push(look());
    fs.writeFileSync(stop, "");
    await until(() => [look(), look()].every(({ byMark, isSure }) => isSure && byMark.size === 0));
    return looks;
  }
  const blind = (looks: readonly MarkedProcesses[]) =>
    looks.filter(({ byMark, isSure }) => isSure && byMark.size === 0).length;

  it("is not sure of a process that is becoming another program", async () => {
    const looks = await looksAt((self) => `exec ${self}`, 150);
    expect(blind(looks)).toBe(0);
    expect(looks.some(({ byMark }) => byMark.size > 0)).toBe(true);
  });

  it("loses none that begins another and ends", async () => {
    expect(blind(await looksAt((self) => `${self} &`, 50))).toBe(0);
  });

  it("is sure while another program has no environment at all", async () => {
    const bare = spawn("/bin/sleep", ["60"], { stdio: "ignore", env: {} });
    const state = newFolder();
    const found = spawn("/bin/sleep", ["60"], { stdio: "ignore", env: mark(state) });
    const look = await until(() => {
      const seen = systemProcessTable().marked(state);
      return seen.isSure && seen.byMark.size > 0 && seen;
    });
    expect([...look.byMark]).toEqual([["r.1.0", [found.pid]]]);
    bare.kill();
    found.kill();
  });
});

describe("ps", () => {
  it("gives pid and start, and the same start in a state line", () => {
    const start = "Fri Nov  7 09:08:07 2025";
    expect(parsePsIdentity(`42 ${start}`)).toEqual({ pid: 42, start: "Fri Nov 7 09:08:07 2025" });
    expect(parsePsState(`Ss   ${start}\n`)).toBe("Fri Nov 7 09:08:07 2025");
  });

  it("takes a zombie and a pid that is not there for gone", () => {
    expect([parsePsState("Z+ Fri Nov  7 09:08:07 2025"), parsePsState("")]).toEqual([null, null]);
  });

  it("finds marked processes of one state folder", () => {
    const text = [
      "  10 sleep 9 PATH=/bin DROVER_STATE=/a b/attempts DROVER_EFFECT=r.1.0 X=1",
      "  11 sleep 9 DROVER_EFFECT=r.1.0 DROVER_STATE=/a b/attempts",
      "  12 sleep 9 DROVER_EFFECT=r.1.0 DROVER_STATE=/a b/attempts2",
      "  13 sleep 9 MY_DROVER_EFFECT=r.1.0 DROVER_STATE=/a b/attempts",
    ].join("\n");
    expect([...parsePsEnvironments(text, "/a b/attempts")]).toEqual([["r.1.0", [10, 11]]]);
  });

  it("knows a group of zombies from a living one", () => {
    const text = "  42 Z\n   7 Ss\n 142 R\n";
    expect([42, 7, 142, 2].map((group) => parsePsGroups(text, group))).toEqual([false, true, true, false]);
  });
});

it("tells this process from a later one with its pid", () => {
  const own = processIdentity.current();
  expect(processIdentity.isAlive(process.pid, own)).toBe(true);
  expect(processIdentity.isAlive(process.ppid, own)).toBe(false);
  expect(processIdentity.isAlive(process.pid, "another-boot 1")).toBe(false);
});
