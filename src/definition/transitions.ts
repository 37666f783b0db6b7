import { hasKey, keyRange, report, spot, valueAt, valueRange, type Build, type Spot } from "./build.ts";
import { expression, template, templates } from "./check-text.ts";
import type { Operation, Transition } from "./definition.ts";
import type {
  Operation as RawOperation,
  Operations,
  Transition as RawTransition,
  Transitions,
} from "./generated/workflow-file.ts";
import type { Sights } from "./sights.ts";
import { nearest } from "../core/nearest.ts";
import { resolveTarget, type Source } from "./targets.ts";

/** What transitions and operations of a state need to be understood. */
export interface Setting {
  readonly source: Source;
  readonly sights: Sights;
  /** Names of the events that some state takes. */
  readonly events: ReadonlySet<string>;
}

export function transitionsAt(build: Build, where: Spot, setting: Setting): Transition[] {
  const raw = (where.in as Record<string | number, Transitions | undefined>)[where.key];
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) return [transition(build, { raw, where }, setting)];
  checkShadowed(build, raw);
  return raw.map((one, i) => transition(build, { raw: one, where: spot(raw, i) }, setting));
}

/** What follows a transition without a condition is never tried. */
function checkShadowed(build: Build, list: readonly RawTransition[]): void {
  const open = list.findIndex((one) => typeof one === "string" || !hasKey(build, one, "when"));
  if (open === -1 || open === list.length - 1) return;
  report(build, valueRange(build, spot(list, open + 1)), {
    code: "D105",
    message: "This transition is never tried: the one before it has no condition.",
    suggestion: "put the one without `when` last",
  });
}

function transition(build: Build, { raw, where }: { raw: RawTransition; where: Spot }, setting: Setting): Transition {
  const at = valueAt(build, where);
  if (typeof raw === "string")
    return {
      target: resolveTarget(build, raw, { where, source: setting.source }),
      guard: null,
      operations: [],
      reenter: false,
      at,
    };
  const target =
    raw.target === undefined
      ? null
      : resolveTarget(build, raw.target, { where: spot(raw, "target"), source: setting.source });
  if (!hasKey(build, raw, "target") && !hasKey(build, raw, "do"))
    report(build, valueRange(build, where), {
      code: "D102",
      message: "The transition leads nowhere and does nothing.",
      expected: "target, do, or both",
    });
  return {
    target,
    guard: expression(build, spot(raw, "when"), setting.sights.plain),
    operations: operationsAt(build, spot(raw, "do"), setting),
    reenter: raw.reenter ?? false,
    at,
  };
}

export function operationsAt(build: Build, where: Spot, setting: Setting): Operation[] {
  const raw = (where.in as Record<string | number, Operations | undefined>)[where.key];
  if (raw === undefined) return [];
  const list = Array.isArray(raw) ? raw.map((one, i) => ({ one, at: spot(raw, i) })) : [{ one: raw, at: where }];
  return list.flatMap(({ one, at }) => operation(build, one, { at, setting }));
}

const KINDS = ["set", "raise", "emit"] as const;

function operation(build: Build, raw: RawOperation, { at, setting }: { at: Spot; setting: Setting }): Operation[] {
  const kinds = KINDS.filter((kind) => hasKey(build, raw, kind));
  if (kinds.length !== 1)
    report(build, valueRange(build, at), {
      code: "D105",
      message:
        kinds.length === 0
          ? "The operation does nothing."
          : `The operation has ${kinds.length} kinds: ${kinds.join(" and ")}.`,
      expected: "exactly one of set, raise, emit",
    });
  if (raw.data !== undefined && raw.emit === undefined)
    report(build, keyRange(build, spot(raw, "data")), {
      code: "D105",
      message: '"data" means nothing without "emit".',
    });
  return [
    ...setOperation(build, raw, setting),
    ...raiseOperation(build, raw, setting),
    ...emitOperation(build, raw, setting),
  ];
}

function setOperation(build: Build, raw: RawOperation, { sights }: Setting): Operation[] {
  if (raw.set === undefined) return [];
  const fields = Object.keys(build.file.context ?? {});
  for (const name of Object.keys(raw.set))
    if (!fields.includes(name))
      report(build, keyRange(build, spot(raw.set, name)), {
        code: "D101",
        message: `The context has no "${name}".`,
        expected: fields.length === 0 ? "a field that context names; this workflow has no context" : fields.join(", "),
        suggestion: nearest(name, fields) ?? `add "${name}: null" to context`,
      });
  return [{ type: "assign", values: templates(build, raw.set, sights.plain) }];
}

function raiseOperation(build: Build, raw: RawOperation, { events }: Setting): Operation[] {
  if (raw.raise === undefined) return [];
  const where = spot(raw, "raise");
  if (!events.has(raw.raise))
    report(build, valueRange(build, where), {
      code: "D206",
      message: `No state takes the event "${raw.raise}".`,
      expected: events.size === 0 ? "an event that stands under on; this workflow has none" : [...events].join(", "),
      suggestion: nearest(raw.raise, events),
    });
  return [{ type: "raise", event: raw.raise, at: valueAt(build, where) }];
}

function emitOperation(build: Build, raw: RawOperation, { sights }: Setting): Operation[] {
  if (raw.emit === undefined) return [];
  const data = raw.data === undefined ? null : template(build, spot(raw, "data"), sights.plain);
  return [{ type: "emit", name: raw.emit, data }];
}
