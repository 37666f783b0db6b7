import path from "node:path";
import type { App } from "../app.ts";
import { RunId, shortId, type DefinitionHash } from "../core/ids.ts";
import type { RunState, StepRecord } from "../core/run.ts";
import { toErrorInfo } from "../core/outcome.ts";
import type { Definition } from "../definition/definition.ts";
import type { Recovered } from "../engine/index.ts";
import type { Project } from "../project.ts";
import { EXIT } from "./exit-codes.ts";
import { openFeed, type Feed } from "./follow/feed.ts";
import { followRuns, type FollowEnd } from "./follow/follow-runs.ts";
import type { Lookup } from "./follow/tracks.ts";
import { reportLines, type ReportSources } from "./report.ts";
import type { Output, Shell } from "./shell.ts";
import { count } from "./text/counts.ts";
import { waitsOf, type Wait } from "../control/waits.ts";

/** The options that all commands share that follow runs. */
export interface FollowFlags {
  readonly json?: true;
  readonly quiet?: true;
  /** Commander's form of `--no-wait`. */
  readonly wait: boolean;
}

/** One engine, opened for one command, with a feed that misses no event. */
export interface Session {
  readonly app: App;
  readonly feed: Feed;
  readonly lookup: Lookup;
}

/** Opens the engine for `work` and closes it whatever happens. Throws `engine.locked` when another one lives. */
export async function withEngine<T>(
  project: Project,
  command: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { openApp } = await import("../app.ts");
  const app = await openApp({ project, command });
  const childrenOf = (run: RunId): readonly RunId[] =>
    app.store.list({ parent: run, limit: Infinity }).map((child) => child.run);
  const feed = openFeed(app.engine, childrenOf);
  try {
    return await work({ app, feed, lookup: lookupIn(app) });
  } finally {
    feed.close();
    await app.close();
  }
}

function lookupIn(app: App): Lookup {
  const definitions = new Map<DefinitionHash, Definition>();
  const definitionOf = (hash: DefinitionHash): Definition | null => {
    const known = definitions.get(hash);
    if (known !== undefined) return known;
    const stored = app.store.getDefinition(hash) as Definition | null;
    if (stored !== null) definitions.set(hash, stored);
    return stored;
  };
  return {
    state: (run) => app.engine.get(run),
    definition(run) {
      const state = app.engine.get(run);
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
  const { readings } = await reportReadings(session.app);
  const end = await followRuns({
    engine: session.app.engine,
    lookup: session.lookup,
    feed: session.feed,
    roots,
    shell,
    isJson,
    isQuiet: flags.quiet === true,
    noWait: !flags.wait,
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

function leavingLines({ lookup, feed }: Session, roots: readonly RunId[], end: FollowEnd): readonly string[] {
  const names = roots.map(shortId).join(", ");
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

/** The last words of a failed step, from its log. */
async function reportReadings(app: App): Promise<{ readings: ReportSources["lastWords"] }> {
  const { logTail } = await import("../reading.ts");
  const readings = ({ gen }: StepRecord): { file: string; text: string } | null => {
    if (gen === null) return null;
    const { stdout, stderr } = app.processes.files(gen);
    const errors = logTail(stderr, WORDS_BYTES).trimEnd();
    const words = errors === "" ? logTail(stdout, WORDS_BYTES).trimEnd() : errors;
    if (words === "") return null;
    return { file: errors === "" ? stdout : stderr, text: words.split("\n").slice(-WORDS_LINES).join("\n") };
  };
  return { readings };
}

/**
 * Starts what was under way, and says what beside `own` goes on now, what was ended, and which runs cannot be taken up.
 * Throws `engine.locked` and the like.
 */
export async function resumeTelling({ app }: Session, own: readonly RunId[], err: Output): Promise<Recovered> {
  const recovered = await app.resume();
  const { runs, broken, reaped } = recovered;
  const others = runs.filter((run) => !own.includes(run) && app.store.getSnapshot(run)?.parent === null);
  if (others.length > 0)
    err.line(`Goes on with ${count(others.length, "run")} beside: ${others.map(shortId).join(", ")}.`);
  if (reaped.length > 0) err.line(`Ended what ${count(reaped.length, "attempt")} of former runs had left at work.`);
  for (const { run, error } of broken)
    err.line(`${err.style.red("error:")} Cannot go on with run "${shortId(run)}": ${toErrorInfo(error).message}`);
  return recovered;
}
