import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../../core/ids.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { diagnosticIn, formatDiagnostic, type InputProblem } from "../../definition/index.ts";
import type { Taken } from "../contract.ts";
import type { OneByOne } from "../one-by-one.ts";
import type { TriggerPorts } from "../ports.ts";
import { startRun } from "../start.ts";
import { claimedPath, donePath, moveToDone, placeAhead, type Claim } from "./claims.ts";
import { inputsOf, readContent, type Content } from "./file-content.ts";
import type { InboxTrigger } from "./inbox.ts";
import { reject } from "./reject.ts";

/** Who had the same content before. */
interface Known {
  readonly run: RunId;
  readonly at: number;
}

const contentKey = (trigger: string, hash: string): string => `${contentPrefix(trigger)}${hash.slice(0, 32)}`;
export const contentPrefix = (trigger: string): string => `trigger:content:${trigger}:`;

export interface Taking {
  readonly trigger: InboxTrigger;
  readonly ports: TriggerPorts;
  /** By content. */
  readonly oneByOne: OneByOne;
}

/** `null`: not now, for it is being written to after all. */
export type MaybeTaken = Taken | null;

/**
 * A claimed file becomes a run. In this order: the run (durable, under the id that the claim carries), the record of its content
 * (durable), the move. A crash between any two of them, and doing all of it again, changes nothing.
 */
export async function take(taking: Taking, claim: Claim): Promise<MaybeTaken> {
  const { trigger, ports } = taking;
  const read = await readClaimed(claimedPath(claim), trigger.spec.maxBytes);
  if ("isChanging" in read) return null;
  if ("problem" in read) return rejected(taking, claim, read.problem);
  const hash = createHash("sha256").update(read.bytes).digest("hex");
  return taking.oneByOne(`${trigger.spec.name} ${hash}`, async () => {
    const known = sameContent(taking, claim, hash);
    if (known !== null) return rejected(taking, claim, duplicate(trigger, known));
    const content = readContent(claim.name, read.bytes);
    if ("problem" in content) return rejected(taking, claim, content.problem);
    return begin(taking, claim, {
      content,
      hash,
      size: read.bytes.length,
      isDone: ports.app.store.getSnapshot(claim.run) !== null,
    });
  });
}

type ReadBytes = { readonly bytes: Buffer } | { readonly problem: string } | { readonly isChanging: true };

/** Follows no link, waits for no pipe, and reads no more than is allowed. */
async function readClaimed(file: string, maxBytes: number): Promise<ReadBytes> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ELOOP" || error.code === "EMLINK") return "It is a link, and links are not followed.";
      if (error.code === "EACCES" || error.code === "ENXIO") return `It cannot be read (${error.code}).`;
      throw error;
    },
  );
  if (typeof handle === "string") return { problem: handle };
  try {
    const before = await handle.stat();
    if (!before.isFile()) return { problem: "It is no file." };
    if (before.size > maxBytes)
      return { problem: `It has ${before.size} bytes, and at most ${maxBytes} are taken (max-size).` };
    const bytes = Buffer.alloc(before.size);
    const { bytesRead } = await handle.read(bytes, 0, before.size, 0);
    return isSame(before, await handle.stat()) && bytesRead === before.size ? { bytes } : { isChanging: true };
  } finally {
    await handle.close();
  }
}

const isSame = (a: Stats, b: Stats): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs;

function sameContent({ trigger: { spec }, ports }: Taking, claim: Claim, hash: string): Known | null {
  if (claim.isReplay || spec.deduplicateMs === null) return null;
  const fact = ports.app.store.getFact(contentKey(spec.name, hash));
  if (!isJsonObject(fact)) return null;
  const known = fact as unknown as Known;
  return known.run === claim.run || ports.clock.now() - known.at > spec.deduplicateMs ? null : known;
}

const duplicate = ({ spec }: InboxTrigger, { run, at }: Known): string =>
  `The same content has started run ${run} at ${new Date(at).toISOString()}. ` +
  `Replay this letter to run it all the same; "deduplicate: none" of ${spec.name} would take it every time.`;

interface Readied {
  readonly content: Content;
  readonly hash: string;
  readonly size: number;
  /** The run is there already: a crash came before the file was moved. */
  readonly isDone: boolean;
}

async function begin(taking: Taking, claim: Claim, { content, hash, size, isDone }: Readied): Promise<Taken> {
  const { trigger, ports } = taking;
  const { spec } = trigger;
  const { project, store } = ports.app;
  const { text, body, data } = content;
  const file = { name: claim.name, path: path.relative(project.root, donePath(claim)), size, text, body, data };
  const names = Object.keys((trigger.workflow.definition.inputs["properties"] ?? {}) as JsonObject);
  if (spec.with === null && !isJsonObject(data))
    return rejected(taking, claim, "It holds no map of inputs. Write one, or say under `with` what becomes of it.");
  // A run that reads the file by its path must find it there from its first moment on.
  if (readsPath(trigger)) await placeAhead(claim);
  const started = isDone
    ? ({ outcome: "started" } as const)
    : await startRun(ports.app, { trigger, scope: { file }, inputs: inputsOf(content, names), run: claim.run });
  if (started.outcome === "refused")
    return rejected(taking, claim, reasonOf(started, { claim, content, isMapped: spec.with !== null }));
  const at = ports.clock.now();
  // One that could not be moved comes again, and is counted once.
  if (started.outcome === "skipped") ports.tally.add(spec.name, "skipped");
  else if (!isDone) ports.tally.started(spec.name, claim.run, at);
  if (started.outcome === "started") await store.putFact(contentKey(spec.name, hash), { run: claim.run, at });
  await moveToDone(claim);
  return started.outcome === "started" ? { outcome: "started", run: claim.run } : { outcome: "skipped" };
}

const readsPath = ({ spec }: InboxTrigger): boolean =>
  spec.with !== null && JSON.stringify(spec.with).includes("file.path");

interface Refused {
  readonly claim: Claim;
  readonly content: Content;
  readonly isMapped: boolean;
}

/** With the lines of the file, where it gave the inputs itself. */
function reasonOf(
  { message, problems }: { readonly message: string; readonly problems: readonly InputProblem[] },
  { claim, content, isMapped }: Refused,
): string {
  if (isMapped || problems.length === 0) return message;
  const source = { file: claim.name, text: content.text };
  return problems
    .map((problem) =>
      diagnosticIn(source, content.locate(problem.name.split(".")), { code: "D211", ...problem, severity: "error" }),
    )
    .map((diagnostic) => formatDiagnostic(diagnostic, { color: false }))
    .join("\n\n");
}

async function rejected({ trigger, ports }: Taking, claim: Claim, reason: string): Promise<Taken> {
  await reject(ports, trigger, claim, reason);
  return { outcome: "rejected", reason };
}
