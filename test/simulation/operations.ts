import fc from "fast-check";
import type { TalkOperation } from "./talking/letters.ts";
import { WORKFLOWS } from "./workflows.ts";

/** What can happen to a site. Everything is small numbers, so that fast-check can shrink it. */
export type Operation =
  | { readonly op: "create"; readonly workflow: number }
  | { readonly op: "advance"; readonly ms: number }
  | { readonly op: "signal"; readonly run: number; readonly name: string; readonly times: number }
  /** Somebody answers what the run waits for. */
  | { readonly op: "answer"; readonly run: number; readonly times: number }
  | { readonly op: "cancel"; readonly run: number; readonly force: boolean; readonly times: number }
  | { readonly op: "crash"; readonly downMs: number }
  /** Crashes at the `at`th crash point from here, and after that start again at the `again`th. */
  | { readonly op: "crash-at"; readonly at: number; readonly downMs: number; readonly again: number | null }
  | { readonly op: "reboot"; readonly downMs: number }
  | { readonly op: "stale"; readonly run: number }
  /** A run goes on once more, from where it was that many entries ago. */
  | { readonly op: "fork"; readonly run: number; readonly back: number; readonly times: number }
  | { readonly op: "full"; readonly ms: number }
  | { readonly op: "restart"; readonly downMs: number }
  | TalkOperation;

export interface Case {
  /** Decides how processes behave; 0: all succeed. */
  readonly seed: number;
  /** How long a write takes. */
  readonly latencyMs: number;
  readonly operations: readonly Operation[];
}

const times = fc.integer({ min: 1, max: 3 });
const run = fc.integer({ min: 0, max: 5 });
const downMs = fc.constantFrom(0, 0, 50, 700, 2_200, 7_000, 70_000);
const ms = fc.constantFrom(0, 1, 30, 100, 300, 1_000, 2_500, 6_000, 31_000);

const answer = fc.constantFrom("allow", "allow", "deny");
const step = fc.constantFrom("work", null, null);

const TALKING: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<unknown> }[] = [
  { weight: 3, arbitrary: fc.record({ op: fc.constant("decide"), run, ask: fc.nat({ max: 3 }), answer, times }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("message"), run, step, times }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constantFrom("edit", "remove"), run, message: fc.nat({ max: 3 }), times }),
  },
];

const FORKING: fc.WeightedArbitrary<Operation>[] = [
  { weight: 2, arbitrary: fc.record({ op: fc.constant("fork"), run, back: fc.nat({ max: 12 }), times }) },
];

/** With runs of these workflows only. */
const operationsOn = (
  workflow: fc.Arbitrary<number>,
  { talking, forking }: { readonly talking: boolean; readonly forking: boolean },
): fc.Arbitrary<Operation> =>
  fc.oneof(
    ...((talking ? TALKING : []) as fc.WeightedArbitrary<Operation>[]),
    { weight: 3, arbitrary: fc.record({ op: fc.constant("create"), workflow }) },
    { weight: 6, arbitrary: fc.record({ op: fc.constant("advance"), ms }) },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constant("signal"),
        run,
        name: fc.constantFrom("approve", "deny", "deployed", "start", "pause", "resume", "skip", "drop"),
        times,
      }),
    },
    { weight: 3, arbitrary: fc.record({ op: fc.constant("answer"), run, times }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant("cancel"),
        run,
        force: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
        times,
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("crash"), downMs }) },
    {
      weight: 6,
      arbitrary: fc.record({
        op: fc.constant("crash-at"),
        at: fc.nat({ max: 40 }),
        downMs,
        again: fc.option(fc.nat({ max: 15 }), { nil: null }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("reboot"), downMs }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("stale"), run }) },
    ...(forking ? FORKING : []),
    { weight: 1, arbitrary: fc.record({ op: fc.constant("full"), ms: fc.constantFrom(10, 900, 4_000) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("restart"), downMs }) },
  );

/** Cases with runs of some workflows; or of all, and then with forks: a bug that is planted is found sooner without. */
export function casesOf(only?: readonly string[]): fc.Arbitrary<Case> {
  const names = only ?? WORKFLOWS.map(({ name }) => name);
  const isTalking = names.some((name) => name.startsWith("talk"));
  const workflow = fc.constantFrom(...names).map((name) => WORKFLOWS.findIndex((one) => one.name === name));
  return fc.record({
    seed: fc.nat({ max: 1_000 }),
    latencyMs: fc.constantFrom(0, 0, 1, 20, 400),
    operations: fc
      .tuple(
        fc.record({ op: fc.constant("create"), workflow }),
        fc.array(operationsOn(workflow, { talking: isTalking, forking: only === undefined }), {
          minLength: 1,
          maxLength: 25,
          size: "medium",
        }),
      )
      .map(([first, rest]): readonly Operation[] => [first as Operation].concat(rest)),
  });
}

/** A case on one line, to be read and to be pasted. */
export const caseText = ({ seed, latencyMs, operations }: Case): string =>
  `seed ${seed}, latency ${latencyMs} ms: ${operations.map((operation) => JSON.stringify(operation)).join(" ")}`;
