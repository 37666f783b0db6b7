import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DefinitionHash, RunId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { ArchivedRun, Store } from "../../src/core/store.ts";
import { childOf, commitOf, entryOf, HASH, runId, snapshotOf, stepOf, timerOf } from "./samples.ts";

const [A, B, C] = [runId(1), runId(2), runId(3)] as const;
const runsOf = (found: Iterable<{ run: RunId }>): RunId[] => [...found].map(({ run }) => run);

/** What every store must do; each implementation's test file calls it once with a way to open an empty one. */
export function describeStore(name: string, openEmpty: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await openEmpty();
    });
    afterEach(() => store.close());

    describe("a commit", () => {
      it("leaves the snapshot, the steps, the journal entry, the dedupe key and the timers", async () => {
        const timer = timerOf(A, 0, 5000);
        const commit = commitOf(A, 1, {
          steps: { setup: stepOf({ status: "succeeded" }), test: stepOf() },
          dedupe: "letter-1",
          timers: { set: [timer], clear: [] },
        });
        await store.commit(commit);
        expect(store.getState(A)).toEqual({ snapshot: commit.snapshot, steps: commit.steps });
        expect(store.getSnapshot(A)).toEqual(commit.snapshot);
        expect([...store.journal(A)]).toEqual([commit.entry]);
        expect(store.hasDedupe(A, "letter-1")).toBe(true);
        expect(store.nextTimer()).toEqual({ run: A, timer: timer.id, gen: timer.gen, dueAt: 5000 });
        expect([...store.liveRuns()]).toEqual([A]);
        expect(runsOf(store.list())).toEqual([A]);
      });

      it("replaces the steps that it names and keeps the others", async () => {
        await store.commit(commitOf(A, 1, { steps: { setup: stepOf(), test: stepOf() } }));
        await store.commit(commitOf(A, 2, { steps: { test: stepOf({ status: "failed" }) } }));
        expect(store.getState(A)?.steps).toEqual({ setup: stepOf(), test: stepOf({ status: "failed" }) });
        expect(store.getSnapshot(A)?.seq).toBe(2);
      });

      it("is not seen before its promise has resolved", async () => {
        const committed = store.commit(commitOf(A, 1, { dedupe: "k", timers: { set: [timerOf(A, 0, 1)], clear: [] } }));
        expect(store.getState(A)).toBeNull();
        expect([...store.journal(A)]).toEqual([]);
        expect(store.nextTimer()).toBeNull();
        expect(store.hasDedupe(A, "k")).toBe(false);
        await committed;
        expect(store.getState(A)).not.toBeNull();
      });

      it("that cannot be encoded rejects and leaves nothing of itself", async () => {
        await store.commit(commitOf(A, 1));
        const output: Record<string, unknown> = {};
        output["self"] = output;
        const broken = commitOf(A, 2, {
          dedupe: "broken",
          timers: { set: [timerOf(A, 0, 5)], clear: [] },
          steps: { test: stepOf({ output: output as JsonObject }) },
        });
        await expect(store.commit(broken)).rejects.toThrow(TypeError);
        expect(store.getState(A)).toEqual({ snapshot: snapshotOf(A, 1), steps: {} });
        expect([...store.journal(A)]).toEqual([entryOf(1)]);
        expect(store.hasDedupe(A, "broken")).toBe(false);
        expect(store.nextTimer()).toBeNull();
      });

      it("follows the one before it when both are made in one turn", async () => {
        const first = store.commit(commitOf(A, 1, { snapshot: { status: "running" } }));
        const second = store.commit(commitOf(A, 2, { snapshot: { status: "waiting" } }));
        const third = store.commit(commitOf(A, 3, { snapshot: { status: "running" } }));
        await Promise.all([first, second, third]);
        expect(store.getSnapshot(A)?.seq).toBe(3);
        expect([...store.journal(A)].map(({ seq }) => seq)).toEqual([1, 2, 3]);
        expect(store.list()).toMatchObject([{ run: A, status: "running" }]);
      });

      it("of several inputs keeps each in the journal, with its key and its place, and one state", async () => {
        await store.commit(commitOf(A, 1));
        const earlier = [2, 3].map((seq) => ({ entry: entryOf(seq, A), dedupe: seq === 2 ? "k2" : null }));
        await store.commit({ ...commitOf(A, 4, { dedupe: "k4" }), earlier });
        await store.commit(commitOf(A, 5));
        expect([...store.journal(A)].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
        expect([...store.journal(A, 2)].map(({ seq }) => seq)).toEqual([3, 4, 5]);
        const logged = store.log(0, 10);
        expect(logged.map(({ entry }) => entry.seq)).toEqual([1, 2, 3, 4, 5]);
        expect(new Set(logged.map(({ position }) => position)).size).toBe(5);
        expect(store.lastPosition()).toBe(logged.at(-1)?.position);
        expect(["k2", "k3", "k4"].map((key) => store.hasDedupe(A, key))).toEqual([true, false, true]);
        await store.remove(A);
        expect(store.log(0, 10)).toEqual([]);
      });

      it("takes a thousand runs at once, each whole", async () => {
        const ids = Array.from({ length: 1000 }, (_, i) => runId(i));
        await Promise.all(
          ids.map((run, i) =>
            store.commit(
              commitOf(run, 1, { steps: { s: stepOf() }, timers: { set: [timerOf(run, 0, i)], clear: [] } }),
            ),
          ),
        );
        expect([...store.liveRuns()]).toEqual(ids);
        expect([...store.dueTimers(999)].map(({ run }) => run)).toEqual(ids);
        expect(ids.every((run) => [...store.journal(run)].length === 1)).toBe(true);
        expect(ids.map((run) => store.getState(run)?.steps["s"])).toEqual(ids.map(() => stepOf()));
      });
    });

    describe("isolation", () => {
      it("keeps what was committed when the caller changes it afterwards", async () => {
        const inputs: Record<string, string> = { prompt: "before" };
        const committed = store.commit(commitOf(A, 1, { snapshot: { inputs } }));
        inputs["prompt"] = "after";
        await committed;
        expect(store.getSnapshot(A)?.inputs).toEqual({ prompt: "before" });
      });

      it("gives out what nobody can change the store through", async () => {
        await store.commit(commitOf(A, 1, { steps: { s: stepOf() }, timers: { set: [timerOf(A, 0, 7)], clear: [] } }));
        await store.putFact("f", { a: 1 });
        const given = [
          store.getState(A)?.snapshot,
          store.getState(A)?.steps["s"],
          [...store.journal(A)][0],
          store.list()[0],
          store.nextTimer(),
          store.getFact("f"),
        ];
        for (const object of given) Reflect.set(object as object, Object.keys(object as object)[0] as string, "spoilt");
        expect(JSON.stringify([store.getState(A), [...store.journal(A)], store.list(), store.nextTimer()])).not.toMatch(
          /spoilt/,
        );
        expect(store.getFact("f")).toEqual({ a: 1 });
      });
    });

    describe("the journal", () => {
      it("keeps the order of each run, whatever the runs do between", async () => {
        for (let seq = 1; seq <= 20; seq++)
          await Promise.all([A, B, C].map((run) => store.commit(commitOf(run, seq, { entry: entryOf(seq, run) }))));
        for (const run of [A, B, C])
          expect([...store.journal(run)]).toEqual(Array.from({ length: 20 }, (_, i) => entryOf(i + 1, run)));
      });

      it("begins after the entry that it is asked for", async () => {
        for (let seq = 1; seq <= 5; seq++) await store.commit(commitOf(A, seq));
        expect([...store.journal(A, 3)].map(({ seq }) => seq)).toEqual([4, 5]);
        expect([...store.journal(A, 5)]).toEqual([]);
        expect([...store.journal(A, 0)]).toHaveLength(5);
      });

      it("is empty for a run that nobody knows", () => {
        expect([...store.journal(RunId("nobody"))]).toEqual([]);
      });
    });

    describe("the log of all runs", () => {
      it("gives every entry once, in the order of the commits, from any position on", async () => {
        for (let seq = 1; seq <= 5; seq++) await Promise.all([A, B].map((run) => store.commit(commitOf(run, seq))));
        const all = store.log(0, 100);
        expect(all.map(({ run, entry }) => [run, entry.seq])).toEqual(
          [1, 2, 3, 4, 5].flatMap((seq) => [
            [A, seq],
            [B, seq],
          ]),
        );
        const positions = all.map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect(store.log(positions[3] ?? 0, 2)).toEqual(all.slice(4, 6));
        expect(store.lastPosition()).toBe(positions.at(-1));
        expect(store.log(store.lastPosition(), 100)).toEqual([]);
        expect(store.logOf(A, 0)).toEqual(all.filter(({ run }) => run === A));
        expect(store.logOf(A, positions[3] ?? 0)).toEqual(all.slice(4).filter(({ run }) => run === A));
      });

      it("is empty at the beginning", () => {
        expect([store.log(0, 10), store.lastPosition()]).toEqual([[], 0]);
      });
    });

    describe("a run that is removed", () => {
      const removed = async (): Promise<void> => {
        await store.commit(commitOf(B, 1));
        await store.commit(commitOf(A, 1, { steps: { s: stepOf() }, dedupe: "k", snapshot: childOf(B) }));
        await store.commit(commitOf(A, 2, { snapshot: { status: "succeeded", endedAt: 9 } }));
        await store.remove(A);
      };

      it("leaves nothing of itself, and all of the others", async () => {
        await removed();
        expect([store.getState(A), [...store.journal(A)], store.hasDedupe(A, "k")]).toEqual([null, [], false]);
        expect([store.list({ parent: B }), runsOf(store.list())]).toEqual([[], [B]]);
        expect(store.log(0, 10).map(({ run }) => run)).toEqual([B]);
        expect([...store.journal(B)]).toHaveLength(1);
      });

      it("never gives its positions to another", async () => {
        await removed();
        const last = store.lastPosition();
        await store.commit(commitOf(C, 1));
        expect(store.log(last, 10).map(({ run }) => run)).toEqual([C]);
        expect(store.lastPosition()).toBeGreaterThan(last);
      });

      it("may come again, and begins anew", async () => {
        await removed();
        await store.commit(commitOf(A, 1));
        expect([...store.journal(A)].map(({ seq }) => seq)).toEqual([1]);
      });

      it("is nothing where nobody knows it", async () => {
        await expect(store.remove(RunId("nobody"))).resolves.toBeUndefined();
      });
    });

    describe("a run that comes from another store", () => {
      const events = [{ type: "run.ended", status: "succeeded", output: {}, error: null }] as const;
      const archived = (): ArchivedRun => ({
        snapshot: snapshotOf(A, 2, { ...childOf(B), status: "succeeded", endedAt: 9 }),
        steps: { s: stepOf({ status: "succeeded" }), t: stepOf() },
        journal: [entryOf(1), { ...entryOf(2), events }],
      });

      it("is there as if it had ended here", async () => {
        await store.commit(commitOf(B, 1));
        await store.add([archived()]);
        const { snapshot, steps, journal } = archived();
        expect(store.getState(A)).toEqual({ snapshot, steps });
        expect([...store.journal(A)]).toEqual(journal);
        expect(runsOf(store.list())).toEqual([B, A].toSorted().toReversed());
        expect(runsOf(store.list({ parent: B }))).toEqual([A]);
        expect([...store.liveRuns()]).toEqual([B]);
      });

      it("stands behind everything in the log, where it tells no events again", async () => {
        await store.commit(commitOf(B, 1));
        const last = store.lastPosition();
        await store.add([archived()]);
        const told = store.log(last, 10);
        expect(told.map(({ run, entry }) => [run, entry.seq, entry.events])).toEqual([
          [A, 1, undefined],
          [A, 2, undefined],
        ]);
        expect(store.logOf(A, 0).map(({ entry }) => entry.events)).toEqual([undefined, events]);
        await store.commit(commitOf(C, 1));
        expect(store.log(store.lastPosition() - 1, 10).map(({ run }) => run)).toEqual([C]);
      });

      it("is refused where one of its id is, which stays as it is", async () => {
        await store.commit(commitOf(A, 1));
        await expect(store.add([archived()])).rejects.toMatchObject({ code: "run.exists" });
        expect([...store.journal(A)]).toHaveLength(1);
      });

      it("comes with its children, or not at all", async () => {
        const child = { ...archived(), snapshot: snapshotOf(C, 2, { ...childOf(A), status: "failed", endedAt: 9 }) };
        await store.commit(commitOf(C, 1));
        await expect(store.add([archived(), child])).rejects.toMatchObject({ code: "run.exists" });
        expect(store.getState(A)).toBeNull();
        await store.remove(C);
        await store.add([archived(), child]);
        expect(runsOf(store.list({ parent: A }))).toEqual([C]);
        expect(store.log(0, 10).map(({ run, entry }) => [run, entry.seq])).toEqual(
          [A, A, C, C].map((run, i) => [run, (i % 2) + 1]),
        );
      });

      it("comes once of two times that are asked for at once", async () => {
        const both = await Promise.allSettled([store.add([archived()]), store.add([archived()])]);
        expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
        expect([...store.journal(A)]).toHaveLength(2);
      });

      it("can be removed, and come again", async () => {
        await store.add([archived()]);
        await store.remove(A);
        expect([store.getState(A), [...store.journal(A)], store.log(0, 10)]).toEqual([null, [], []]);
        await store.add([archived()]);
        expect([...store.journal(A)]).toHaveLength(2);
      });
    });

    describe("dedupe keys", () => {
      it("belong to one run", async () => {
        await store.commit(commitOf(A, 1, { dedupe: "k" }));
        await store.commit(commitOf(B, 1));
        expect([store.hasDedupe(A, "k"), store.hasDedupe(B, "k"), store.hasDedupe(A, "other")]).toEqual([
          true,
          false,
          false,
        ]);
      });

      it.each([
        ["long", "k".repeat(10_000)],
        ["empty", ""],
        ["with a NUL", "a\0b"],
        ["in any script", "ключ 鍵 🗝"],
        ["like a hash", `#${"0".repeat(64)}`],
      ])("may be %s", async (_, key) => {
        await store.commit(commitOf(A, 1, { dedupe: key }));
        expect(store.hasDedupe(A, key)).toBe(true);
        expect(store.hasDedupe(A, `${key}x`)).toBe(false);
      });
    });

    describe("timers", () => {
      it("come in order of time, up to the moment asked for", async () => {
        await store.commit(
          commitOf(A, 1, { timers: { set: [timerOf(A, 0, 30), timerOf(A, 1, 10), timerOf(A, 2, 200)], clear: [] } }),
        );
        await store.commit(commitOf(B, 1, { timers: { set: [timerOf(B, 0, 20)], clear: [] } }));
        expect([...store.dueTimers(30)].map(({ dueAt }) => dueAt)).toEqual([10, 20, 30]);
        expect([...store.dueTimers(9)]).toEqual([]);
        expect([...store.dueTimers(Infinity)].map(({ run, dueAt }) => [run, dueAt])).toEqual([
          [A, 10],
          [B, 20],
          [A, 30],
          [A, 200],
        ]);
        expect(store.nextTimer()).toMatchObject({ run: A, dueAt: 10 });
      });

      it("are gone once cleared, and only those", async () => {
        const [one, two] = [timerOf(A, 0, 10), timerOf(A, 1, 10)];
        await store.commit(commitOf(A, 1, { timers: { set: [one, two], clear: [] } }));
        await store.commit(commitOf(A, 2, { timers: { set: [], clear: [one] } }));
        expect([...store.dueTimers(10)].map(({ timer }) => timer)).toEqual([two.id]);
        await store.commit(commitOf(A, 3, { timers: { set: [], clear: [two, one] } }));
        expect(store.nextTimer()).toBeNull();
      });

      it("move when one commit clears and sets them", async () => {
        const timer = timerOf(A, 0, 10);
        await store.commit(commitOf(A, 1, { timers: { set: [timer], clear: [] } }));
        await store.commit(commitOf(A, 2, { timers: { set: [{ ...timer, dueAt: 50 }], clear: [timer] } }));
        expect([...store.dueTimers(100)].map(({ dueAt }) => dueAt)).toEqual([50]);
        await store.commit(commitOf(A, 3, { timers: { set: [timer], clear: [timer, { ...timer, dueAt: 50 }] } }));
        expect([...store.dueTimers(100)].map(({ dueAt }) => dueAt)).toEqual([10]);
      });

      it("keep their order over many lengths of time", async () => {
        const times = [0, 1, 9, 10, 99, 1e6, 1_732_115_000_000, 1_732_115_000_000.5, 9e15];
        const set = times.toReversed().map((dueAt, n) => timerOf(A, n, dueAt));
        await store.commit(commitOf(A, 1, { timers: { set, clear: [] } }));
        expect([...store.dueTimers(Infinity)].map(({ dueAt }) => dueAt)).toEqual(times);
        expect([...store.dueTimers(1_732_115_000_000.2)]).toHaveLength(7);
      });
    });

    describe("live runs", () => {
      it("are those with work left: not those that are final or only wait", async () => {
        const gen = timerOf(A, 0, 0).gen;
        await store.commit(commitOf(runId(5), 1, { snapshot: { status: "waiting" } }));
        await store.commit(commitOf(runId(4), 1, { snapshot: { status: "succeeded", endedAt: 1 } }));
        await store.commit(commitOf(runId(3), 1, { snapshot: { status: "failed", owesParent: true } }));
        await store.commit(
          commitOf(runId(2), 1, { snapshot: { status: "canceled", stops: [{ gen, action: "run", step: "s" }] } }),
        );
        await store.commit(commitOf(runId(1), 1, { snapshot: { status: "queued" } }));
        expect([...store.liveRuns()]).toEqual([runId(1), runId(2), runId(3)]);
      });

      it("leave the index when nothing is owed any more, and come back", async () => {
        await store.commit(commitOf(A, 1));
        await store.commit(commitOf(A, 2, { snapshot: { status: "failed", owesParent: true } }));
        expect([...store.liveRuns()]).toEqual([A]);
        await store.commit(commitOf(A, 3, { snapshot: { status: "failed" } }));
        expect([...store.liveRuns()]).toEqual([]);
        await store.commit(commitOf(A, 4, { snapshot: { status: "running" } }));
        expect([...store.liveRuns()]).toEqual([A]);
      });
    });

    describe("the list of runs", () => {
      beforeEach(async () => {
        for (let n = 1; n <= 6; n++)
          await store.commit(
            commitOf(runId(n), 1, {
              snapshot: {
                workflow: n % 2 === 0 ? "task" : "attempt",
                status: n <= 2 ? "succeeded" : "waiting",
                endedAt: n <= 2 ? 2000 : null,
                createdAt: 1000 + n,
                ...(n === 4 || n === 5 ? childOf(runId(3)) : {}),
              },
            }),
          );
      });

      it("is newest first, with what a table needs", () => {
        expect(runsOf(store.list())).toEqual([6, 5, 4, 3, 2, 1].map(runId));
        expect(store.list({ limit: 1, before: runId(2) })).toEqual([
          { run: runId(1), workflow: "attempt", status: "succeeded", createdAt: 1001, endedAt: 2000, parent: null },
        ]);
        const { activity, gen } = childOf(runId(3)).parent ?? {};
        expect(store.list({ parent: runId(3), limit: 1 })).toMatchObject([
          { run: runId(5), parent: runId(3), startedBy: { activity, gen } },
        ]);
      });

      it("is filtered by status, workflow and parent, in any mixture", () => {
        expect(runsOf(store.list({ status: "succeeded" }))).toEqual([2, 1].map(runId));
        expect(runsOf(store.list({ status: "waiting" }))).toEqual([6, 5, 4, 3].map(runId));
        expect(runsOf(store.list({ status: "queued" }))).toEqual([]);
        expect(runsOf(store.list({ workflow: "task" }))).toEqual([6, 4, 2].map(runId));
        expect(runsOf(store.list({ parent: runId(3) }))).toEqual([5, 4].map(runId));
        expect(runsOf(store.list({ parent: runId(3), workflow: "task", status: "waiting" }))).toEqual([runId(4)]);
        expect(runsOf(store.list({ parent: runId(3), status: "succeeded" }))).toEqual([]);
      });

      it.each([{}, { status: "waiting" as const }, { parent: runId(3) }])("is read page by page: %j", (query) => {
        const all = runsOf(store.list(query));
        const pages: RunId[] = [];
        for (let page = store.list({ ...query, limit: 2 }); page.length > 0;) {
          pages.push(...runsOf(page));
          const before = pages.at(-1) as RunId;
          page = store.list({ ...query, limit: 2, before });
        }
        expect(pages).toEqual(all);
      });

      it("follows the status of a run", async () => {
        await store.commit(
          commitOf(runId(6), 2, { snapshot: { status: "succeeded", endedAt: 3000, createdAt: 1006 } }),
        );
        expect(store.list({ status: "succeeded", limit: 1 })).toMatchObject([{ run: runId(6), endedAt: 3000 }]);
        expect(runsOf(store.list({ status: "waiting" }))).toEqual([5, 4, 3].map(runId));
      });

      it("holds a hundred unless told, and none when told so", async () => {
        await Promise.all(Array.from({ length: 120 }, (_, n) => store.commit(commitOf(runId(1000 + n), 1))));
        expect(store.list()).toHaveLength(100);
        expect(store.list({ limit: 126 })).toHaveLength(126);
        expect(store.list({ limit: 0 })).toEqual([]);
      });
    });

    describe("definitions and facts", () => {
      it("are given back as they were put", async () => {
        await store.putDefinition(HASH, { name: "attempt", steps: [1, null, "zwei"] });
        await store.putDefinition(HASH, { name: "attempt", steps: [1, null, "zwei"] });
        await store.putFact("alive-at", 17);
        await store.putFact("nothing", null);
        await store.putFact("alive-at", 18);
        expect(store.getDefinition(HASH)).toEqual({ name: "attempt", steps: [1, null, "zwei"] });
        expect([store.getFact("alive-at"), store.getFact("nothing"), store.getFact("unknown")]).toEqual([
          18,
          null,
          null,
        ]);
        expect(store.getDefinition(DefinitionHash("b".repeat(64)))).toBeNull();
      });

      it("are found by how their keys begin, without those that were forgotten", async () => {
        for (const key of ["due:b", "due:a", "due", "dud:c", "due:c", "duf"]) await store.putFact(key, { key });
        await store.putFact("due:c", null);
        expect(store.facts("due:")).toEqual(["due:a", "due:b"].map((key) => [key, { key }]));
        const page = (after: string | null) => store.facts("due:", { after, limit: 1 }).map(([key]) => key);
        expect([page(null), page("due:a"), page("due:b")]).toEqual([["due:a"], ["due:b"], []]);
      });
    });

    describe("values", () => {
      it("keep every character", async () => {
        const inputs = { text: "tab\t NUL\0 é 漢字 🐑 \uE0A0secret:X\uE0A1 \u2028", "kéy 🔑": "'\"\\" };
        await store.commit(
          commitOf(A, 1, { snapshot: { inputs }, steps: { "schritt-ß 🐾": stepOf({ output: inputs }) } }),
        );
        expect(store.getSnapshot(A)?.inputs).toEqual(inputs);
        expect(store.getState(A)?.steps).toEqual({ "schritt-ß 🐾": stepOf({ output: inputs }) });
      });

      it("may be megabytes long", async () => {
        const tail = "zeile 🐑\n".repeat(200_000);
        const step = stepOf({ output: { tail } });
        await store.commit(
          commitOf(A, 1, { entry: entryOf(1, tail), snapshot: { context: { tail } }, steps: { step } }),
        );
        await store.commit(commitOf(B, 1, { entry: entryOf(1, "small") }));
        expect(store.getState(A)?.steps["step"]?.output["tail"]).toBe(tail);
        expect(store.getSnapshot(A)?.context["tail"]).toBe(tail);
        expect([...store.journal(A)]).toEqual([entryOf(1, tail)]);
        expect([...store.journal(B)]).toEqual([entryOf(1, "small")]);
      });
    });

    describe("nobody's run", () => {
      it.each(["nobody", "", "a\0b", "n".repeat(5000)])("has no state: %j", (id) => {
        expect(store.getState(RunId(id))).toBeNull();
        expect(store.getSnapshot(RunId(id))).toBeNull();
        expect(store.hasDedupe(RunId(id), "k")).toBe(false);
      });
    });

    describe("a closed store", () => {
      it("has carried out what came before, and refuses what comes after", async () => {
        const committed = Promise.all([
          store.commit(commitOf(A, 1)),
          store.commit(commitOf(A, 2)),
          store.putFact("f", 1),
        ]);
        await store.close();
        await expect(committed).resolves.toHaveLength(3);
        await expect(store.commit(commitOf(B, 1))).rejects.toMatchObject({ code: "engine.stopped" });
        expect(() => store.getState(A)).toThrow(expect.objectContaining({ code: "engine.stopped" }));
        await expect(store.close()).resolves.toBeUndefined();
      });
    });
  });
}
