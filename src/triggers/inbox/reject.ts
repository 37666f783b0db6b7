import path from "node:path";
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { DeadLetter } from "../contract.ts";
import type { TriggerPorts } from "../ports.ts";
import { moveToRejected, REJECTED, type Claim } from "./claims.ts";
import { RunId } from "../../core/ids.ts";
import type { InboxTrigger } from "./inbox.ts";

/** Puts a file aside with its reason beside it, for people and for `deadLetters`. */
export async function reject(ports: TriggerPorts, { spec }: InboxTrigger, claim: Claim, why: string): Promise<void> {
  const { app, clock } = ports;
  const file = path.relative(app.project.root, path.join(claim.folder, claim.name));
  const text = `Rejected: ${file}
When: ${new Date(clock.now()).toISOString()}
Trigger: ${spec.name} (${spec.file}:${spec.line}:${spec.column})

${why.trim()}

Mend it and drop it again, or replay the dead letter ${claim.run}.
`;
  ports.tally.add(spec.name, "rejected");
  await moveToRejected(claim, text);
}

const FORM = /^(([0-9a-z]{20})-(.+))\.reason\.txt$/s;

/** The rejected files of one trigger in a folder, oldest first. One without its file, or a file without its reason, is none. */
export function rejectedIn(folder: string, trigger: string, root: string): readonly DeadLetter[] {
  const rejected = path.join(folder, REJECTED);
  const names = new Set(readdirSync(rejected));
  return [...names].toSorted().flatMap((name): DeadLetter[] => {
    const [, file = "", id = ""] = FORM.exec(name) ?? [];
    if (!names.has(file)) return [];
    const reason = path.join(rejected, name);
    const text = readFileSync(reason, "utf8");
    if (!text.includes(`\nTrigger: ${trigger} (`)) return [];
    const at = statSync(reason).mtimeMs;
    return [{ id, at, reason: whyIn(text), file: path.relative(root, path.join(rejected, file)), about: null }];
  });
}

/** Between the head and the advice. */
const whyIn = (text: string): string => text.split("\n\n").slice(1, -1).join("\n\n");

/** The claim that a rejected file had, as a replay. */
export function claimOf(folder: string, { id, file }: DeadLetter): Claim {
  const name = path.basename(file ?? "").slice(id.length + 1);
  return { folder, run: RunId(id), isReplay: true, name };
}
