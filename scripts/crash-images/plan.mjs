// The commits that the writer makes, always the same ones: groups of one to four runs, each group in one turn.
// Run 0 is in every group, so its `seq` says how many groups a store holds.
const RUNS = 4;

export const runId = (n) => `0000000000${String(n).padStart(10, "0")}`;

/** Small records, some of several pages, and some that LMDB keeps on pages of their own. */
const sizeOf = (group, run) => 50 + ((group * 37 + run * 911) % 6000);

export function commitsOf(group) {
  const runs = Array.from({ length: 1 + (group % RUNS) }, (_, run) => run);
  return runs.map((run) => commitOf(run, seqOf(run, group), sizeOf(group, run)));
}

/** How many of the groups up to this one have the run in them. */
const seqOf = (run, group) => Array.from({ length: group + 1 }, (_, g) => g).filter((g) => g % RUNS >= run).length;

function commitOf(n, seq, size) {
  const run = runId(n);
  const timer = (at) => ({
    id: "t",
    gen: `${run}.${at}.0`,
    kind: "wall",
    dueAt: at,
    fires: { type: "event", event: "e" },
  });
  const ends = seq % 7 === 0;
  return {
    run,
    entry: { v: 1, seq, at: seq, input: { type: "timer", timer: "t", gen: `${run}.${seq}.0` } },
    snapshot: {
      v: 1,
      run,
      definition: "d",
      workflow: "w",
      seq,
      status: ends ? "succeeded" : "waiting",
      inputs: { pad: "p".repeat(size) },
      value: null,
      history: {},
      context: {},
      workspace: null,
      verdict: null,
      error: null,
      output: null,
      activities: {},
      timers: {},
      stops: [],
      parent: null,
      owesParent: false,
      createdAt: n,
      endedAt: ends ? seq : null,
    },
    steps: { [`s${seq % 3}`]: { visits: seq, output: { pad: "q".repeat(size % 900) } } },
    dedupe: seq % 2 === 0 ? `key-${seq}` : null,
    timers: { set: [timer(seq)], clear: seq === 1 ? [] : [timer(seq - 1)] },
  };
}

/** Everything that the store gives out, to be compared. */
export function contentsOf(store) {
  const runs = Array.from({ length: RUNS }, (_, n) => runId(n));
  return {
    live: [...store.liveRuns()],
    timers: [...store.dueTimers(Infinity)],
    list: store.list(),
    runs: runs.map((run) => ({
      state: store.getState(run),
      journal: [...store.journal(run)],
      dedupe: Array.from({ length: 100 }, (_, seq) => store.hasDedupe(run, `key-${seq}`)),
    })),
  };
}
