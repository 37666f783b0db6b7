import fs from "node:fs";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Gen } from "../../core/ids.ts";
import type { ManagedProcess, ProcessExit, ProcessHost, ProcessSpec } from "../../core/process.ts";
import { DroverError } from "../../core/errors.ts";
import { type AttemptFiles, attemptFiles, makeAttemptFolder } from "./attempt-files.ts";
import type { StartedChild } from "./child.ts";
import { type Claim, claimForNobody, readClaim, readSettledClaim } from "./claim.ts";
import { endProcesses, type Look } from "./end-processes.ts";
import { launch, notStarted } from "./launch.ts";
import { lentTo } from "./loan.ts";
import { createMarks, type Marks } from "./marks.ts";
import { isAlive, type ProcessTable } from "./process-table.ts";
import { createSpareShells, type SpareShells } from "./spare-shells.ts";
import { createSpares, type Spares } from "./spares.ts";
import { openTalk } from "./talk.ts";
import { voiceLost } from "./voice.ts";
import { systemProcessTable } from "./system-processes.ts";
import { childExit, claimedOrGone, endedExit, livingOwner, ownerExit, type Releases, type Watched } from "./watch.ts";

export interface ProcessHostOptions {
  /** Where each attempt gets its directory, `<folder>/<gen>/`. Made when it is not there. */
  readonly folder: string;
  /** What most children have in their environment; shells are started with it ahead. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Between SIGTERM and SIGKILL; 1500 milliseconds unless told. */
  readonly killGraceMs?: number;
  /** How often it is looked whether a program that is talked with can still be heard; 10 seconds unless told. */
  readonly voiceLookMs?: number;
}

export interface DetachedProcesses extends ProcessHost {
  /** Makes ready for the first starts, so that they need not wait: for as many at once, where that is known. */
  prepare(expected?: number): void;
  /**
   * Stops watching: nothing here keeps Node running any more, exits that are still awaited may never settle, and the
   * processes go on for the next engine to adopt.
   */
  release(): void;
}

interface Host {
  /** The real path: it marks the processes, and two spellings of it would hide them from each other. */
  readonly state: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly graceMs: number;
  readonly voiceLookMs: number;
  readonly table: ProcessTable;
  readonly bootedAt: number;
  readonly releases: Releases;
  readonly shells: SpareShells;
  readonly spares: Spares;
  readonly marks: Marks;
}

/**
 * Processes that outlive the engine. What happened to a generation stands in its directory: `claim` says who runs it,
 * `exit` how it ended. Neither is synced to disk: after a power cut no process lives, and what is missing is `interrupted`.
 */
export function createProcessHost(options: ProcessHostOptions): DetachedProcesses {
  const host = openHost(options);
  const known = new Map<Gen, Promise<ManagedProcess>>();
  return {
    ensure(spec) {
      const before = known.get(spec.gen);
      if (before !== undefined) return before;
      const managed = ensureProcess(host, spec);
      known.set(spec.gen, managed);
      const drop = (): boolean => known.delete(spec.gen);
      managed.then((process) => process.exit.then(drop), drop);
      return managed;
    },
    prepare(expected = 0) {
      if (expected > 0) host.spares.expect(expected);
      else host.spares.refill();
    },
    kill: (gen) => killMarked(host, gen),
    reap: (isOwned) => reapMarked(host, isOwned),
    files: (gen) => attemptFiles(host.state, gen),
    talk(gen, ended) {
      const talk = openTalk(attemptFiles(host.state, gen), Promise.race([ended, voiceOf(host, gen, ended)]));
      host.releases.add(talk.leave);
      void ended.then(() => host.releases.delete(talk.leave));
      return talk;
    },
    forget: (gen) => forgetAttempt(host, gen),
    release() {
      for (const release of host.releases) release();
      host.releases.clear();
      host.spares.close();
      host.shells.release();
    },
  };
}

function voiceOf(host: Host, gen: Gen, ended: Promise<unknown>): Promise<void> {
  const { table, marks, releases, voiceLookMs: lookMs } = host;
  const files = attemptFiles(host.state, gen);
  const speakers = async (): Promise<readonly number[] | null> => {
    const { byGen, isSure } = await marks.soon();
    // The leader is the shell that waits for the program.
    const leader = livingLeader(host, files);
    return isSure && leader !== null ? (byGen.get(gen) ?? []).filter((pid) => pid !== leader) : null;
  };
  return voiceLost({ table, file: files.stdout, speakers, lookMs, releases }, ended);
}

function openHost(options: ProcessHostOptions): Host {
  const { folder, environment = {}, killGraceMs = 1500, voiceLookMs = 10_000 } = options;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = fs.realpathSync(folder);
  const table = systemProcessTable();
  const marks = createMarks(table, state);
  const shells = createSpareShells({ environment, state });
  const spares = createSpares({ shells, marks });
  const bootedAt = Date.now() - os.uptime() * 1000;
  const own = { state, environment, graceMs: killGraceMs, voiceLookMs, bootedAt };
  return { ...own, table, releases: new Set(), shells, spares, marks };
}

async function ensureProcess(host: Host, spec: ProcessSpec): Promise<ManagedProcess> {
  const files = attemptFiles(host.state, spec.gen);
  const watched: Watched = { spec, files, table: host.table, marks: host.marks, releases: host.releases };
  try {
    const isFresh = makeAttemptFolder(files);
    const claim = isFresh ? null : await readSettledClaim(files, host.table);
    if (claim !== null) return foundProcess(claim, watched);
    if (isBootedSince(host, spec)) return ended("harvested", files, { type: "interrupted" });
    return await startedProcess(host, watched, isFresh);
  } catch (error) {
    return ended("started", files, notStarted(spec, error));
  }
}

/** Decided before the machine was booted, and no claim: nobody can say that it never ran. */
const isBootedSince = (host: Host, spec: ProcessSpec): boolean =>
  spec.decidedAt !== undefined && spec.decidedAt < host.bootedAt;

async function startedProcess(host: Host, watched: Watched, isFresh: boolean): Promise<ManagedProcess> {
  const { state, shells, spares, environment: given } = host;
  const spare = isFresh ? { ...spares.take(watched.spec.gen), shells, given } : null;
  const starting = launch({ ...watched, state, isFresh, spare });
  host.spares.refill();
  const child = await starting;
  if ("type" in child) return ended("started", watched.files, child);
  const exit = spare === null ? childExit(child, watched) : spareExit(host, watched, child);
  return { origin: "started", pid: child.pid, files: watched.files, exit };
}

/** A shell that was ended before it came to its claim has run nothing: its work is started in another. With its folder gone nobody can tell. */
async function spareExit(host: Host, watched: Watched, child: StartedChild): Promise<ProcessExit> {
  const end = await child.ended;
  if (end.type === "lost") await claimedOrGone(child, watched);
  const { claim, folder } = watched.files;
  const isUnclaimed = !fs.existsSync(claim) && fs.existsSync(folder);
  const hasRunNothing = (end.type === "signaled" || end.type === "lost") && isUnclaimed;
  if (!hasRunNothing) return childExit(child, watched);
  const again = await launch({ ...watched, state: host.state, isFresh: false, spare: null });
  return "type" in again ? again : childExit(again, watched);
}

function foundProcess(claim: Claim, watched: Watched): ManagedProcess {
  const owner = livingOwner(claim, watched);
  if (owner === null) return ended("harvested", watched.files, endedExit(watched));
  return { origin: "adopted", pid: owner.pid, files: watched.files, exit: ownerExit(claim, watched) };
}

const ended = (origin: ManagedProcess["origin"], files: AttemptFiles, exit: ProcessExit): ManagedProcess => ({
  origin,
  pid: null,
  files,
  exit: Promise.resolve(exit),
});

async function killMarked(host: Host, gen: Gen): Promise<void> {
  const files = attemptFiles(host.state, gen);
  makeAttemptFolder(files);
  const leader = claimForNobody(files) ? null : livingLeader(host, files);
  const group = leader === null ? null : { pid: leader, isAlive: () => host.table.isGroupAlive(leader) };
  const gens = new Set([gen]);
  const look = async (): Promise<Look> => {
    noteLent(host, gen, gens);
    const { byGen, isSure } = await host.marks.soon();
    return { pids: [...gens].flatMap((one) => byGen.get(one) ?? []), isSure };
  };
  await endProcesses({ look, group, graceMs: host.graceMs });
}

/**
 * At each look: an attempt may take something on loan, or give it back, while it is being ended. What was asked to end is waited for, and
 * nothing can start there any more.
 */
function noteLent(host: Host, gen: Gen, gens: Set<Gen>): void {
  const lent = lentTo(host.state, gen);
  if (lent === null || gens.has(lent)) return;
  gens.add(lent);
  const files = attemptFiles(host.state, lent);
  if (fs.existsSync(files.folder)) claimForNobody(files);
}

/** The leader started a session, so its pid names its process group. A group's number is not reused while it has members. */
function livingLeader(host: Host, files: AttemptFiles): number | null {
  const claim = readClaim(files, host.table);
  if (claim?.type !== "process" || claim.boot !== host.table.boot) return null;
  return isAlive(host.table, claim.identity) ? claim.identity.pid : null;
}

async function reapMarked(host: Host, isOwned: (gen: Gen) => boolean): Promise<readonly Gen[]> {
  const orphans = (await markedGens(host.marks)).filter((gen) => !isOwned(gen));
  const ends = await Promise.allSettled(orphans.map((gen) => killMarked(host, gen)));
  const faults = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  if (faults.length > 0) throw notEnded(faults);
  return orphans;
}

/** Where processes begin faster than they can be looked at, a sure look may never come. */
const MOST_LOOKS = 5;
const LOOK_AGAIN_MS = 10;

/** A process that is just becoming another program shows its marks a moment later. */
async function markedGens(marks: Marks): Promise<readonly Gen[]> {
  for (let looks = 1; ; looks++) {
    const { byGen, isSure } = await marks.soon();
    if (isSure || looks === MOST_LOOKS) return [...byGen.keys()];
    await sleep(LOOK_AGAIN_MS);
  }
}

const notEnded = (faults: readonly unknown[]): DroverError =>
  new DroverError(
    "internal",
    `Cannot end all that former attempts have left at work: ${faults.map((fault) => (fault instanceof Error ? fault.message : String(fault))).join(" ")}`,
    { cause: faults.length === 1 ? faults[0] : new AggregateError(faults) },
  );

async function forgetAttempt(host: Host, gen: Gen): Promise<void> {
  const files = attemptFiles(host.state, gen);
  // Without its claim the generation could be started a second time beside itself.
  if (livingLeader(host, files) !== null)
    throw new DroverError("internal", `Cannot forget attempt "${gen}": its process is alive. End it first.`);
  await fs.promises.rm(files.folder, { recursive: true, force: true });
}
