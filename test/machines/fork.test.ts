import { describe, expect, it } from "vitest";
import { DefinitionHash, RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import { errorInfo, failed } from "../../src/core/outcome.ts";
import type { ForkedFiles, RunState } from "../../src/core/run.ts";
import { forkInput } from "../../src/engine/fork.ts";
import { createPrograms } from "../../src/engine/programs.ts";
import { step } from "../../src/machines/step.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { define, Machine } from "./harness.ts";

const PLACE: ForkedFiles = { of: "place", seq: null, isOlder: false };
const FORK = RunId("run2");

type ForkInput = Extract<Input, { type: "fork" }>;

/** The fork of a machine at an entry, its workspace still to be opened. `later`: how long after. */
async function forkOf(text: string, source: Machine, seq: number, later = 100_000): Promise<Machine> {
  const fork = new Machine(text, { first: await inputFor(text, source, seq) });
  // The machine of the harness begins at 1,000.
  fork.now += later;
  return fork;
}

async function inputFor(text: string, source: Machine, seq: number): Promise<ForkInput> {
  const store = openMemoryStore();
  await store.putDefinition(DefinitionHash("h"), define(text) as never);
  const { snapshot, steps } = source.state;
  const journal = source.journal.map(({ input, at }, i) => ({ v: 1, seq: i + 1, at, input }) as const);
  await store.add([{ snapshot, steps, journal }]);
  const from = { run: FORK, from: snapshot.run, seq, files: PLACE, commits: null };
  return forkInput(store, createPrograms(store), from);
}

const seqOf = ({ state }: Machine): number => state.snapshot.seq;
const own = { kind: "none", path: "/elsewhere", repo: null, branch: null, base: null, target: null };
const open = (fork: Machine): Machine => (fork.succeed("open#fork", own), fork);

/** The journal, taken again, each state through JSON. */
function folded({ program, journal }: Machine): RunState | null {
  let state: RunState | null = null;
  for (const { input, at } of journal)
    state = JSON.parse(
      JSON.stringify(step(program, state, JSON.parse(JSON.stringify(input)) as Input, at).state),
    ) as RunState;
  return state;
}

const STEPS = `name: w
workspace: none
steps:
  - { id: a, run: "true" }
  - { id: b, run: 'echo \${{ steps.a.output.n }} \${{ workspace.path }} \${{ run.id }}', timeout: 1m }
  - { id: ok, approve: Go on?, timeout: 10m }
  - { id: c, run: "true" }
finally:
  - { id: clean, run: "true" }
`;

describe("a fork", () => {
  it("first opens a workspace of its own, and then begins anew what was at work, with its own values", async () => {
    const source = new Machine(STEPS);
    source.succeed("a", { n: 7 });
    const at = seqOf(source);
    const old = source.activity("b");
    source.succeed("b");
    const fork = await forkOf(STEPS, source, at);
    expect([fork.status, Object.keys(fork.live)]).toEqual(["running", ["open#fork"]]);
    expect(fork.activity("open#fork").params).toEqual({ kind: "none" });
    open(fork);
    const begun = fork.activity("b");
    expect([begun.gen, begun.attempt, begun.visit, old.attempt]).toEqual(["run2.2.0", 1, 1, 1]);
    expect(begun.params["variables"]).toEqual({
      DROVER_VALUE_1: "7",
      DROVER_VALUE_2: "/elsewhere",
      DROVER_VALUE_3: "run2",
    });
    expect(fork.state.snapshot).toMatchObject({ parent: null, workspace: own, forkedFrom: { run: "run1", seq: at } });
    expect(fork.state.steps["a"]).toEqual(source.state.steps["a"]);
    expect(folded(fork)).toEqual(JSON.parse(JSON.stringify(fork.state)));
  });

  it("is decided once: the same input changes nothing any more", async () => {
    const source = new Machine(STEPS);
    const input = await inputFor(STEPS, source, 2);
    const fork = open(new Machine(STEPS, { first: input }));
    expect([fork.give(input).ignored, seqOf(fork)]).toEqual(["exists", 2]);
  });

  it("waits for an approval for as long as was left, and takes another answer", async () => {
    const source = new Machine(STEPS);
    source.succeed("a", { n: 7 });
    source.succeed("b");
    const at = seqOf(source);
    source.pass(60_000);
    source.signal("deny");
    source.confirmStops();
    expect(source.state.snapshot.verdict).toBe("failed");
    const fork = open(await forkOf(STEPS, source, at));
    const [timer] = Object.values(fork.state.snapshot.timers);
    expect([fork.status, (timer?.dueAt ?? 0) - fork.now]).toEqual(["waiting", 600_000]);
    expect(fork.last.events).toContainEqual(expect.objectContaining({ type: "step.waiting", dueAt: timer?.dueAt }));
    fork.signal("approve");
    fork.succeed("c");
    fork.succeed("clean");
    expect([fork.status, source.state.snapshot.verdict]).toEqual(["succeeded", "failed"]);
  });

  it("has for a pause that had begun what was left of it, and for an attempt all of its time", async () => {
    const text = `name: w
workspace: none
steps:
  - id: both
    parallel:
      - { id: nap, wait: 10m }
      - { id: two, steps: [{ id: ok, approve: Well? }, { id: work, run: x, timeout: 1m }] }
`;
    const source = new Machine(text);
    source.pass(240_000);
    source.signal("approve");
    const at = seqOf(source);
    source.pass(30_000);
    const fork = open(await forkOf(text, source, at));
    const left = Object.fromEntries(
      Object.entries(fork.state.snapshot.timers).map(([id, { dueAt }]) => [id.split(".").at(-1), dueAt - fork.now]),
    );
    expect(left).toEqual({ "nap#elapsed": 360_000, "work#timeout": 60_000 });
  });

  it("goes on in a pause before a further attempt", async () => {
    const text = `name: w\nworkspace: none\nsteps:\n  - { id: a, run: x, retry: { attempts: 3, delay: 10s } }\n`;
    const source = new Machine(text);
    source.fail("a");
    const fork = open(await forkOf(text, source, seqOf(source)));
    expect([fork.status, fork.live]).toEqual(["waiting", {}]);
    fork.pass(9_999);
    expect(fork.live).toEqual({});
    fork.pass(1);
    expect(fork.activity("a").attempt).toBe(2);
  });

  it("of a run whose workspace was being opened opens one as any new run does", async () => {
    const source = new Machine(STEPS);
    const fork = await forkOf(STEPS, source, 1);
    expect(fork.activity("open").gen).toBe("run2.1.0");
    fork.succeed("open", own);
    expect(fork.activity("a").visit).toBe(1);
  });

  it.each([
    ["work", "work", "work-run2"],
    ["drover/${{ run.id }}", "drover/run1", "drover/run2"],
  ])("gets a branch of its own beside that of %s", async (branch, theirs, mine) => {
    const text = `name: w\nworkspace: { repo: ., branch: "${branch}", copy: [.env] }\nsteps:\n  - { id: a, run: x }\n`;
    const input = await inputFor(text, new Machine(text), 2);
    const workspace = { kind: "worktree", path: "/w", repo: "/r", branch: theirs, base: "b0", target: "main" } as const;
    const files = { head: "h1", commit: "c1" };
    const fork = new Machine(text, { first: { ...input, state: { ...input.state, workspace }, files } });
    expect(fork.activity("open#fork").params).toEqual({
      kind: "worktree",
      repo: "/r",
      branch: mine,
      base: "b0",
      copy: [".env"],
      target: "main",
      ...files,
    });
  });
});

describe("a fork whose workspace is not open yet", () => {
  const CHART = `name: w
workspace: none
initial: idle
states:
  idle: { on: { go: done } }
  done: { type: final }
finally:
  - { id: clean, run: x }
`;

  it("takes no event, and takes it then", async () => {
    const source = new Machine(CHART);
    const fork = await forkOf(CHART, source, 2);
    expect(fork.signal("go").ignored).toBe("unexpected");
    open(fork);
    expect(fork.signal("go").ignored).toBeNull();
  });

  it("is canceled without cleaning up what it has not begun", async () => {
    const fork = await forkOf(STEPS, new Machine(STEPS), 2);
    fork.cancel();
    expect(fork.status).toBe("running");
    fork.confirmStops();
    expect([fork.status, fork.live, fork.state.snapshot.frozen]).toEqual(["canceled", {}, undefined]);
    expect(folded(fork)).toEqual(JSON.parse(JSON.stringify(fork.state)));
  });

  it("fails with the reason when that cannot be", async () => {
    const fork = await forkOf(STEPS, new Machine(STEPS), 2);
    fork.end("open#fork", failed(errorInfo("no room")));
    expect([fork.status, fork.state.snapshot.error?.message, fork.live]).toEqual(["failed", "no room", {}]);
  });

  it.each([
    [2, "its own workspace is not open there yet", 1],
    [3, "it has ended as failed there", 2],
  ])("cannot be forked itself: entry %#", async (_, why, seq) => {
    const fork = await forkOf(STEPS, new Machine(STEPS), 2);
    fork.end("open#fork", failed(errorInfo("no room")));
    await expect(inputFor(STEPS, fork, seq)).rejects.toMatchObject({
      code: "run.final",
      message: expect.stringContaining(why) as string,
    });
  });
});

const AGENT = `name: w
workspace: none
limits: { turns: 3 }
steps:
  - { id: think, agent: a, prompt: Think }
  - { id: ok, approve: Go on? }
  - { id: more, agent: a, prompt: More, session: think }
  - { id: third, agent: a, prompt: Third, session: think }
`;

const said = (session: string, sessionAt?: string) => ({
  text: "x",
  session,
  ...(sessionAt === undefined ? {} : { sessionAt }),
  agent: "a",
  turns: 1,
  usage: null,
  changed: [],
});

/** What the next step of a fork goes on with: there the other run's approval is given. */
async function goneOnWith(source: Machine, at: number): Promise<object> {
  const fork = open(await forkOf(AGENT, source, at));
  fork.signal("approve");
  return fork.activity("more").params;
}

describe("the agents of a fork", () => {
  it("go on with a copy of the session as it stood then, however far the other run has gone on in it", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1", "m1"));
    const at = seqOf(source);
    const cut = { session: "s1", fork: true, sessionAt: "m1", conversation: "run1.2.0" };
    expect(await goneOnWith(source, at)).toMatchObject(cut);
    source.signal("approve");
    const { params } = source.activity("more");
    expect([params["session"], params["fork"], params["sessionAt"]]).toEqual(["s1", undefined, undefined]);
    expect(await goneOnWith(source, at)).toMatchObject(cut);
    source.succeed("more", said("s1", "m2"));
    source.succeed("third", said("s1", "m3"));
    expect(await goneOnWith(source, at)).toMatchObject(cut);
  });

  it("go on where the session stood, whichever step had said the last in it", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1", "m1"));
    source.signal("approve");
    source.succeed("more", said("s1", "m2"));
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    expect(fork.activity("third").params).toMatchObject({ session: "s1", fork: true, sessionAt: "m2" });
    const again = open(await forkOf(AGENT, fork, seqOf(fork)));
    expect(again.activity("third").params).toMatchObject({ session: "s1", fork: true, sessionAt: "m2" });
  });

  it("are handed what was said where nobody told where it stood, whether it goes on there or has ended", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1"));
    const at = seqOf(source);
    const handed = { session: null, conversation: "run1.2.0" };
    expect(await goneOnWith(source, at)).toMatchObject(handed);
    source.signal("deny");
    source.confirmStops();
    expect(source.state.snapshot.status).toBe("failed");
    expect(await goneOnWith(source, at)).toMatchObject(handed);
  });

  it("begin sessions of their own where the other run's had been opened and nothing was said in it yet", async () => {
    const text = `name: w\nworkspace: none\nsteps:\n  - { id: a, agent: a, prompt: Think, retry: { attempts: 2, delay: 5s } }\n`;
    const source = new Machine(text);
    const { gen } = source.activity("a");
    const outcome = failed(errorInfo("no such model"), { ...said("s1"), turns: 0 });
    source.give({ type: "outcome", activity: "main.a", gen, outcome });
    const at = seqOf(source);
    source.pass(5_000);
    expect(source.activity("a").params).toMatchObject({ session: "s1" });
    for (const isOver of [false, true]) {
      if (isOver) source.succeed("a", said("s1", "m1"));
      const fork = open(await forkOf(text, source, at));
      fork.pass(5_000);
      expect(fork.activity("a").params["session"]).toBeNull();
    }
  });

  it("go on with each other in the copy that the first of them has made", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1", "m1"));
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    fork.signal("approve");
    const { gen } = fork.activity("more");
    fork.succeed("more", said("s2", "m2"));
    const { params } = fork.activity("third");
    expect(params).toMatchObject({ session: "s2", conversation: gen });
    expect(params).not.toHaveProperty("fork");
    expect(folded(fork)).toEqual(JSON.parse(JSON.stringify(fork.state)));
  });

  it("leave to each other whose copy it is: another agent is handed what was said", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1"));
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    fork.signal("approve");
    const { gen } = fork.activity("more");
    fork.succeed("more", { ...said("s2"), agent: "b" });
    expect(fork.activity("third").params).toMatchObject({ session: "s2", sessionAgent: "b", conversation: gen });
  });

  it("leave the session where it is when a step goes on with a copy of its own", async () => {
    const text = AGENT.replace("prompt: More, session: think", "prompt: More, session: fork, retry: 2");
    const source = new Machine(text);
    source.succeed("think", said("s1", "m1"));
    source.signal("approve");
    source.succeed("more", said("s2", "n1"));
    const fork = open(await forkOf(text, source, seqOf(source)));
    expect(fork.activity("third").params).toMatchObject({ session: "s1", sessionAt: "m1", fork: true });
  });

  it("go on with a copy of what a step has left, though its session has moved into the fork's own copy", async () => {
    const text = `${AGENT.replace("limits: { turns: 3 }\n", "")}  - { id: side, agent: a, prompt: Side, session: fork think }\n`;
    const source = new Machine(text);
    source.succeed("think", said("s1", "m1"));
    source.signal("approve");
    source.succeed("more", said("s1", "m2"));
    const fork = open(await forkOf(text, source, seqOf(source)));
    expect(fork.activity("third").params).toMatchObject({ session: "s1", sessionAt: "m2" });
    fork.succeed("third", said("s2", "m3"));
    expect(fork.activity("side").params).toMatchObject({ session: "s1", sessionAt: "m1", conversation: "run1.2.0" });
    const again = open(await forkOf(text, fork, seqOf(fork)));
    expect(again.activity("side").params).toMatchObject({ session: "s1", sessionAt: "m1", conversation: "run1.2.0" });
    expect(again.state.steps["more"]?.going).toMatchObject({ session: "s2", at: "m3" });
  });

  it("are handed all that was said in the session by then, whichever step had said it", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1"));
    source.signal("approve");
    const { gen } = source.activity("more");
    source.succeed("more", said("s1"));
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    expect(fork.activity("third").params).toMatchObject({ session: null, conversation: gen });
  });

  it("lose with a failed attempt neither the session nor where it stood, and a turn that did not end leaves that unknown", async () => {
    const text = AGENT.replace("prompt: Think", "prompt: Think, retry: { attempts: 4, delay: 1s, factor: 1 }");
    const source = new Machine(text);
    const ends = [said("s1", "m1"), { turns: 0 }, said("s1")].map((output) => {
      source.end("think", failed(errorInfo("failed"), output));
      source.pass(1_000);
      return seqOf(source);
    });
    const [cut, notStarted, killed] = await Promise.all(
      ends.map(async (at) => open(await forkOf(text, source, at)).activity("think").params),
    );
    expect(cut).toMatchObject({ session: "s1", sessionAt: "m1", fork: true });
    expect(notStarted).toEqual(cut);
    expect(killed).toMatchObject({ session: null });
  });

  it("have of the limits what was left there, and what the other run used is not theirs", async () => {
    const source = new Machine(AGENT);
    source.succeed("think", said("s1"));
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    fork.signal("approve");
    expect(fork.activity("more").budget?.turns).toMatchObject({ left: 2, limit: 3, of: "run" });
    fork.succeed("more", said("s2"));
    expect(fork.state.snapshot.spent?.turns).toBe(1);
    const again = open(await forkOf(AGENT, fork, seqOf(fork)));
    expect(again.activity("third").budget?.turns).toMatchObject({ left: 1 });
    expect(again.state.snapshot.spent).toBeUndefined();
  });

  it("are asked nothing that was asked there, and told what waited to be said", async () => {
    const source = new Machine(AGENT);
    const { id, gen } = source.activity("think");
    const ask = {
      id: "q1",
      kind: "tool",
      tool: "execute",
      title: "rm",
      subjects: [],
      input: {},
      diffs: [],
      choices: [],
      risk: "high",
    } as const;
    source.give({ type: "asked", activity: id, gen, request: { ...ask, expiresMs: 5_000 } });
    source.give({ type: "message", message: "m1", text: "hey", step: null, sender: { by: "ann" } });
    source.give({ type: "message_taken", message: "m1", gen });
    const fork = open(await forkOf(AGENT, source, seqOf(source)));
    expect(fork.activity("think").asks).toBeUndefined();
    expect(fork.state.snapshot.timers).toEqual({});
    expect(fork.state.snapshot.messages).toEqual([expect.objectContaining({ id: "m1", takenBy: null })]);
  });
});
