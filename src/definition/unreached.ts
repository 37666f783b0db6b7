import { report, spot, type Build, type Spot } from "./build.ts";
import { partRange } from "./check-text.ts";
import { bareReads, partsOf } from "./expressions/index.ts";
import type { Step } from "./generated/workflow-file.ts";
import { idsOf } from "./sights.ts";

/** Keys that hold steps, which are looked at by themselves. */
const INNER: ReadonlySet<string> = new Set(["parallel", "steps", "on-failure"]);

/**
 * Warns where a step of `finally` would fail because another one was never reached: a run may end before any of its steps. One with a
 * `when` is taken to have asked.
 */
export function warnOfUnreached(build: Build): void {
  const own = new Set(idsOf(build.file.finally ?? []));
  const steps = new Set([...build.steps.keys()].filter((id) => !own.has(id)));
  for (const step of build.file.finally ?? []) lookAt(build, step, { steps, error: true });
}

/** What may not be there. */
interface Unsure {
  readonly steps: ReadonlySet<string>;
  readonly error: boolean;
}

function lookAt(build: Build, step: Step, unsure: Unsure): void {
  if (typeof step.when === "string") return warn(build, spot(step, "when"), { text: step.when, offset: 0, unsure });
  for (const key of Object.keys(step)) if (!INNER.has(key)) lookIn(build, spot(step, key), unsure);
  for (const one of [...(step.parallel ?? []), ...(step.steps ?? [])]) lookAt(build, one, unsure);
  // A handler knows its error.
  const handler = step["on-failure"];
  if (typeof handler === "object")
    for (const one of handler.steps ?? []) lookAt(build, one, { ...unsure, error: false });
}

function lookIn(build: Build, where: Spot, unsure: Unsure): void {
  const value = (where.in as Readonly<Record<string | number, unknown>>)[where.key];
  if (typeof value === "string") {
    for (const part of partsOf(value))
      if (part.kind === "expression") warn(build, where, { text: part.text, offset: part.inner, unsure });
  } else if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) lookIn(build, spot(value, Array.isArray(value) ? Number(key) : key), unsure);
  }
}

interface Text {
  readonly text: string;
  /** Where it stands in the whole value. */
  readonly offset: number;
  readonly unsure: Unsure;
}

function warn(build: Build, where: Spot, { text, offset, unsure }: Text): void {
  if (!/steps|error/.test(text)) return;
  for (const { step, start, end } of bareReads(text)) {
    if (step === null ? !unsure.error : !unsure.steps.has(step)) continue;
    report(build, partRange(build, where, { offset: offset + start, length: end - start }), {
      code: "D302",
      severity: "warning",
      message:
        step === null
          ? "Nothing may have gone wrong by then, and this step would fail."
          : `The step "${step}" may not have run by then, and this step would fail.`,
      expected: `${step === null ? "when: failure()" : "when: has(…)"}, or default(…, another value)`,
    });
  }
}
