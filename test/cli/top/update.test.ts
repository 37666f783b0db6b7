import { describe, expect, it } from "vitest";
import { listedRuns } from "../../../src/cli/top/model/runs.ts";
import { resourcesFor } from "../../../src/cli/top/daemon/resources.ts";
import { pageOf, type LogPage, type State } from "../../../src/cli/top/model/state.ts";
import { appended, beginOf, NO_LOG, PIECE_BYTES, prepended, trimmed } from "../../../src/cli/top/model/raw-log.ts";
import type { Entry } from "../../../src/core/entry.ts";
import type { Gen } from "../../../src/core/ids.ts";
import { after, asking, begun, events, keys, runId, started, stepStarted } from "./state.ts";

const names = (state: State): readonly string[] =>
  listedRuns(state).map(({ row, depth }) => `${" ".repeat(depth)}${row.run.slice(-1)} ${row.status}`);

describe("the list of runs", () => {
  it("follows events: the newest first, children below their parents, folded when those are over", () => {
    const running = after(begun(), events(started("a"), started("b"), started("c", "child", runId("a"))));
    expect(names(running.state)).toEqual(["b running", "a running", " c running"]);
    const ended = {
      type: "run.ended",
      run: runId("a"),
      seq: 3,
      at: 9,
      status: "failed",
      output: null,
      error: null,
    } as const;
    const over = after(running.state, events(ended));
    expect(names(over.state)).toEqual(["b running", "a failed"]);
    expect(names(after(over.state, ...keys("j", " ")).state)).toEqual(["b running", "a failed", " c running"]);
  });

  it("begins with what has not ended, however much has begun and ended since", () => {
    const end = (tail: string) =>
      ({ type: "run.ended", run: runId(tail), seq: 3, at: 9, status: "succeeded", output: null, error: null }) as const;
    const begin = ["a", "b", "c", "d"].map((tail) => started(tail));
    const { state } = after(begun(), events(...begin, end("b"), end("d")));
    expect(names(state)).toEqual(["c running", "a running", "d succeeded", "b succeeded"]);
    expect(names(after(state, ...keys("/", "w", "o", "enter")).state)).toEqual(names(state));
    // Also those that are older than all that is listed.
    expect(resourcesFor(state).map((one) => ("path" in one ? one.path : ""))).toContain(
      "/runs?limit=500&status=queued&status=running&status=waiting",
    );
  });

  it("keeps what is selected while others come", () => {
    const { state } = after(
      begun(),
      events(started("a"), started("b")),
      ...keys("j"),
      events(started("c"), started("d")),
    );
    const opened = pageOf(after(state, ...keys("enter")).state);
    expect(opened).toMatchObject({ is: "run", run: runId("a") });
  });

  it("is filtered by status, and by what is typed, at once", () => {
    const { state } = after(begun(), events(started("a", "mend"), started("b", "build"), stepStarted("b", "tests")));
    expect(names(after(state, ...keys("/", "t", "e", "s")).state)).toEqual(["b running"]);
    expect(names(after(state, ...keys("/", "m", "enter")).state)).toEqual(["a running"]);
    expect(names(after(state, ...keys("/", "m", "escape")).state)).toHaveLength(2);
    expect(names(after(state, ...keys("f", "f")).state)).toEqual([]);
    // The daemon finds what stands in the inputs.
    const found = { type: "runs", search: "zz", items: [{ ...listedRuns(state)[0]!.row }] } as const;
    expect(names(after(state, ...keys("/", "z", "z"), found).state)).toHaveLength(1);
  });

  it("takes ten thousand events without keeping more than it shows", () => {
    const many = Array.from({ length: 10_000 }, (_, i) => i.toString(36));
    const end = (tail: string) =>
      ({ type: "run.ended", run: runId(tail), seq: 3, at: 9, status: "succeeded", output: null, error: null }) as const;
    const told = many.flatMap((tail) => [started(tail), end(tail)]);
    const batches = Array.from({ length: 200 }, (_, i) => events(...told.slice(i * 100, i * 100 + 100)));
    const { state } = after(begun(), ...batches);
    expect(state.runs.size).toBeLessThanOrEqual(2_000);
  });
});

describe("a wide list", () => {
  it("shows the selected run beside it, and opens what it has read already", () => {
    const wide = { type: "resized", size: { columns: 150, rows: 40 } } as const;
    const { state } = after(begun(), wide, events(started("a"), started("b")), ...keys("j"));
    expect(state.pages[0].beside?.run).toBe(runId("a"));
    expect(pageOf(after(state, ...keys("enter")).state)).toBe(state.pages[0].beside);
    expect(after(state, { type: "resized", size: { columns: 80, rows: 24 } }).state.pages[0].beside).toBeNull();
  });
});

describe("steering", () => {
  const asked = (): State => after(begun(), events(started("a")), { type: "asks", items: [asking("a")] }).state;

  it("allows only what is looked at", () => {
    expect(after(asked(), ...keys("tab", "y", "d", "n")).requests).toEqual([]);
    expect(after(asked(), ...keys("tab", "enter", "y")).requests).toEqual([
      { type: "answer", ask: asking("a"), answer: "allow", comment: null },
    ]);
  });

  it("denies with a reason, or without; Esc leaves it", () => {
    const open = ["tab", "enter", "d"];
    expect(after(asked(), ...keys(...open, "n", "o", "enter")).requests).toMatchObject([
      { answer: "deny", comment: "no" },
    ]);
    expect(after(asked(), ...keys(...open, "enter")).requests).toMatchObject([{ answer: "deny", comment: null }]);
    expect(after(asked(), ...keys(...open, "n", "escape")).requests).toEqual([]);
  });

  it("chooses an answer by its number, or takes words", () => {
    const question = asking("a", { kind: "question", choices: ["red", "blue"] });
    const { state } = after(begun(), { type: "asks", items: [question] });
    expect(after(state, ...keys("tab", "enter", "2")).requests).toMatchObject([{ answer: "reply", comment: "blue" }]);
    expect(after(state, ...keys("tab", "enter", "3", "a", "enter")).requests).toEqual([]);
    expect(after(state, ...keys("tab", "enter", "a", "x", "enter")).requests).toMatchObject([{ comment: "x" }]);
  });

  it("leaves the page of what was answered elsewhere: no key may hit the next one", () => {
    const { state, requests } = after(asked(), ...keys("tab", "enter"), { type: "asks", items: [] }, ...keys("a"));
    expect(pageOf(state).is).toBe("home");
    expect(requests).toEqual([]);
  });

  it("asks before it cancels, and takes a paste for words, never for keys", () => {
    const { state } = after(begun(), events(started("a")));
    expect(after(state, ...keys("c", "n")).requests).toEqual([]);
    expect(after(state, ...keys("c", "enter")).requests).toEqual([]);
    expect(after(state, ...keys("c", "y")).requests).toEqual([{ type: "cancel", run: runId("a") }]);
    expect(after(state, ...keys("c"), { type: "key", key: { pasted: "y" } }).requests).toEqual([]);
    expect(after(state, { type: "key", key: { pasted: "q" } }).requests).toEqual([]);
    const typed = after(state, ...keys("/"), { type: "key", key: { pasted: "two\nlines\u001B[2J" } }).state;
    expect(typed.prompt?.text).toBe("two lines[2J");
  });
});

describe("a log", () => {
  const gen = `${runId("a")}.2.1` as Gen;
  const attempts = {
    type: "attempts",
    run: runId("a"),
    items: [{ gen, step: "work", number: 1, isEnded: false, isAgent: true, status: null }],
  } as const;
  const entry = (id: string, text: string): Entry => ({ v: 1, id, at: null, type: "assistant", text });
  const opened = (): State => {
    const state = after(begun(), events(started("a"))).state;
    const page = { is: "log", run: runId("a"), step: "work", attempts: null, gen: null, form: "entries" } as const;
    const log: LogPage = {
      ...page,
      stream: "stdout",
      isDetailed: false,
      entries: [],
      forgotten: 0,
      raw: null,
      isEnded: false,
      scroll: { from: "bottom", rows: 0 },
    };
    return after({ ...state, pages: [state.pages[0], log] }, attempts).state;
  };
  const pageAfter = (...actions: Parameters<typeof after>[1][]): LogPage => {
    const page = pageOf(after(opened(), ...actions).state);
    if (page.is !== "log") throw new Error("no log");
    return page;
  };

  it("replaces entries by their id, and forgets the oldest", () => {
    const page = pageAfter({ type: "entries", gen, items: [entry("1", "a"), entry("2", "b"), entry("1", "c")] });
    expect(page.entries.map((one) => one.type === "assistant" && one.text)).toEqual(["c", "b"]);
    const many = Array.from({ length: 3_000 }, (_, i) => entry(`e${i}`, `${i}`));
    const long = pageAfter({ type: "entries", gen, items: many });
    expect([long.entries.length, long.forgotten]).toEqual([1_000, 2_000]);
  });

  it("stays where somebody reads while more comes, and follows at the end", () => {
    const first = {
      type: "entries",
      gen,
      items: Array.from({ length: 30 }, (_, i) => entry(`e${i}`, `${i}`)),
    } as const;
    const more = { type: "entries", gen, items: [entry("x", "one"), entry("y", "two")] } as const;
    expect(pageAfter(first, more).scroll.rows).toBe(0);
    const [up] = keys("k");
    // Each takes a line and an empty one.
    expect(pageAfter(first, up!, more).scroll.rows).toBe(1 + 4);
  });

  it("as it was written is read in pieces, lines whole, a few pieces at a time", () => {
    const piece = (offset: number, text: string) => ({ text, offset, next: offset + text.length, size: 10_000_000 });
    const line = `${"x".repeat(99)}\n`;
    const block = line.repeat(PIECE_BYTES / 100);
    let log = { ...NO_LOG, next: 5_000_000, size: 10_000_000 };
    for (let i = 0; i < 20; i++) log = trimmed(appended(log, piece(log.next, `${block}half a `)));
    expect(log.chunks.length).toBeLessThanOrEqual(6);
    for (const { text } of log.chunks.slice(0, -1)) expect(text.endsWith("\n")).toBe(true);
    const begin = beginOf(log);
    const before = prepended(log, piece(begin - 107, `${line}cut off`));
    expect(beginOf(before)).toBe(begin - 107);
    expect(before.chunks[1]?.text.startsWith("cut off")).toBe(true);
    // What was asked for before it moved on is of no use.
    expect(appended(log, piece(17, "old"))).toEqual(log);
  });
});
