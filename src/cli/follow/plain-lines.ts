import type { EngineEvent } from "../../core/events.ts";
import { shortId } from "../../core/ids.ts";
import { clockText, durationText } from "../text/durations.ts";
import type { Wait } from "../../control/waits.ts";
import {
  HARVESTED,
  adoptedText,
  counters,
  decidedText,
  heldText,
  failureNotes,
  noteOf,
  referredText,
  firstLine,
  statusWord,
} from "./step-note.ts";
import { pathOf, placeToTell, type ActiveStep, type Lookup, type Track } from "./tracks.ts";
import type { View } from "./view.ts";

/** One line for each thing that happens, with the local time: for files, pipes and CI. */
export function plainView(lookup: Lookup, now: () => number): View {
  const told = new Map<Track, ReadonlySet<string>>();
  const waiting = (track: Track): readonly string[] => {
    const before = told.get(track);
    const waits = track.waits().filter((wait) => wait.message !== "the next attempt");
    const lines = waits.map((wait) => waitLine(track, wait));
    told.set(track, new Set(lines));
    // Others that wait already are not told again.
    return lines.filter((line) => before?.has(line) !== true);
  };
  return {
    begun: (track) => stamped(now(), [begunText(track), ...placeTexts(track, lookup), ...waiting(track)]),
    lines: (event, track, before) =>
      stamped(event.at, [
        ...placeTexts(track, lookup),
        ...textsOf(event, { track, before, lookup }),
        ...(CHANGES_WAITS.has(event.type) ? waiting(track) : []),
      ]),
    live: () => [],
  };
}

const CHANGES_WAITS: ReadonlySet<EngineEvent["type"]> = new Set([
  "run.status",
  "step.waiting",
  "step.ended",
  "ask.opened",
  "ask.decided",
  "ask.referred",
]);

const stamped = (at: number, texts: readonly string[]): string[] => texts.map((text) => `${clockText(at)} ${text}`);

const runName = (track: Track): string => [...pathOf(track), track.workflow].join("/");

const begunText = (track: Track): string => `${runName(track)} is run ${shortId(track.run)}`;

function placeTexts(track: Track, lookup: Lookup): readonly string[] {
  const place = placeToTell(track, lookup);
  return place === null ? [] : [`${runName(track)} ${place}`];
}

interface Scene {
  readonly track: Track;
  readonly before: ActiveStep | null;
  readonly lookup: Lookup;
}

type EventOf<T extends EngineEvent["type"]> = Extract<EngineEvent, { type: T }>;

const nothing = (): readonly string[] => [];

const TEXTS: { readonly [T in EngineEvent["type"]]: (event: EventOf<T>, scene: Scene) => readonly string[] } = {
  "run.started": nothing,
  "run.status": nothing,
  "run.ended": nothing,
  "step.started": (event, scene) => [`${nameOf(scene, event.step)} started${inBrackets(counters(event))}`],
  "step.waiting": nothing,
  "step.retrying": nothing,
  "step.ended": (event, scene) => [`${nameOf(scene, event.step)} ${endedText(event, scene)}`],
  "ask.opened": nothing,
  "ask.referred": (event, scene) => [`${nameOf(scene, event.step)} ${referredText(event)}`],
  "ask.decided": (event, scene) => [`${nameOf(scene, event.step)} ${decidedText(event)}`],
  "message.said": ({ step, text, by }, scene) => [
    `${nameOf(scene, step)} was told${by === null ? "" : ` by ${by}`}: ${firstLine(text)}`,
  ],
  "activity.held": (event, scene) => [`${nameOf(scene, event.step)} ${heldText(event)}`],
  "activity.adopted": ({ step, pid }, scene) => [`${nameOf(scene, step)} ${adoptedText(pid)}`],
  "activity.harvested": ({ step }, scene) => [`${nameOf(scene, step)} ${HARVESTED}`],
  emitted: ({ name, data }) => [`${name}${data === null ? "" : ` ${JSON.stringify(data)}`}`],
};

const textsOf = (event: EngineEvent, scene: Scene): readonly string[] => TEXTS[event.type](event as never, scene);

const nameOf = ({ track }: Scene, step: string | null): string => [...pathOf(track), step ?? "workspace"].join("/");

function endedText(event: EventOf<"step.ended">, { track, before, lookup }: Scene): string {
  if (event.status === "skipped") return "skipped";
  const head = `${statusWord(event.status)} after ${durationText(event.ms)}${inBrackets(counters(before))}`;
  const notes = event.status === "succeeded" ? [] : failureNotes(event, track, lookup);
  return [head, ...notes, ...noteOf(event)].join("; ");
}

const inBrackets = (texts: readonly string[]): string => (texts.length === 0 ? "" : ` (${texts.join(", ")})`);

function waitLine(track: Track, wait: Wait): string {
  const name = [...pathOf(track), wait.what].join("/");
  const message =
    wait.kind === "approve" || wait.kind === "answer"
      ? firstLine(wait.message)
      : `waits for ${firstLine(wait.message)}`;
  return [`${name} waiting: ${message}`, ...wait.commands].join("\n    ");
}
