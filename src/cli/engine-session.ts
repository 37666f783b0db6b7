import path from "node:path";
import { RunId, shortId, type DefinitionHash } from "../core/ids.ts";
import type { RunState, StepRecord } from "../core/run.ts";
import { ensureDaemon, type Host, isForeground, openDaemonHost, openOwnHost } from "./host.ts";
import { toErrorInfo } from "../core/outcome.ts";
import type { Definition } from "../definition/definition.ts";
import type { Recovered } from "../engine/index.ts";
import type { Project } from "../project/project.ts";
import { EXIT } from "./exit-codes.ts";
import { openFeed, type Feed } from "./follow/feed.ts";
import { followRuns, type FollowEnd, type FollowOptions } from "./follow/follow-runs.ts";
import type { Lookup } from "./follow/tracks.ts";
import { reportLines, type ReportSources } from "./report.ts";
import type { Output, Shell } from "./shell.ts";
import { count } from "./text/counts.ts";
import { waitsOf, type Wait } from "../control/waits.ts";

/** The options that all commands share that follow runs. */
export interface FollowFlags {
  readonly foreground?: true;
  readonly json?: true;
  readonly quiet?: true;
  /** Commander's form of `--no-wait`. */
  readonly wait: boolean;
}

/** One engine for one command, with a feed that misses no event. */
export interface Session {
  readonly host: Host;
  readonly feed: Feed;
  readonly lookup: Lookup;
}

interface Wanted {
  /** For the message that others get while this lasts. */
  readonly command: string;
  readonly flags: FollowFlags;
  readonly shell: Shell;
  /** How many scripts a run is to begin with. */
  readonly scripts?: number;
}

/** Opens an engine in this process, or the way to the daemon's, for `work`, and closes it whatever happens. */
export async function withEngine<T>(
  project: Project,
  { command, flags, shell, scripts }: Wanted,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const host = isForeground(flags) ? await openOwnHost(project, command, scripts) : await toDaemon(project, shell);
  const childrenOf = (run: RunId): readonly RunId[] =>
    host.store.list({ parent: run, limit: Infinity }).map((child) => child.run);
  const feed = openFeed(host, childrenOf);
  try {
    return await work({ host, feed, lookup: lookupIn(host) });
  } finally {
    feed.close();
    await host.close();
  }
}

async function toDaemon(project: Project, { err }: Shell): Promise<Host> {
  const { pid, isNew } = await ensureDaemon(project);
  if (isNew) err.line(err.style.dim(`Started the daemon (process ${pid}); \`drover stop\` ends it.`));
  return openDaemonHost(project);
}

function lookupIn(host: Host): Lookup {
  const definitions = new Map<DefinitionHash, Definition>();
  const definitionOf = (hash: DefinitionHash): Definition | null => {
    const known = definitions.get(hash);
    if (known !== undefined) return known;
    const stored = host.store.getDefinition(hash) as Definition | null;
    if (stored !== null) definitions.set(hash, stored);
    return stored;
  };
  return {
    state: (run) => host.state(run),
    definition(run) {
      const state = host.state(run);
      return state === null ? null : definitionOf(state.snapshot.definition);
    },
  };
}

/** Follows the runs to their end; gives the command's exit code. */
export async function followToExit(
  session: Session,
  roots: readonly RunId[],
  how: { shell: Shell; flags: FollowFlags },
): Promise<number> {
  const { shell, flags } = how;
  const isJson = flags.json === true;
  const { readings, entries } = await reportReadings(session.host);
  const end = await followRuns({
    host: session.host,
    lookup: session.lookup,
    feed: session.feed,
    roots,
    shell,
    isJson,
    isQuiet: flags.quiet === true,
    noWait: !flags.wait,
    entries,
    report: (run) => {
      const state = session.lookup.state(run);
      return state === null
        ? []
        : reportLines(state, {
            style: (isJson ? shell.err : shell.out).style,
            lastWords: readings,
            childOf: (record) => childOf(session, record),
            shown: (file) => path.relative(shell.cwd, file) || ".",
          });
    },
  });
  if (end === "ended") return exitCodeFor(session, roots);
  const out = isJson ? shell.err : shell.out;
  for (const line of leavingLines(session, roots, end)) out.line(line);
  // Plain progress has told them already.
  const isTold = !isJson && flags.quiet !== true && !shell.out.isTerminal;
  if (end === "waiting" && !isTold) for (const line of waitingLines(session)) out.line(line);
  return EXIT.detached;
}

function exitCodeFor({ lookup }: Session, roots: readonly RunId[]): number {
  const statuses = new Set(roots.map((run) => lookup.state(run)?.snapshot.status ?? null));
  if (statuses.has("failed")) return EXIT.failed;
  return statuses.has("canceled") ? EXIT.canceled : EXIT.succeeded;
}

function leavingLines({ host, lookup, feed }: Session, roots: readonly RunId[], end: FollowEnd): readonly string[] {
  const names = roots.map(shortId).join(", ");
  if (end === "gone")
    return ["", `The daemon has gone. Nothing of ${names} is lost: \`drover resume\` goes on with it.`];
  if (host.isDaemon)
    return end === "detached"
      ? [
          "",
          `Detached from ${names}; the daemon goes on. \`drover resume ${shortId(roots[0] ?? ("" as RunId))}\` follows again.`,
        ]
      : ["", `Waiting: ${names}. The daemon goes on when it is answered.`];
  if (end === "detached") {
    const working = feed.runs().flatMap((run) => Object.values(lookup.state(run)?.snapshot.activities ?? {}));
    const processes = working.filter(({ action }) => action === "run" || action === "agent").length;
    const goOn =
      processes === 0
        ? "Nothing is lost."
        : `${count(processes, "process goes", "processes go")} on without an engine.`;
    return ["", `Detached from ${names}. ${goOn} \`drover resume\` continues.`];
  }
  return ["", `Waiting: ${names}. Nothing goes on by itself until it is answered; then \`drover resume\` continues.`];
}

function waitingLines({ lookup, feed }: Session): readonly string[] {
  return feed.runs().flatMap((run) => {
    const state = lookup.state(run);
    const definition = lookup.definition(run);
    return state === null || definition === null ? [] : waitsOf(state.snapshot, definition).flatMap(waitLines);
  });
}

const waitLines = (wait: Wait): readonly string[] => {
  const commands = wait.commands.map((command) => `      ${command}`);
  return [`  ⏸ ${wait.what}: ${wait.message}`, ...commands];
};

/** A `workflow` step gives the id of the run that it has started. */
function childOf({ lookup }: Session, { output }: StepRecord): RunState | null {
  const { run, status } = output;
  return typeof run === "string" && typeof status === "string" ? lookup.state(RunId(run)) : null;
}

const WORDS_BYTES = 2048;
const WORDS_LINES = 8;

interface Readings {
  readonly readings: ReportSources["lastWords"];
  readonly entries: FollowOptions["entries"];
}

/** The last words of a failed step, and what an agent does, from their logs. */
async function reportReadings(host: Host): Promise<Readings> {
  const { logTail, openEntries } = await import("../project/reading.ts");
  const readings = ({ gen }: StepRecord): { file: string; text: string } | null => {
    if (gen === null) return null;
    const { stdout, stderr } = host.files(gen);
    const errors = logTail(stderr, WORDS_BYTES).trimEnd();
    const words = errors === "" ? logTail(stdout, WORDS_BYTES).trimEnd() : errors;
    if (words === "") return null;
    return { file: errors === "" ? stdout : stderr, text: words.split("\n").slice(-WORDS_LINES).join("\n") };
  };
  return { readings, entries: (gen) => openEntries(host.files(gen)) };
}

/**
 * Starts what was under way, and says what beside `own` goes on now, what was ended, and which runs cannot be taken up.
 * Throws `engine.locked` and the like.
 */
export async function resumeTelling({ host }: Session, own: readonly RunId[], err: Output): Promise<Recovered> {
  const recovered = await host.resume();
  // The daemon went on with it before anybody asked, and its log tells of it.
  if (recovered === null) return { runs: [], broken: [], reaped: [] };
  const { runs, broken, reaped } = recovered;
  const others = runs.filter((run) => !own.includes(run) && host.store.getSnapshot(run)?.parent === null);
  if (others.length > 0)
    err.line(`Goes on with ${count(others.length, "run")} beside: ${others.map(shortId).join(", ")}.`);
  if (reaped.length > 0) err.line(`Ended what ${count(reaped.length, "attempt")} of former runs had left at work.`);
  for (const { run, error } of broken)
    err.line(`${err.style.red("error:")} Cannot go on with run "${shortId(run)}": ${toErrorInfo(error).message}`);
  return recovered;
}
