import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../../core/errors.ts";
import type { InboxSpec } from "../../definition/index.ts";
import type { DeadLetter, Taken } from "../contract.ts";
import { createOneByOne, type OneByOne } from "../one-by-one.ts";
import type { Of, TriggerPorts } from "../ports.ts";
import { createTurns } from "../turns.ts";
import { watchFolder } from "../watch-folder.ts";
import {
  claimedPath,
  claimsIn,
  isMissing,
  isPrepared,
  prepareInbox,
  reasonPath,
  REJECTED,
  rejectedPath,
  type Claim,
} from "./claims.ts";
import { foldersOf, isInside } from "./folders.ts";
import { createQuiet, type Quiet } from "./quiet.ts";
import { claimOf, rejectedIn } from "./reject.ts";
import { claimAll, readyIn, restedOf, triggerFor } from "./scan.ts";
import { contentPrefix, take } from "./take.ts";

export type InboxTrigger = Of<InboxSpec>;

export interface InboxOptions {
  /** Folders are looked at this often, whatever the system tells of them. Milliseconds. */
  readonly pollMs: number;
  /** A file is complete when nothing about it has changed for this long. Milliseconds. */
  readonly settleMs: number;
}

export interface Inboxes {
  /** Takes the place of all triggers before. */
  set(triggers: readonly InboxTrigger[]): void;
  letters(trigger: InboxTrigger): readonly DeadLetter[];
  replay(trigger: InboxTrigger, letter: DeadLetter): Promise<Taken>;
  /** What keeps one of its folders from being used; `null` for nothing. */
  problem(trigger: InboxTrigger): string | null;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

interface Core {
  readonly ports: TriggerPorts;
  readonly options: InboxOptions;
  readonly quiet: Quiet;
  readonly oneByOne: OneByOne;
  /** By folder. */
  readonly watches: Map<string, { close(): void }>;
  readonly problems: Map<string, string>;
  /** Claims that are still to be taken: left by a crash, or put off. */
  readonly left: Map<string, Claim>;
  triggers: readonly InboxTrigger[];
  isClosed: boolean;
}

/** All inboxes of a project. A folder belongs to all triggers that name it; a file goes to the first one that wants it. */
export function openInboxes(ports: TriggerPorts, options: InboxOptions): Inboxes {
  const core: Core = {
    ports,
    options,
    // Files carry the time of the system, whatever clock the triggers live by.
    quiet: createQuiet(options.settleMs, Date.now),
    oneByOne: createOneByOne(),
    watches: new Map(),
    problems: new Map(),
    left: new Map(),
    triggers: [],
    isClosed: false,
  };
  const turns = createTurns();
  let isAsked = false;
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    if (isAsked || core.isClosed) return;
    isAsked = true;
    void turns(async () => {
      isAsked = false;
      await lookThrough(core, look).catch(ports.onFault);
      if (timer !== null) clearTimeout(timer);
      const soon = core.quiet.isWaiting() ? Math.min(options.settleMs / 2, options.pollMs) : options.pollMs;
      if (!core.isClosed) timer = setTimeout(look, soon);
    });
  };
  return {
    set(triggers) {
      core.triggers = triggers;
      void turns(() => forget(core)).catch(ports.onFault);
      look();
    },
    letters: ({ spec }) => folders(core, spec).flatMap((folder) => lettersIn(core, folder, spec.name)),
    replay: (trigger, letter) => turns(() => replay(core, trigger, letter)),
    problem: ({ spec }) => folders(core, spec).flatMap((folder) => core.problems.get(folder) ?? [])[0] ?? null,
    async close() {
      core.isClosed = true;
      if (timer !== null) clearTimeout(timer);
      for (const watch of core.watches.values()) watch.close();
      await turns(async () => undefined);
    },
  };
}

const folders = ({ ports }: Core, { folder }: InboxSpec): readonly string[] =>
  foldersOf(ports.app.project.root, folder);

const lettersIn = ({ ports }: Core, folder: string, trigger: string): readonly DeadLetter[] =>
  existsSync(path.join(folder, REJECTED)) ? rejectedIn(folder, trigger, ports.app.project.root) : [];

/** One look at every inbox: what crashes and delays have left first, then what is new. */
async function lookThrough(core: Core, look: () => void): Promise<void> {
  const byFolder = new Map<string, InboxTrigger[]>();
  for (const trigger of core.triggers)
    for (const folder of folders(core, trigger.spec)) byFolder.set(folder, [...(byFolder.get(folder) ?? []), trigger]);
  for (const [folder, watch] of core.watches) {
    if (byFolder.has(folder)) continue;
    watch.close();
    core.watches.delete(folder);
  }
  for (const [folder, triggers] of byFolder) {
    if (core.isClosed) return;
    try {
      open(core, folder, look);
      await takeLeft(core, folder, triggers);
      await takeNew(core, folder, triggers);
      core.problems.delete(folder);
    } catch (error) {
      // The other inboxes are looked into all the same.
      core.problems.set(folder, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Makes a folder ready, once, and again when something of it was taken away. Throws where it cannot be used. */
function open(core: Core, folder: string, look: () => void): void {
  if (core.watches.has(folder) && isPrepared(folder)) return;
  if (!isInside(core.ports.app.project.root, folder)) throw new Error("A link leads it out of the project.");
  prepareInbox(folder);
  for (const claim of claimsIn(folder)) core.left.set(claimedPath(claim), claim);
  core.watches.get(folder)?.close();
  core.watches.set(folder, watchFolder(folder, look));
}

/** Those whose run is there already come first, so that another file of the same content is seen to be one. */
async function takeLeft(core: Core, folder: string, triggers: readonly InboxTrigger[]): Promise<void> {
  const mine = [...core.left.values()].filter((claim) => claim.folder === folder);
  const isStarted = (claim: Claim): boolean => core.ports.app.store.getSnapshot(claim.run) !== null;
  for (const claim of mine.filter(isStarted)) await takeOne(core, triggers, claim);
  const others = mine.filter((claim) => !isStarted(claim));
  for (const claim of restedOf(others, core.quiet)) await takeOne(core, triggers, claim);
}

async function takeNew(core: Core, folder: string, triggers: readonly InboxTrigger[]): Promise<void> {
  const { ready, unnamed } = await readyIn(folder, triggers, core.quiet);
  for await (const claims of claimAll(ready, () => core.ports.clock.now())) {
    const taken = await Promise.all(claims.map((claim) => takeOne(core, triggers, claim)));
    // What could not be taken waits for the next look, and so does all that lies behind it: the disk may be full.
    if (core.isClosed || taken.includes(null)) return;
  }
  const [first] = unnamed;
  if (first !== undefined)
    throw new Error(`Cannot take "${path.basename(first)}": its name is no UTF-8. Give it another.`);
}

/** What cannot be taken now stays claimed, and is tried at the next look. */
async function takeOne(core: Core, triggers: readonly InboxTrigger[], claim: Claim): Promise<Taken | null> {
  const { ports, oneByOne, left } = core;
  const file = claimedPath(claim);
  const trigger = triggerFor(triggers, claim.name);
  left.set(file, claim);
  if (trigger === null) return null;
  try {
    const taken = await take({ trigger, ports, oneByOne }, claim);
    if (taken !== null) left.delete(file);
    return taken;
  } catch (error) {
    // Somebody took it away by hand.
    if (isMissing(error) && !existsSync(file)) left.delete(file);
    else if (!isPassing(error)) ports.onFault(error);
    return null;
  }
}

const isPassing = (error: unknown): boolean => error instanceof DroverError && error.retryable;

async function replay(core: Core, trigger: InboxTrigger, letter: DeadLetter): Promise<Taken> {
  const folder = folders(core, trigger.spec).find((one) =>
    lettersIn(core, one, trigger.spec.name).some(({ id }) => id === letter.id),
  );
  if (folder === undefined) throw new DroverError("trigger.letter", `Cannot replay "${letter.id}": its file is gone.`);
  const claim = claimOf(folder, letter);
  await rename(rejectedPath(claim), claimedPath(claim));
  const taken = await takeOne(core, [trigger], claim);
  if (taken === null) throw new DroverError("engine.stopped", `Cannot replay "${letter.id}" now; it is tried again.`);
  if (taken.outcome !== "rejected") await rm(reasonPath(claim), { force: true });
  return taken;
}

/** Contents that were taken so long ago that they may come again. */
async function forget({ triggers, ports }: Core): Promise<void> {
  const { store } = ports.app;
  for (const { spec } of triggers) {
    const before = ports.clock.now() - (spec.deduplicateMs ?? 0);
    for (const [key, fact] of store.facts(contentPrefix(spec.name)))
      if (((fact as { at?: number }).at ?? 0) < before) await store.putFact(key, null);
  }
}
