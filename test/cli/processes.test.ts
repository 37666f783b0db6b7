import { describe, expect, it } from "vitest";
import { drover, ended, newestRun, project } from "./drover.ts";
import { isForHere } from "./here.ts";

const LOUD = `workspace: none
steps:
  - { id: loud, run: 'echo "to you: é"; echo "oh no" >&2; exit 1', on-failure: continue }
  - { id: ok, approve: Go on? }
`;

/** Without what differs from look to look: times, and the room on the disk. */
const steady = (text: string): string =>
  text.replaceAll(/\d+(?:\.\d+)?\s?m?s\b|\d{4}-\S+Z|[\d.]+ GiB/g, "<then>").replaceAll(/ {2,}/g, "  ");

const thatLook = (run: string): readonly (readonly string[])[] => [
  ["help", "run"],
  ["runs", "--json"],
  ["runs", "--jsno"],
  ["show", run],
  ["show", "zzzz"],
  ["status"],
  ["logs", run, "loud"],
  ["validate"],
  ["doctor"],
  ["agents"],
  ["agents", "show", "claude", "--json"],
  ["token"],
  ["messages", run],
];

/** Each is an engine for a moment, which others see. */
const thatDeliver = (run: string): readonly (readonly string[])[] => [
  ["send", run, "-m", "hello", "--step", "nothing", "--json"],
  ["answer", run, "x"],
  ["approve", "zzzz"],
];

describe("a command that tests carry out in their own process", () => {
  it("says and gives what the built one does as a process", async () => {
    const folder = project({ loud: LOUD });
    await drover(folder, ["run", "loud", "--no-wait", "-q"]);
    const run = await newestRun(folder);
    const looked = await Promise.all(thatLook(run).map(async (args) => ({ args, was: await ended(folder, args) })));
    const delivered = [];
    for (const args of thatDeliver(run)) delivered.push({ args, was: await ended(folder, args) });
    for (const { args, was } of [...looked, ...delivered]) {
      expect(isForHere(args, true)).toBe(true);
      const { code, stdout, stderr } = await drover(folder, args);
      expect([args, code, steady(stdout), steady(stderr)]).toEqual([
        args,
        was.code,
        steady(was.stdout),
        steady(was.stderr),
      ]);
    }
  });

  it("changes what the built one does as a process", async () => {
    const [one, other] = [project({ loud: LOUD }), project({ loud: LOUD })];
    const [here, there] = [drover, ended];
    for (const [folder, give] of [
      [one, here],
      [other, there],
    ] as const) {
      await drover(folder, ["run", "loud", "--no-wait", "-q"]);
      const run = await newestRun(folder);
      const approved = await give(folder, ["approve", run, "-c", "well", "--json"]);
      expect(approved).toEqual({ code: 0, stdout: `${JSON.stringify({ run, delivered: "stored" })}\n`, stderr: "" });
      expect((await drover(folder, ["resume", "-q"])).code).toBe(0);
      expect((await give(folder, ["export", run, "kept.gz"])).code).toBe(0);
      expect(await give(folder, ["delete", run, "--json"])).toMatchObject({ code: 0, stdout: `["${run}"]\n` });
      expect(await give(folder, ["import", "kept.gz", "--json"])).toMatchObject({ code: 0 });
      expect(await newestRun(folder)).toBe(run);
      expect((await give(folder, ["show", run])).stdout).toContain("well");
    }
  });
});
