import { describe, expect, it, vi } from "vitest";
import {
  approve,
  go,
  holding,
  makeProject,
  promptsOf,
  runsOf,
  until,
  virtualClock,
  write,
  type Going,
} from "./project.ts";

const at = (text: string): number => Date.parse(text);
const MINUTE = 60_000;

const scheduled = (keys: string): Record<string, string> => ({
  ".drover/workflows/hold.yaml": holding(`  - { ${keys}, with: { prompt: "\${{ due.time }}" } }\n`),
});

const dueTimes = (going: Going): readonly string[] => promptsOf(going).map((time) => time.slice(0, 16));

describe("a schedule", () => {
  it("starts a run at each due time in its time zone, the change of the clocks included", async () => {
    const clock = virtualClock(at("2026-03-27T12:00:00Z"));
    const root = makeProject(scheduled('schedule: "30 2 * * *", timezone: Europe/Berlin, overlap: allow'));
    const going = await go(root, { clock });
    await clock.advance(at("2026-03-31T12:00:00Z"));
    // On the 29th there is no half past two: the clocks go from two to three.
    expect(dueTimes(going)).toEqual(["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30", "2026-03-31T00:30"]);
    expect(going.triggers.list()[0]).toMatchObject({
      name: "hold.schedule",
      nextDue: at("2026-04-01T00:30:00Z"),
      counts: { started: 4 },
    });
    expect(going.faults).toEqual([]);
  });

  it("takes an hour that comes twice once", async () => {
    const clock = virtualClock(at("2026-10-24T12:00:00Z"));
    const root = makeProject(scheduled('schedule: "30 2 * * *", timezone: Europe/Berlin, overlap: allow'));
    const going = await go(root, { clock });
    await clock.advance(at("2026-10-26T12:00:00Z"));
    expect(dueTimes(going)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
  });

  it.each([
    ["none", ["2026-01-01T01:00", "2026-01-01T09:00"]],
    ["last", ["2026-01-01T01:00", "2026-01-01T08:00", "2026-01-01T09:00"]],
    ["all", Array.from({ length: 9 }, (_, i) => `2026-01-01T0${i + 1}:00`)],
  ])("that was not looked at for hours catches up with %s of its due times", async (policy, expected) => {
    const root = makeProject(scheduled(`schedule: "0 * * * *", overlap: allow, catch-up: ${policy}`));
    const first = virtualClock(at("2026-01-01T00:30:00Z"));
    const before = await go(root, { clock: first });
    await first.advance(at("2026-01-01T01:30:00Z"));
    await before.close();
    const second = virtualClock(at("2026-01-01T08:30:00Z"));
    const going = await go(root, { clock: second });
    await second.advance(at("2026-01-01T09:30:00Z"));
    expect(dueTimes(going)).toEqual(expected);
  });

  it("catches up with a hundred due times at most, the latest", async () => {
    const root = makeProject(scheduled('schedule: "* * * * *", overlap: allow, catch-up: all'));
    const before = await go(root, { clock: virtualClock(at("2026-01-01T00:00:30Z")) });
    await until(() => before.triggers.list()[0]?.nextDue);
    await before.close();
    const clock = virtualClock(at("2026-02-01T00:00:30Z"));
    const going = await go(root, { clock });
    await clock.advance(clock.now());
    expect(dueTimes(going)).toHaveLength(100);
    expect(dueTimes(going)[0]).toBe("2026-01-31T22:21");
    expect(dueTimes(going).at(-1)).toBe("2026-02-01T00:00");
  });

  it("skips a due time while the run before it goes on, unless it says otherwise", async () => {
    const clock = virtualClock(at("2026-01-01T00:30:00Z"));
    const going = await go(makeProject(scheduled('schedule: "0 * * * *"')), { clock });
    await clock.advance(at("2026-01-01T03:30:00Z"));
    expect(dueTimes(going)).toEqual(["2026-01-01T01:00"]);
    expect(going.triggers.list()[0]?.counts).toEqual({ started: 1, rejected: 0, skipped: 2 });
    for (const { run } of runsOf(going)) await approve(going, run);
    await clock.advance(at("2026-01-01T04:30:00Z"));
    expect(dueTimes(going)).toEqual(["2026-01-01T01:00", "2026-01-01T04:00"]);
  });

  it("queues due times over a restart, and starts the next one when the run before it has ended", async () => {
    const root = makeProject(scheduled('schedule: "0 * * * *", overlap: queue'));
    const clock = virtualClock(at("2026-01-01T00:30:00Z"));
    const before = await go(root, { clock });
    await clock.advance(at("2026-01-01T03:30:00Z"));
    expect(dueTimes(before)).toEqual(["2026-01-01T01:00"]);
    await before.close();
    const going = await go(root, { clock: virtualClock(at("2026-01-01T03:31:00Z")) });
    for (const count of [2, 3]) {
      const [newest] = runsOf(going);
      if (newest !== undefined) await approve(going, newest.run);
      await until(() => runsOf(going).length === count);
    }
    expect(dueTimes(going)).toEqual(["2026-01-01T01:00", "2026-01-01T02:00", "2026-01-01T03:00"]);
    // A run is there a moment before it is counted.
    await until(() => going.triggers.list()[0]?.counts.started === 3);
  });

  it("begins anew when its times are changed, and when it was switched off meanwhile", async () => {
    const root = makeProject(scheduled('schedule: "0 * * * *", overlap: allow, catch-up: all'));
    const clock = virtualClock(at("2026-01-01T00:30:00Z"));
    const going = await go(root, { clock });
    await clock.advance(at("2026-01-01T01:30:00Z"));
    write(
      root,
      ".drover/workflows/hold.yaml",
      scheduled('schedule: "15 * * * *", overlap: allow, catch-up: all, enabled: false')[
        ".drover/workflows/hold.yaml"
      ] ?? "",
    );
    await going.triggers.reload();
    expect(going.triggers.list()[0]).toMatchObject({ state: "disabled", nextDue: null });
    write(
      root,
      ".drover/workflows/hold.yaml",
      scheduled('schedule: "15 * * * *", overlap: allow, catch-up: all')[".drover/workflows/hold.yaml"] ?? "",
    );
    await going.triggers.reload();
    await until(() => going.triggers.list()[0]?.nextDue === at("2026-01-01T02:15:00Z"));
    await clock.advance(at("2026-01-01T02:30:00Z"));
    expect(dueTimes(going)).toEqual(["2026-01-01T01:00", "2026-01-01T02:15"]);
  });

  it("keeps a due time whose inputs do not fit as a dead letter", async () => {
    const root = makeProject({
      ".drover/workflows/hold.yaml": holding(
        '  - { schedule: "0 * * * *", with: { prompt: x, count: "${{ due.time }}" } }\n',
      ),
    });
    const clock = virtualClock(at("2026-01-01T00:30:00Z"));
    const going = await go(root, { clock });
    await clock.advance(at("2026-01-01T01:01:00Z"));
    const [letter] = going.triggers.deadLetters("hold.schedule");
    expect(letter).toMatchObject({
      at: at("2026-01-01T01:00:00Z"),
      reason: expect.stringContaining('The input "count" is the text') as string,
      about: { due: { at: at("2026-01-01T01:00:00Z"), time: "2026-01-01T01:00:00.000Z" } },
    });
    write(
      root,
      ".drover/workflows/hold.yaml",
      holding('  - { schedule: "0 * * * *", with: { prompt: "${{ due.time }}" } }\n'),
    );
    await going.triggers.reload();
    await expect(going.triggers.replay("hold.schedule", letter?.id ?? "")).resolves.toMatchObject({
      outcome: "started",
    });
    expect(dueTimes(going)).toEqual(["2026-01-01T01:00"]);
    expect(going.triggers.deadLetters("hold.schedule")).toEqual([]);
  });

  it("goes by the clock again when it was put back: at a start, and while it is at work", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const root = makeProject(scheduled('schedule: "0 12 * * *", overlap: allow'));
      const wrong = await go(root, { clock: virtualClock(at("2030-01-01T00:30:00Z")) });
      await until(() => wrong.triggers.list()[0]?.nextDue === at("2030-01-01T12:00:00Z"));
      await wrong.close();
      const clock = virtualClock(at("2026-01-01T11:30:00Z"));
      const going = await go(root, { clock });
      await clock.advance(at("2026-01-02T12:30:00Z"));
      expect(dueTimes(going)).toEqual(["2026-01-01T12:00", "2026-01-02T12:00"]);
      await clock.advance(at("2026-01-01T11:45:00Z"));
      vi.advanceTimersByTime(MINUTE);
      await until(() => going.triggers.list()[0]?.nextDue === at("2026-01-01T12:00:00Z"));
      // Due times that were there already start nothing a second time.
      await clock.advance(at("2026-01-03T12:30:00Z"));
      expect(dueTimes(going)).toEqual(["2026-01-01T12:00", "2026-01-02T12:00", "2026-01-03T12:00"]);
      expect(going.faults).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("wakes at the next due time though the machine slept through its timer", async () => {
    const clock = virtualClock(at("2026-01-01T00:30:00Z"));
    const going = await go(makeProject(scheduled('schedule: "0 12 * * *"')), { clock });
    const asked: number[] = [];
    const watched = {
      ...clock,
      wakeAt: (to: number, wake: () => void) => (asked.push(to - clock.now()), clock.wakeAt(to, wake)),
    };
    await going.close();
    await go(going.root, { clock: watched });
    await until(() => asked.length > 0);
    expect(Math.max(...asked)).toBe(MINUTE);
  });
});
