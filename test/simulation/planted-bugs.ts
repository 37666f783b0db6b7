import type { Action } from "../../src/core/action.ts";
import { RunId } from "../../src/core/ids.ts";
import type { Store } from "../../src/core/store.ts";
import type { StepRecord } from "../../src/core/run.ts";
import type { EnginePorts } from "../../src/engine/index.ts";
import type { TextBug } from "./mutated-kernel.ts";
import type { Setup } from "./setup.ts";
import { TALK_BUGS } from "./talking/bugs.ts";
import { chanceOf, type Life } from "./world.ts";
import type { Site } from "./site.ts";

/** Bugs that somebody could well make. The simulation has to find each of them. */
export interface PlantedBug {
  readonly name: string;
  /** Part of what the simulation has to say about it. */
  readonly says: RegExp;
  readonly plant: Partial<Setup> | TextBug;
  /** The workflows in which it can show, where those are few, or shows soonest; left out: all. */
  readonly in?: readonly string[];
}

const onStore = (change: (store: Store, site: Site, life: Life) => Partial<Store>): Partial<Setup> => ({
  ports: (ports, site, life) => ({ ...ports, store: { ...ports.store, ...change(ports.store, site, life) } }),
});

const onPorts = (change: (ports: EnginePorts, site: Site) => Partial<EnginePorts>): Partial<Setup> => ({
  ports: (ports, site) => ({ ...ports, ...change(ports, site) }),
});

const PORT_BUGS: readonly PlantedBug[] = [
  {
    name: "a deduplication key is forgotten",
    says: /applied \d times|refused when it came again|applied and refused/,
    plant: onStore(() => ({ hasDedupe: () => false })),
  },
  {
    name: "deduplication keys are kept in memory only",
    in: ["fail-fast"],
    says: /applied \d times|refused when it came again|applied and refused/,
    plant: onStore((store) => {
      const keys = new Set<string>();
      return {
        hasDedupe: (run, key) => keys.has(`${run} ${key}`),
        commit: async (commit) => {
          await store.commit({ ...commit, dedupe: null });
          keys.add(`${commit.run} ${commit.dedupe}`);
        },
      };
    }),
  },
  {
    name: "a commit is acknowledged before it is durable",
    says: /durable|without a commit|lost|fault/,
    plant: onStore((store) => ({
      commit: (commit) => {
        void store.commit(commit).catch(() => undefined);
        return Promise.resolve();
      },
    })),
  },
  {
    name: "timers are not indexed",
    says: /is stuck/,
    plant: onStore((store) => ({ commit: (commit) => store.commit({ ...commit, timers: { set: [], clear: [] } }) })),
  },
  {
    name: "step records are written a commit late",
    says: /does not fold/,
    plant: onStore((store) => {
      const late = new Map<string, Readonly<Record<string, StepRecord>>>();
      return {
        commit: (commit) => {
          const steps = late.get(commit.run) ?? {};
          late.set(commit.run, commit.steps);
          return store.commit({ ...commit, steps });
        },
      };
    }),
  },
  {
    name: "recovery does not take up what was under way",
    says: /is stuck|nothing durable/,
    plant: onStore(() => ({ liveRuns: () => [] })),
  },
  {
    name: "live timers run while no engine does",
    says: /timed out after/,
    plant: onStore((_, { world }) => ({ getFact: () => world.now })),
  },
  {
    name: "a process is started again when the next engine asks for it",
    says: /started twice/,
    plant: {
      host: (host, { room }) => ({
        ...host,
        ensure: async (spec) => {
          const before = room.processes.get(spec.gen);
          room.processes.delete(spec.gen);
          const managed = await host.ensure(spec);
          const now = room.processes.get(spec.gen);
          if (before !== undefined && now !== undefined) now.starts += before.starts;
          return managed;
        },
      }),
    },
  },
  {
    name: "a process that was lost in a reboot counts as a success",
    in: ["retry", "goto"],
    says: /said to have succeeded/,
    plant: {
      host: (host) => ({
        ...host,
        ensure: async (spec) => {
          const managed = await host.ensure(spec);
          const exit = managed.exit.then((end) =>
            end.type === "interrupted" ? ({ type: "exited", code: 0 } as const) : end,
          );
          return { ...managed, exit };
        },
      }),
    },
  },
  {
    name: "a stop does not wait until the process has ended",
    in: ["fail-fast", "child-branches", "regions"],
    says: /left behind|lives, and nothing durable/,
    plant: { host: (host) => ({ ...host, kill: (gen) => (void host.kill(gen), Promise.resolve()) }) },
  },
  {
    name: "what nobody owns is not reaped",
    says: /left behind is left running/,
    plant: onPorts(() => ({ reap: () => Promise.resolve([]) })),
  },
  {
    name: "a child run gets a new id each time it is started",
    says: /two children|reached its parent|is stuck|worked on after|left behind/,
    plant: onPorts((_, { world }) => ({
      childId: () => RunId(`child${Math.floor(chanceOf(`${world.points}`) * 1e9)}`),
    })),
  },
  {
    name: "an outward effect is repeated after a crash",
    in: ["approval", "goto", "chart"],
    says: /happened twice/,
    plant: onPorts(({ actions }, site) => ({
      actions: new Map(
        [...actions].map(([name, action]) => [name, name === "git.commit" ? careless(action, site) : action]),
      ),
    })),
  },
];

/** Does its work without looking for the receipt first. */
function careless(action: Action, { receipts }: Site): Action {
  return {
    name: action.name,
    perform: async (attempt) => {
      const before = receipts.get(attempt.gen) ?? 0;
      const outcome = await action.perform(attempt);
      receipts.set(attempt.gen, before + 1);
      return outcome;
    },
  };
}

const TEXT_BUGS: readonly PlantedBug[] = [
  {
    name: "an effect is performed before its commit",
    says: /without a commit|before entry/,
    plant: {
      file: "engine/take.ts",
      replace: [
        [
          "  if (first !== undefined) await",
          "  for (const { step: made, at } of decisions) if (made !== null) means.follow(made, at);\n  if (first !== undefined) await",
        ],
        ["    if (made !== null) means.follow(made, at);\n", ""],
      ],
    },
  },
  {
    name: "of several inputs in one commit only the last one's step records are written",
    in: ["regions"],
    says: /does not fold/,
    plant: {
      file: "engine/take.ts",
      replace: [
        ['Object.assign({}, ...changes.map(({ step: { steps } }) => steps)) as Commit["steps"]', "last.step.steps"],
      ],
    },
  },
  {
    name: "several inputs are each decided upon the state before all of them",
    in: ["regions"],
    says: /has entry \d+ where \d+ belongs/,
    plant: {
      file: "engine/take.ts",
      replace: [
        ["if (decision.step !== null) state =", "if (decision.step !== null && decisions.length > 1e9) state ="],
      ],
    },
  },
  {
    name: "only the last of several inputs reaches the journal",
    in: ["regions"],
    says: /has entry \d+ where \d+ belongs/,
    plant: {
      file: "engine/take.ts",
      replace: [["...(earlier.length > 0 && { earlier }),", "...(earlier.length > 1e9 && { earlier }),"]],
    },
  },
  {
    name: "the generation of an outcome is not looked at",
    in: ["all-branches", "child-branches", "goto"],
    says: /nobody waited for|left behind|nothing durable/,
    plant: {
      file: "machines/inputs.ts",
      replace: [['if (activity?.gen !== gen) return "stale";', 'if (activity === undefined) return "stale";']],
    },
  },
  {
    name: "an attempt that was asked to stop counts as a success when it exits with 0",
    in: ["timeout", "all-branches"],
    says: /was asked to end/,
    plant: {
      file: "machines/settle.ts",
      replace: [
        [
          "if (stopping === null || outcome.status === stopping) return outcome;",
          "if (outcome.error === null || stopping === null) return outcome;",
        ],
      ],
    },
  },
  {
    name: "starts do not wait for stops",
    says: /left behind/,
    plant: {
      file: "engine/performer.ts",
      replace: [
        ["const isHeld = stopsOf(performer, run).length > 0;", "const isHeld = stopsOf(performer, run).length > 999;"],
      ],
    },
  },
  {
    name: "a start does not see the stops of its own step",
    in: ["regions"],
    says: /left behind/,
    plant: { file: "machines/step.ts", replace: [["effects: stopsFirst(draft.effects),", "effects: draft.effects,"]] },
  },
  {
    name: "overdue timers fire after activities were taken up again",
    in: ["all-branches"],
    says: /overdue/,
    plant: {
      file: "engine/recover.ts",
      replace: [
        ["  await means.fireDueTimers();\n", ""],
        ["  const reaped = await", "  await means.fireDueTimers();\n  const reaped = await"],
      ],
    },
  },
  {
    name: "an outcome that is owed to a parent is forgotten by recovery",
    in: ["child", "child-branches"],
    says: /is stuck/,
    plant: {
      file: "engine/performer.ts",
      replace: [["if (state.snapshot.owesParent) void", "if (state.snapshot.seq < 0) void"]],
    },
  },
  {
    name: "a child notes that its parent was told before it tells it",
    in: ["child", "child-branches"],
    says: /is stuck|reached its parent/,
    plant: {
      file: "engine/children.ts",
      replace: [
        ['  await ports.deliver(run, { type: "parent_told" });\n', ""],
        [
          "  if (parent === null) return;\n  try {",
          '  if (parent === null) return;\n  await ports.deliver(run, { type: "parent_told" });\n  try {',
        ],
      ],
    },
  },
  {
    name: "a full disk loses what the engine had to report",
    says: /fault|is stuck/,
    plant: {
      file: "engine/engine.ts",
      replace: [
        [
          "const isTemporary = error instanceof DroverError && error.retryable && !core.isClosed;",
          "const isTemporary = false;",
        ],
      ],
    },
  },
  {
    name: "a closed engine leaves its alarm set",
    in: ["finally"],
    says: /keeps the process running/,
    plant: { file: "engine/alarm.ts", replace: [['      state = "stopped";\n', ""]] },
  },
  {
    name: "the time down counts as time up when no heartbeat was ever durable",
    in: ["timeout", "all-branches"],
    says: /timed out after/,
    plant: {
      file: "engine/heartbeat.ts",
      replace: [['(typeof alive === "number" ? alive : 0)', '(typeof alive === "number" ? alive : clock.now())']],
    },
  },
  {
    name: "a cancel is lost when the step is a child run",
    in: ["child", "child-branches"],
    says: /worked on after|is stuck|went on after|left behind/,
    plant: {
      file: "engine/children.ts",
      replace: [
        [
          "  if (child === null || isFinal(child.status)) return child?.spent ?? null;",
          "  if (child !== null) return null;",
        ],
      ],
    },
  },
];

export const PLANTED: readonly PlantedBug[] = [...PORT_BUGS, ...TEXT_BUGS, ...TALK_BUGS];
