import { actionSpec } from "./action-spec.ts";
import { hasKey, isMistyped, keyAt, keyRange, lacks, report, spot, valueRange, VERBS, type Build } from "./build.ts";
import { checkKey, durationHelp, hasExpression } from "./check-text.ts";
import { checkShape } from "./check-state.ts";
import type { StateNode } from "./definition.ts";
import { parseDuration } from "../core/duration.ts";
import type { State, States } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";
import { emptyNode } from "./nodes.ts";
import { isOutcome, meantOutcome, OUTCOMES, raisedIn, type OutcomeKey } from "./outcomes.ts";
import { sightsOf } from "./sights.ts";
import { resolveTarget, statePaths } from "./targets.ts";
import { operationsAt, transitionsAt, type Setting } from "./transitions.ts";
import { atOf } from "./source.ts";

/** `states:` as the plain statechart. */
export function statechart(build: Build): StateNode {
  const { file } = build;
  const states = file.states ?? {};
  const at = atOf(build.source, build.places.get(file)?.get("states")?.key?.range?.[0] ?? 0);
  const shared: Shared = {
    known: new Set(statePaths(states)),
    sights: sightsOf(build, null, { event: true, error: true }),
    events: new Set(eventNames(states)),
  };
  const initial = initialOf(build, file, { states });
  return {
    ...emptyNode("main", null, at),
    type: "compound",
    initial,
    states: children(build, states, { path: "main", shared }),
  };
}

interface Shared {
  readonly known: ReadonlySet<string>;
  readonly sights: Setting["sights"];
  readonly events: ReadonlySet<string>;
}

function eventNames(states: States): string[] {
  return Object.values(states).flatMap((state) => {
    const names = Object.keys(state?.on ?? {}).filter((name) => !isOutcome(name));
    return names.concat(eventNames(state?.states ?? {}));
  });
}

interface Level {
  readonly path: string;
  readonly shared: Shared;
}

function children(build: Build, states: States, level: Level): StateNode[] {
  return Object.entries(states).map(([key, raw]) => stateNode(build, { key, raw: raw ?? {}, in: states }, level));
}

interface Member {
  readonly key: string;
  readonly raw: NonNullable<State>;
  readonly in: States;
}

function stateNode(build: Build, member: Member, { path: parent, shared }: Level): StateNode {
  const { key, raw } = member;
  const path = `${parent}.${key}`;
  const setting: Setting = {
    sights: shared.sights,
    events: shared.events,
    source: { path, parent, known: shared.known },
  };
  const inner = raw.states === undefined ? [] : children(build, raw.states, { path, shared });
  checkShape(build, raw, { key, range: keyRange(build, spot(member.in, key)), isTop: parent === "main" });
  const type = typeOf(raw);
  const misspelt = misspeltOutcomes(build, raw);
  return {
    ...emptyNode(key, parent, keyAt(build, spot(member.in, key))),
    type,
    description: raw.description ?? null,
    initial:
      type === "compound" && !isVerbState(build, raw)
        ? initialOf(build, raw, { states: raw.states ?? {}, owner: member })
        : null,
    states: inner,
    history: type === "history" ? (raw.history ?? "shallow") : null,
    historyTarget: historyTargetOf(build, raw, setting.source),
    on: eventsOf(build, raw, { setting, misspelt }),
    always: transitionsAt(build, spot(raw, "always"), setting),
    after: delaysOf(build, raw, setting),
    entry: operationsAt(build, spot(raw, "entry"), setting),
    exit: operationsAt(build, spot(raw, "exit"), setting),
    onDone: transitionsAt(build, spot(raw, "on-done"), setting),
    action: actionOf(build, raw, { key, setting, misspelt }),
    status: type === "final" && parent === "main" ? (raw.status ?? "succeeded") : null,
  };
}

/** Within the state around it: from elsewhere, XState would enter what is active, or leave what it enters. */
function historyTargetOf(build: Build, raw: NonNullable<State>, source: Setting["source"]): string | null {
  if (raw.target === undefined) return null;
  const where = spot(raw, "target");
  const mistakes = build.diagnostics.length;
  const target = resolveTarget(build, raw.target, { where, source });
  const { parent } = source;
  const isUnknown = target === null || build.diagnostics.length > mistakes;
  if (isUnknown || target === parent || target.startsWith(`${parent}.`)) return target;
  report(build, valueRange(build, where), {
    code: "D104",
    message: "This history state leads out of the state around it when nothing is remembered.",
    expected: `a state within "${parent.replace(/^main\./, "")}"`,
  });
  return target;
}

const isVerbState = (build: Build, raw: object): boolean => VERBS.some((verb) => hasKey(build, raw, verb));

function typeOf(raw: NonNullable<State>): StateNode["type"] {
  return raw.type ?? (raw.states === undefined ? "atomic" : "compound");
}

interface Owner {
  readonly states: States;
  readonly owner?: Member;
}

/** The child that is entered first: it has to be named, as the order of keys means nothing in YAML. An unknown one is reported, and read as it was most likely meant. */
function initialOf(build: Build, raw: { initial?: string }, { states, owner }: Owner): string | null {
  const names = Object.keys(states);
  const { initial } = raw;
  if (initial !== undefined) {
    if (names.includes(initial)) return initial;
    const meant = nearest(initial, names);
    report(build, valueRange(build, spot(raw, "initial")), {
      code: "D205",
      message: `Unknown state "${initial}".`,
      expected: names.join(", "),
      suggestion: meant,
    });
    return meant;
  } else if (lacks(build, raw, "initial") && names.length > 0) {
    const range =
      owner === undefined ? keyRange(build, spot(raw, "states")) : keyRange(build, spot(owner.in, owner.key));
    const what = owner === undefined ? "The workflow" : `State "${owner.key}"`;
    report(build, range, {
      code: "D102",
      message: `${what} has no "initial".`,
      expected: "the state that is entered first",
      suggestion: `add "initial: ${names[0] ?? ""}"`,
    });
  }
  return null;
}

interface Context {
  readonly setting: Setting;
  readonly misspelt: Misspelt;
}

function eventsOf(build: Build, raw: NonNullable<State>, { setting, misspelt }: Context): StateNode["on"] {
  const on = raw.on ?? {};
  // Where the verb is missing, which is reported, its outcomes lead on all the same.
  const hasVerb = isVerbState(build, raw);
  const names = Object.keys(on).filter((name) => (!hasVerb || !isOutcome(name)) && !misspelt.has(name));
  return Object.fromEntries(names.map((name) => [name, transitionsAt(build, spot(on, name), setting)]));
}

/** Keys of `on` that were meant to be an outcome, with that outcome: reported, and read as it, so that the rest is seen as it was meant. */
function misspeltOutcomes(build: Build, raw: NonNullable<State>): Misspelt {
  if (!isVerbState(build, raw)) return new Map();
  const on = raw.on ?? {};
  const found = new Map<string, OutcomeKey>();
  for (const name of Object.keys(on)) {
    const meant = meantOutcome(name);
    // Beside the outcome itself, and where something raises it, it is an event.
    if (meant === null || hasKey(build, on, meant) || raisedIn(build.file.states).includes(name)) continue;
    found.set(name, meant);
    report(build, keyRange(build, spot(on, name)), {
      code: "D206",
      message: `"${name}" is no outcome of a verb.`,
      expected: OUTCOMES.join(", "),
      suggestion: meant,
    });
  }
  return found;
}

type Misspelt = ReadonlyMap<string, OutcomeKey>;

function delaysOf(build: Build, raw: NonNullable<State>, setting: Setting): StateNode["after"] {
  const after = raw.after ?? {};
  return Object.keys(after).map((key) => {
    const where = spot(after, key);
    if (!hasExpression(key) && parseDuration(key) === null)
      report(build, keyRange(build, where), {
        code: "D106",
        message: `"${key}" is no duration.`,
        ...durationHelp(key),
      });
    if (hasExpression(key)) checkKey(build, where, setting.sights.plain);
    return { delay: { value: key, at: keyAt(build, where) }, transitions: transitionsAt(build, where, setting) };
  });
}

function actionOf(
  build: Build,
  raw: NonNullable<State>,
  { key, setting, misspelt }: Context & { key: string },
): StateNode["action"] {
  const on = raw.on ?? {};
  const facts = build.facts.get(raw) ?? { id: key, raw, verb: null, output: null };
  const hasVerb = isVerbState(build, raw) || isMistyped(build, raw, VERBS);
  const spec = hasVerb ? actionSpec(build, facts, setting.sights) : null;
  const led = (name: OutcomeKey): ReturnType<typeof transitionsAt> => {
    const names = [name, ...Object.keys(on).filter((one) => misspelt.get(one) === name)];
    return names.flatMap((one) => transitionsAt(build, spot(on, one), setting));
  };
  const byStatus = { timed_out: led("timed_out"), interrupted: led("interrupted"), canceled: led("canceled") };
  const [onSuccess, onFailure] = [led("success"), led("failure")];
  const onOutcome = Object.fromEntries(Object.entries(byStatus).filter(([, list]) => list.length > 0));
  return spec === null ? null : { ...spec, onSuccess, onOutcome, onFailure };
}
