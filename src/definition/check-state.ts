import { hasKey, isMistyped, keyRange, report, spot, VERBS, type Build } from "./build.ts";
import type { State } from "./generated/workflow-file.ts";
import { OUTCOMES } from "./outcomes.ts";
import type { Range } from "./source.ts";

interface Named {
  readonly key: string;
  readonly range: Range;
  readonly isTop: boolean;
}

const MOVES = ["on", "after", "always", "on-done", "states", "initial"];
const ALL = [...MOVES, "status", "history", "target"];

/** Keys of a state that do not go together. */
export function checkShape(build: Build, raw: NonNullable<State>, named: Named): void {
  const keys = new Set([...ALL, ...VERBS].filter((key) => hasKey(build, raw, key)));
  const shape: Shape = {
    keys,
    type: raw.type ?? null,
    isTop: named.isTop,
    verb: VERBS.find((one) => keys.has(one)) ?? null,
  };
  for (const { key, message, expected } of RULES.flatMap((rule) => rule(shape)))
    report(build, keyRange(build, spot(raw, key)), { code: "D105", message, expected });
  if (shape.type === "parallel" && !keys.has("states"))
    report(build, named.range, {
      code: "D102",
      message: `The parallel state "${named.key}" has no "states".`,
      expected: "its regions under states",
    });
  if (shape.verb === null && !isMistyped(build, raw, VERBS)) checkLoose(build, raw);
}

interface Shape {
  readonly keys: ReadonlySet<string>;
  readonly type: "final" | "history" | "parallel" | null;
  readonly isTop: boolean;
  readonly verb: string | null;
}

interface Refusal {
  readonly key: string;
  readonly message: string;
  readonly expected: string;
}

const refusal = (applies: boolean, key: string, [message, expected]: readonly [string, string]): Refusal[] =>
  applies ? [{ key, message, expected }] : [];

const isEnd = ({ type }: Shape): boolean => type === "final" || type === "history";

const RULES: readonly ((shape: Shape) => Refusal[])[] = [
  endRule,
  ({ keys, type, isTop }) =>
    refusal(keys.has("status") && (type !== "final" || !isTop), "status", [
      "Only a final state of the top level says what the run ends as.",
      "type: final beside it, at the top level",
    ]),
  ({ keys, type }) =>
    ["history", "target"].flatMap((key) =>
      refusal(keys.has(key) && type !== "history", key, [
        `"${key}" means nothing in this state.`,
        "type: history beside it",
      ]),
    ),
  ({ keys, verb }) =>
    refusal(verb !== null && keys.has("states"), "states", [
      `A state with the verb "${verb ?? ""}" cannot have states of its own.`,
      "a verb, or states",
    ]),
  ({ keys, type }) =>
    refusal(type === "parallel" && keys.has("initial"), "initial", [
      "A parallel state enters all of its states.",
      "no initial",
    ]),
  (shape) =>
    refusal(shape.keys.has("initial") && !shape.keys.has("states") && !isEnd(shape) && shape.type === null, "initial", [
      '"initial" means nothing without "states".',
      "states beside it",
    ]),
  (shape) =>
    refusal(shape.keys.has("on-done") && !shape.keys.has("states") && !isEnd(shape), "on-done", [
      '"on-done" means nothing without "states".',
      shape.verb === null ? "states beside it" : "on: { success: … }",
    ]),
];

function endRule(shape: Shape): Refusal[] {
  if (!isEnd(shape)) return [];
  const refused = [...MOVES, ...(shape.verb === null ? [] : [shape.verb])].filter((key) => shape.keys.has(key));
  const expected = shape.type === "final" ? "entry, exit, status, description" : "history, target, description";
  return refused.map((key) => ({ key, message: `A ${shape.type ?? ""} state cannot have "${key}".`, expected }));
}

/** Keys that stand beside a verb. */
export const AROUND: readonly string[] = [
  "prompt",
  "session",
  "with",
  "when",
  "env",
  "timeout",
  "idle",
  "limits",
  "permissions",
  "retry",
  "output",
];

/** What only a state with a verb can have. */
function checkLoose(build: Build, raw: NonNullable<State>): void {
  for (const name of AROUND)
    if (hasKey(build, raw, name))
      report(build, keyRange(build, spot(raw, name)), {
        code: "D105",
        message: `"${name}" means nothing in a state without a verb.`,
        expected: `one of run, agent, approve, wait, workflow, uses beside it`,
      });
  const on = raw.on ?? {};
  for (const name of OUTCOMES)
    if (hasKey(build, on, name))
      report(build, keyRange(build, spot(on, name)), {
        code: "D206",
        message: `"${name}" is the outcome of a verb, and this state has none.`,
        expected: "another name for the event",
      });
}
