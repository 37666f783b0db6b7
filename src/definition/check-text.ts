import type { Json } from "../core/json.ts";
import type { Expression, Template } from "./definition.ts";
import { isScalar } from "yaml";
import { keyRange, report, valueAt, valueRange, type Build, type Spot } from "./build.ts";
import { parseSize, SIZE_FORM } from "../core/size.ts";
import { DURATION_FORM, isTooLong, parseDuration } from "../core/duration.ts";
import {
  checkExpression,
  checkScript,
  checkTemplate,
  typeOfTemplate,
  type Problem,
  type ScopeTypes,
} from "./expressions/index.ts";
import type { Sight } from "./sights.ts";
import { scalarOffsets } from "./scalar-offsets.ts";
import type { Finding, Range } from "./source.ts";
import { TYPE_NAMES } from "./value-schema.ts";
import type { MutableJson } from "./yaml-tree.ts";

export const hasExpression = (value: Json | undefined): boolean => typeof value === "string" && value.includes("${{");

/** The template at a place, each of its texts checked against what can be seen there. */
export function template(build: Build, where: Spot, sight: Sight): Template {
  const value = valueOf(where) ?? null;
  checkTexts(build, where, sight);
  return { value, at: valueAt(build, where) };
}

/** All members of a map as templates. */
export function templates(build: Build, map: object | undefined, sight: Sight): Record<string, Template> {
  return Object.fromEntries(Object.keys(map ?? {}).map((key) => [key, template(build, { in: map ?? {}, key }, sight)]));
}

export function optionalTemplate(build: Build, where: Spot, sight: Sight): Template | null {
  return valueOf(where) === undefined ? null : template(build, where, sight);
}

export function expression(build: Build, where: Spot, sight: Sight): Expression | null {
  const text = valueOf(where);
  if (typeof text !== "string") return null;
  if (text.includes("${{"))
    report(build, valueRange(build, where), {
      code: "D301",
      message: "A condition is a bare expression.",
      suggestion: `write it without \${{ }}: ${text.replaceAll(/\$\{\{\s*|\s*\}\}/g, "")}`,
    });
  else
    explain(
      build,
      where,
      check(text, sight, (types) => checkExpression(text, types, "boolean")),
    );
  return { text, at: valueAt(build, where) };
}

export function script(build: Build, where: Spot, sight: Sight): Template {
  const text = valueOf(where) ?? null;
  if (typeof text === "string" && hasExpression(text))
    explain(
      build,
      where,
      check(text, sight, (types) => checkScript(text, types)),
    );
  return { value: text, at: valueAt(build, where) };
}

/** A key that is a template: the durations of `after`. */
export function checkKey(build: Build, where: Spot, sight: Sight): void {
  const text = String(where.key);
  const problems = check(text, sight, (types) => checkTemplate(text, types));
  for (const problem of problems) report(build, keyRange(build, where), finding(build, problem));
}

/** A duration, checked now unless an expression gives it. */
export function duration(build: Build, where: Spot, sight: Sight): Template | null {
  const text = valueOf(where);
  if (typeof text !== "string") return null;
  if (hasExpression(text)) {
    refuseOtherType(build, where, { text, sight });
    return template(build, where, sight);
  }
  durationMs(build, where);
  return { value: text, at: valueAt(build, where) };
}

const OTHER_TYPES = new Set(["boolean", "array", "object", "null"]);

function refuseOtherType(build: Build, where: Spot, { text, sight }: { text: string; sight: Sight }): void {
  const type = typeOfTemplate(text, sight.hides(text) ? sight.exact() : sight.shared) ?? "";
  if (!OTHER_TYPES.has(type)) return;
  report(build, valueRange(build, where), {
    code: "D106",
    message: `This gives ${TYPE_NAMES[type] ?? type}, which is no duration.`,
    expected: `${DURATION_FORM}, or milliseconds`,
  });
}

/** A duration that something may take at most: with none at all it could not even begin. */
export function span(build: Build, where: Spot, sight: Sight): Template | null {
  refuseNoTime(build, where, NO_LIMIT);
  return duration(build, where, sight);
}

/** The same in milliseconds, where it must be known now. `leftOut`: what holds where it is not there. */
export function spanMs(build: Build, where: Spot, leftOut = NO_LIMIT): number | null {
  refuseNoTime(build, where, leftOut);
  return durationMs(build, where);
}

const NO_LIMIT = "there is no limit";

function refuseNoTime(build: Build, where: Spot, leftOut: string): void {
  const text = valueOf(where);
  if (typeof text !== "string" || parseDuration(text) !== 0) return;
  report(build, valueRange(build, where), {
    code: "D104",
    message: `"${String(where.key)}" is no time at all.`,
    expected: `more than 0s; left out ${leftOut}`,
  });
}

/** Milliseconds of a duration that must be known now; `null` when there is none, or a wrong one. */
export function durationMs(build: Build, where: Spot): number | null {
  const text = valueOf(where);
  if (typeof text !== "string") return null;
  const ms = parseDuration(text);
  if (ms === null)
    report(build, valueRange(build, where), {
      code: "D106",
      message: `"${text}" is no duration.`,
      ...durationHelp(text),
    });
  return ms;
}

/** Bytes of a size; `null` when there is none, or a wrong one. */
export function sizeBytes(build: Build, where: Spot): number | null {
  const text = valueOf(where);
  if (typeof text !== "string") return null;
  const bytes = parseSize(text);
  if (bytes === null)
    report(build, valueRange(build, where), { code: "D106", message: `"${text}" is no size.`, expected: SIZE_FORM });
  return bytes;
}

export function durationHelp(text: string): { expected: string; suggestion: string | null } {
  if (isTooLong(text)) return { expected: "at most a hundred years", suggestion: null };
  const words =
    /^(\d+(?:\.\d+)?)\s*(milliseconds?|msecs?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|[smhd])$/i.exec(
      text.trim(),
    );
  const unit = words?.[2]?.toLowerCase() ?? "";
  const short = unit.startsWith("mil") || unit.startsWith("ms") ? "ms" : unit.charAt(0);
  return { expected: DURATION_FORM, suggestion: words === null ? null : `${words[1] ?? ""}${short}` };
}

const valueOf = ({ in: container, key }: Spot): MutableJson | undefined =>
  (container as Record<string | number, MutableJson>)[key];

function checkTexts(build: Build, where: Spot, sight: Sight): void {
  const value = valueOf(where);
  if (typeof value === "string") {
    if (hasExpression(value))
      explain(
        build,
        where,
        check(value, sight, (types) => checkTemplate(value, types)),
      );
  } else if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value))
      checkTexts(build, { in: value, key: Array.isArray(value) ? Number(key) : key }, sight);
  }
}

/** The exact scope is only made where it can make a difference, or has to be told to people. */
function check(text: string, sight: Sight, run: (types: ScopeTypes) => readonly Problem[]): readonly Problem[] {
  if (!sight.hides(text) && run(sight.shared).length === 0) return [];
  return run(sight.exact());
}

function explain(build: Build, where: Spot, problems: readonly Problem[]): void {
  for (const problem of problems) report(build, partRange(build, where, problem), finding(build, problem));
}

/** A step that exists, but comes later, is another mistake than a name that nobody knows. */
function finding(build: Build, { message, expected, suggestion }: Problem): Finding {
  const id = /^steps has no "(.+)"$/.exec(message)?.[1];
  if (id === undefined || !build.steps.has(id))
    return { code: "D301", message: `Wrong expression: ${message}.`, expected, suggestion };
  return {
    code: "D301",
    message: `Wrong expression: the step "${id}" has not run by then.`,
    expected: "a step that stands before this one, or is part of a loop around it",
  };
}

/** Where part of a scalar's value stands in the file. */
export function partRange(build: Build, where: Spot, part: { offset: number; length: number }): Range {
  const node = build.places.get(where.in)?.get(where.key)?.value;
  if (!isScalar(node)) return valueRange(build, where);
  const offsets = scalarOffsets(build.source, node);
  const last = offsets.length - 1;
  const start = offsets[Math.min(part.offset, last)] ?? 0;
  const end = (offsets[Math.min(part.offset + part.length - 1, last)] ?? start) + 1;
  return { start, end };
}
