import type { AgentProfile } from "../core/agent.ts";
import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { mayAsk } from "../core/permissions.ts";
import type { ProfileSource } from "./profile-layers.ts";
import { type Reader, within } from "./profile-reader.ts";

/** Profiles by every name that a step may give. */
export type KnownProfiles = ReadonlyMap<string, AgentProfile>;

/** Who takes over, or decides, has to be there before it is needed. */
export function checkReferences(source: ProfileSource, known: KnownProfiles): void {
  const { name, value, report } = source;
  const fallback = Array.isArray(value["fallback"]) ? value["fallback"] : [];
  fallback.forEach((other: Json, index) => {
    if (typeof other !== "string" || (known.has(other) && other !== name)) return;
    const why = other === name ? "is this profile itself." : unknown(other, name, known);
    report(["fallback", index], `\`${other}\` ${why}`);
  });
  if (!source.isSound) return;
  const variants = within(source, "variants");
  for (const reader of [source, ...Object.keys(variants.value).map((variant) => within(variants, variant))])
    checkApprover(within(reader, "permissions", "approver"), name, known);
}

/** One that asks would have to be decided on by somebody else, and so on. */
function checkApprover({ value, report }: Reader, name: string, known: KnownProfiles): void {
  const { agent } = value;
  if (typeof agent !== "string") return;
  const profile = known.get(agent);
  if (profile === undefined) report(["agent"], `\`${agent}\` ${unknown(agent, name, known)}`);
  else if (mayAsk(profile.permissions))
    report(["agent"], `\`${agent}\` cannot be an approver: by its own \`permissions\` it asks a person itself.`);
}

function unknown(wanted: string, own: string, known: KnownProfiles): string {
  const near = nearest(wanted, [...known.keys()]);
  return `is no profile.${near === null || near === own ? "" : ` Did you mean \`${near}\`?`}`;
}
