import { hasKey, isMistyped, keyRange, report, spot, stepRange, type Build } from "../build.ts";
import type { Trigger } from "../generated/triggers-file.ts";
import { TRIGGER_KINDS, type TriggerKind } from "./spec.ts";

const COMMON = ["name", "description", "workflow", "enabled", "with", "when"];
const SIGNED = ["signature-header", "timestamp-header", "tolerance"];

const KEYS: { readonly [K in TriggerKind]: readonly string[] } = {
  inbox: ["files", "max-size", "deduplicate"],
  schedule: ["timezone", "overlap", "catch-up"],
  webhook: ["secret", "insecure", "signature", ...SIGNED, "delivery-header", "headers", "events", "max-size"],
  after: ["status"],
};

/** What the trigger starts by; `null` when that cannot be said, which is reported. */
export function kindOf(build: Build, raw: Trigger): TriggerKind | null {
  const kinds = TRIGGER_KINDS.filter((kind) => hasKey(build, raw, kind));
  const [kind, second] = kinds;
  if (kind !== undefined && second === undefined) return raw[kind] === undefined ? null : kind;
  if (second !== undefined)
    report(build, keyRange(build, spot(raw, second)), {
      code: "D501",
      message: `The trigger has both "${kind ?? ""}" and "${second}".`,
      expected: "one of them; write a trigger for each",
    });
  else if (!isMistyped(build, raw, TRIGGER_KINDS))
    report(build, stepRange(build, raw), {
      code: "D501",
      message: "The trigger does not say what it starts by.",
      expected: TRIGGER_KINDS.join(", "),
    });
  return null;
}

/** Reports keys that the kind does not read. */
export function checkTriggerKeys(build: Build, raw: Trigger, kind: TriggerKind): void {
  const allowed = new Set([...COMMON, kind, ...KEYS[kind]]);
  for (const key of Object.keys(raw))
    if (!allowed.has(key)) meansNothing(build, raw, key, `beside "${kind}"`, KEYS[kind].join(", "));
  if (kind === "webhook") checkSignatureKeys(build, raw);
}

function checkSignatureKeys(build: Build, raw: Trigger): void {
  const isGithub = raw.signature !== "hmac-sha256";
  for (const key of SIGNED.filter((one) => isGithub && one in raw))
    meansNothing(build, raw, key, "for signature: github", "signature: hmac-sha256");
  if (!isGithub && raw.events !== undefined)
    meansNothing(build, raw, "events", "for signature: hmac-sha256", "when: request.body.… == …");
  if (!isGithub && raw.tolerance !== undefined && raw["timestamp-header"] === undefined)
    meansNothing(build, raw, "tolerance", "without timestamp-header", "timestamp-header: X-Timestamp");
  if (raw.secret !== undefined && raw.insecure === true)
    meansNothing(build, raw, "insecure", 'beside "secret"', "one of them");
}

function meansNothing(build: Build, raw: Trigger, key: string, ...[where, expected]: [string, string]): void {
  report(build, keyRange(build, spot(raw, key)), {
    code: "D105",
    message: `"${key}" means nothing ${where}.`,
    expected,
  });
}
