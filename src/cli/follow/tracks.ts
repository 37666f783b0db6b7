import type { EngineEvent } from "../../core/events.ts";
import type { Gen, RunId } from "../../core/ids.ts";
import { isFinal, type ParentLink, type RunState, type WorkspaceRecord } from "../../core/run.ts";
import type { Definition } from "../../definition/definition.ts";
import { stepIds } from "../../control/active-states.ts";
import { waitsOf, type Wait } from "../../control/waits.ts";

/** Where progress finds what an event does not say. */
export interface Lookup {
  state(run: RunId): RunState | null;
  definition(run: RunId): Definition | null;
}

export interface ActiveStep {
  readonly step: string;
  readonly action: string;
  readonly gen: Gen;
  readonly attempt: number;
  readonly visit: number;
  readonly startedAt: number;
}

/** What is known of one followed run. */
export interface Track {
  readonly run: RunId;
  readonly workflow: string;
  /** 0 for the runs that were asked for, 1 for their children, and so on. */
  readonly depth: number;
  /** The parent's step that started it; `null` for a run that was asked for. */
  readonly via: string | null;
  readonly parent: Track | null;
  /** Columns that the names of its steps take. */
  readonly width: number;
  readonly active: Map<string, ActiveStep>;
  /** What it waits for now. */
  readonly waits: () => readonly Wait[];
  /** Whether its workspace has been told. */
  isPlaceTold: boolean;
}

/** The followed runs, in the order of their start. */
export interface Tracks {
  /** Begins to track a run; steps that are under way already are known at once. */
  add(run: RunId): Track;
  get(run: RunId): Track | null;
  all(): readonly Track[];
  /** Takes an event in; gives back the step as it was before, where the event ends one. */
  note(event: EngineEvent): ActiveStep | null;
}

const LEAST_WIDTH = 8;
const MAX_WIDTH = 24;

export function createTracks(lookup: Lookup): Tracks {
  const tracks = new Map<RunId, Track>();

  function add(run: RunId): Track {
    const known = tracks.get(run);
    if (known !== undefined) return known;
    const track = newTrack(run, lookup, (parent) => tracks.get(parent) ?? null);
    tracks.set(run, track);
    refresh(track, lookup);
    return track;
  }

  function note(event: EngineEvent): ActiveStep | null {
    const track = tracks.get(event.run);
    if (track === undefined) return null;
    const before = "step" in event && event.step !== null ? (track.active.get(event.step) ?? null) : null;
    applyEvent(track, event);
    return before;
  }

  return { add, note, get: (run) => tracks.get(run) ?? null, all: () => [...tracks.values()] };
}

function newTrack(run: RunId, lookup: Lookup, trackOf: (run: RunId) => Track | null): Track {
  const snapshot = lookup.state(run)?.snapshot ?? null;
  const link = snapshot?.parent ?? null;
  const parent = link === null ? null : trackOf(link.run);
  return {
    run,
    workflow: snapshot?.workflow ?? "",
    depth: parent === null ? 0 : parent.depth + 1,
    via: parent === null || link === null ? null : startingStep(link, lookup),
    parent,
    width: nameWidth(lookup.definition(run)),
    active: new Map(),
    // When it is looked at: to walk a definition at each event costs more than the event.
    waits: () => currentWaits(run, lookup),
    isPlaceTold: false,
  };
}

/** The step of the parent that the run belongs to; `null` when the parent has left it already. */
const startingStep = ({ run, activity }: ParentLink, lookup: Lookup): string | null =>
  lookup.state(run)?.snapshot.activities[activity]?.step ?? null;

function nameWidth(definition: Definition | null): number {
  const lengths = definition === null ? [] : stepIds(definition).map((id) => id.length);
  return Math.min(MAX_WIDTH, Math.max(LEAST_WIDTH, ...lengths));
}

/** Seeds a track of a run that was under way before. */
function refresh(track: Track, lookup: Lookup): void {
  const state = lookup.state(track.run);
  if (state === null || isFinal(state.snapshot.status)) return;
  for (const activity of Object.values(state.snapshot.activities)) {
    const { step, action, gen, attempt, visit, startedAt } = activity;
    if (step !== null && action !== "approve" && action !== "wait")
      track.active.set(step, { step, action, gen, attempt, visit, startedAt });
  }
}

function applyEvent(track: Track, event: EngineEvent): void {
  if (event.type === "step.started") {
    const { step, action, gen, attempt, visit, at } = event;
    track.active.set(step, { step, action, gen, attempt, visit, startedAt: at });
  } else if (event.type === "step.ended") track.active.delete(event.step);
  else if (event.type === "run.ended") track.active.clear();
}

function currentWaits(run: RunId, lookup: Lookup): readonly Wait[] {
  const state = lookup.state(run);
  const definition = lookup.definition(run);
  return state === null || definition === null ? [] : waitsOf(state.snapshot, definition);
}

/** The names of the steps that lead to a run, for lines that stand alone. */
export const pathOf = (track: Track): readonly string[] => [
  ...(track.parent === null ? [] : pathOf(track.parent)),
  ...(track.via === null ? [] : [track.via]),
];

/** Where a run works, once, as soon as it is known; `null` where that is its parent's place. */
export function placeToTell(track: Track, lookup: Lookup): string | null {
  const workspace = track.isPlaceTold ? null : workspaceOf(track, lookup);
  if (workspace === null) return null;
  track.isPlaceTold = true;
  if (track.parent !== null && workspaceOf(track.parent, lookup)?.path === workspace.path) return null;
  if (workspace.kind === "worktree") return `on branch ${workspace.branch ?? "(detached)"}`;
  return workspace.kind === "none" ? `works in place, in ${workspace.path}` : `works in ${workspace.path}`;
}

const workspaceOf = ({ run }: Track, lookup: Lookup): WorkspaceRecord | null =>
  lookup.state(run)?.snapshot.workspace ?? null;
