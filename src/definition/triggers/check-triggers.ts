import { keyRange, report, spot, stepRange, valueRange, type Build } from "../build.ts";
import { expression, templates } from "../check-text.ts";
import { checkGiven } from "../check-with.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Trigger } from "../generated/triggers-file.ts";
import { placeOf } from "../source.ts";
import { checkTriggerKeys, kindOf } from "./check-keys.ts";
import { KIND_READERS } from "./check-kinds.ts";
import { circleOf } from "./circles.ts";
import { triggerSight } from "./roots.ts";
import type { TriggerKind, TriggerSpec } from "./spec.ts";

/** The workflow that a trigger starts. */
export interface Started {
  /** As runs carry it. */
  readonly name: string;
  /** As the file names it. */
  readonly called: string;
  readonly inputs: JsonObject;
  /** The names of all workflows whose runs it brings about, its own included. */
  readonly starts: readonly string[];
}

/** A default name leaves room for the ids that durable keys put behind it. */
const LONGEST_NAME = 80;

/** The triggers of one file; what is wrong is reported, and what has no kind is left out. `null` from `started`: reported already. */
export function checkTriggers(
  build: Build,
  list: readonly Trigger[],
  started: (raw: Trigger) => Started | null,
): readonly TriggerSpec[] {
  const names = new Map<string, Trigger>();
  const paths = new Map<string, Trigger>();
  return list.flatMap((raw) => {
    const target = started(raw);
    const kind = kindOf(build, raw);
    if (kind === null) return [];
    checkTriggerKeys(build, raw, kind);
    const spec = specOf(build, raw, kind, target);
    if (target !== null) checkInputsOf(build, raw, spec, target);
    // Without a workflow there is no name by default.
    if (target !== null || raw.name !== undefined) checkTwice(build, names, { raw, key: "name", text: spec.name });
    if (spec.kind === "webhook") checkTwice(build, paths, { raw, key: "webhook", text: spec.path });
    if (target !== null) checkCircle(build, raw, spec, target);
    return [spec];
  });
}

function specOf(build: Build, raw: Trigger, kind: TriggerKind, target: Started | null): TriggerSpec {
  const sight = triggerSight(kind);
  const range = raw.name === undefined ? stepRange(build, raw) : valueRange(build, spot(raw, "name"));
  const own = KIND_READERS[kind](build, raw);
  return {
    name: raw.name ?? `${(target?.name ?? "").slice(0, LONGEST_NAME)}.${kind}`,
    workflow: target?.called ?? "",
    isEnabled: raw.enabled !== false,
    with: raw.with === undefined ? null : templates(build, raw.with, sight),
    when: raw.when === undefined ? null : expression(build, spot(raw, "when"), sight),
    file: build.source.file,
    ...placeOf(build.source, range.start),
    ...own,
  };
}

/** A file in an inbox gives the inputs itself, unless `with` does. */
function checkInputsOf(build: Build, raw: Trigger, { kind }: TriggerSpec, { called, inputs }: Started): void {
  if (kind === "inbox" && raw.with === undefined) return;
  const what = `The workflow "${called}"`;
  checkGiven(build, raw, { schema: inputs, what, noun: "input", at: raw.with === undefined ? kind : "with" });
}

interface Text {
  readonly raw: Trigger;
  readonly key: "name" | "webhook";
  readonly text: string;
}

function checkTwice(build: Build, seen: Map<string, Trigger>, { raw, key, text }: Text): void {
  if (seen.has(text)) {
    const what = key === "name" ? `A trigger named "${text}"` : `A webhook with the path "${text}"`;
    report(build, raw[key] === undefined ? stepRange(build, raw) : valueRange(build, spot(raw, key)), {
      code: "D201",
      message: `${what} stands here already.`,
      suggestion: raw[key] === undefined ? 'add "name: …"' : null,
    });
  }
  seen.set(text, raw);
}

/** With a condition, a circle may come to an end. */
function checkCircle(build: Build, raw: Trigger, spec: TriggerSpec, { starts }: Started): void {
  if (spec.kind !== "after" || spec.when !== null || !spec.isEnabled) return;
  const circle = circleOf({ after: spec.after, starts }, []);
  if (circle !== null) report(build, keyRange(build, spot(raw, "after")), circleFinding(circle));
}

export const circleFinding = (circle: readonly string[]) =>
  ({
    code: "D506",
    message: `The triggers start each other in a circle: ${circle.join(" → ")}.`,
    expected: "a chain that comes to an end, or a condition (when) on one of them",
  }) as const;
