import type { Gen, RunId } from "../../core/ids.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { Host } from "../host.ts";
import type { EntryLog } from "../../project/reading.ts";
import type { Shell } from "../shell.ts";
import { createDoings, type Doings } from "./doings.ts";
import type { Feed } from "./feed.ts";
import { createHearing, type Hearing } from "./hearing.ts";
import { isIdle, isOver } from "./idle.ts";
import { QUESTION, watchInterrupts } from "./interrupts.ts";
import { createLiveArea } from "./live-area.ts";
import { plainView } from "./plain-lines.ts";
import { terminalView } from "./terminal-lines.ts";
import { createTracks, type Lookup, type Track, type Tracks } from "./tracks.ts";
import { NO_VIEW, type View } from "./view.ts";

/** `gone`: the daemon has, and does not come back by itself. */
export type FollowEnd = "ended" | "waiting" | "detached" | "gone";

export interface FollowOptions {
  readonly host: Host;
  readonly lookup: Lookup;
  readonly feed: Feed;
  readonly roots: readonly RunId[];
  readonly shell: Shell;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Ends as soon as only people, timers and events are awaited. */
  readonly noWait: boolean;
  /** The entries of an attempt; `null` while it has none. */
  readonly entries: (gen: Gen) => EntryLog | null;
  /** Lines that are shown when one of the roots has ended. */
  readonly report: (run: RunId) => readonly string[];
}

const TICK_MS = 100;

/** Shows how runs go on until all of them have ended, or until somebody wants to leave. */
export function followRuns(options: FollowOptions): Promise<FollowEnd> {
  const { host, feed, roots, lookup } = options;
  const tracks = createTracks(lookup);
  const screen = createScreen(options, tracks);
  const open = new Set(roots);
  const hearing = createHearing(host);
  return new Promise((resolve, reject) => {
    let endedAs: FollowEnd | null = null;
    const end = (as: FollowEnd): void => {
      if (endedAs !== null) return;
      endedAs = as;
      clearInterval(tick);
      letGo();
      feed.close();
      screen.close();
      resolve(as);
    };
    const closeEnded = (): void => {
      for (const run of open) {
        const state = host.state(run);
        if (state === null || !isOver(state.snapshot) || !hearing.isUpTo(run, state.snapshot.status)) continue;
        open.delete(run);
        screen.show(options.report(run));
      }
    };
    const look = (): void => {
      closeEnded();
      if (open.size === 0) end("ended");
      else if (options.noWait && [...open].every((run) => isIdleRun(options, hearing, run))) end("waiting");
    };
    const cancel = (): void => {
      screen.show(["Canceling …"]);
      Promise.all([...open].map((run) => host.cancel(run))).catch(reject);
    };
    const letGo = watchInterrupts({
      ask: (isAsking) => screen.ask(isAsking ? QUESTION : null),
      detach: () => end("detached"),
      cancel,
    });
    const tick = setInterval(() => {
      look();
      if (endedAs === null) screen.paint();
    }, TICK_MS);
    host.gone.then(() => {
      hearing.end();
      look();
      end("gone");
    }, reject);
    screen.begin(roots);
    feed.follow(roots, (event) => {
      if (endedAs !== null) return;
      screen.take(event);
      hearing.note(event);
      if (event.type === "run.ended" || event.type === "run.status" || event.type === "step.waiting") look();
    });
    look();
    if (endedAs === null) screen.paint();
  });
}

function isIdleRun({ host, feed }: FollowOptions, hearing: Hearing, run: RunId): boolean {
  const snapshotOf = (one: RunId): ReturnType<typeof snapshot> => snapshot(host, one);
  const own = snapshotOf(run);
  return own !== null && isIdle(own, feed.runs(), snapshotOf) && hearing.isUpTo(run, own.status);
}

const snapshot = (host: Host, run: RunId) => host.state(run)?.snapshot ?? null;

/** What the followed runs look like, in the form that was asked for. */
interface Screen {
  begin(roots: readonly RunId[]): void;
  take(event: EngineEvent): void;
  show(lines: readonly string[]): void;
  ask(question: string | null): void;
  paint(): void;
  close(): void;
}

function createScreen({ shell, isJson, isQuiet, lookup, entries }: FollowOptions, tracks: Tracks): Screen {
  const { out, err } = shell;
  const isLive = out.isTerminal && !isJson && !isQuiet;
  const area = createLiveArea(out);
  const doings = createDoings(entries);
  const view = viewOf({ isLive, isJson, isQuiet }, { tracks, lookup, doings, shell });
  let question: string | null = null;
  const live = (): readonly string[] => [
    ...view.live(Date.now()),
    ...(question === null ? [] : [out.style.bold(question)]),
  ];
  const show = (lines: readonly string[]): void => {
    if (isLive) area.show(lines, live());
    else for (const line of lines) (isJson ? err : out).line(line);
  };
  const begin = (run: RunId): void => {
    if (tracks.get(run) === null) show(view.begun(tracks.add(run)));
  };
  return {
    begin: (roots) => roots.forEach(begin),
    take(event) {
      if (isJson) out.line(JSON.stringify(event));
      begin(event.run);
      const track = tracks.get(event.run);
      if (track === null) return;
      const before = tracks.note(event);
      show(view.lines(event, track, before));
    },
    show,
    ask(next) {
      question = next;
      if (isLive) area.show([], live());
      else if (next !== null) err.line(next);
    },
    paint: () => {
      if (!isLive) return;
      doings.look(tracks.all().flatMap(agentsOf));
      area.show([], live());
    },
    close: () => area.clear(),
  };
}

const agentsOf = ({ active }: Track): readonly Gen[] =>
  [...active.values()].flatMap(({ action, gen }) => (action === "agent" ? [gen] : []));

interface Form {
  readonly isLive: boolean;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
}

interface Parts {
  readonly tracks: Tracks;
  readonly lookup: Lookup;
  readonly doings: Doings;
  readonly shell: Shell;
}

function viewOf({ isLive, isJson, isQuiet }: Form, { tracks, lookup, doings, shell }: Parts): View {
  if (isJson || isQuiet) return NO_VIEW;
  return isLive ? terminalView(tracks, { lookup, doings }, shell.out.style) : plainView(lookup, () => Date.now());
}
