import { describe, expect, it } from "vitest";
import { parseStat } from "../../src/executors/supervisor/linux-processes.ts";
import {
  parsePsEnvironments,
  parsePsGroups,
  parsePsIdentity,
  parsePsState,
} from "../../src/executors/supervisor/ps-processes.ts";
import { processIdentity } from "../../src/executors/supervisor/index.ts";

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
