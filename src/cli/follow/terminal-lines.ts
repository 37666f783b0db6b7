import type { EngineEvent } from "../../core/events.ts";
import { shortId } from "../../core/ids.ts";
import type { StepStatus } from "../../core/run.ts";
import type { Style } from "../style.ts";
import { durationText, elapsedText } from "../text/durations.ts";
import { padded } from "../text/width.ts";
import type { Wait } from "../../control/waits.ts";
import {
  HARVESTED,
  adoptedText,
  counters,
  decidedText,
  heldText,
  failureNotes,
  noteOf,
  firstLine,
  referredText,
} from "./step-note.ts";
import type { Doings } from "./doings.ts";
import { placeToTell, type ActiveStep, type Lookup, type Track, type Tracks } from "./tracks.ts";
import type { View } from "./view.ts";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const TURN_MS = 100;
/** `  1m 05s`: the widest that is common. */
const TIME_WIDTH = 7;

/** Lines for a terminal: what is over stays, what goes on is painted again and again below it. */
export function terminalView(tracks: Tracks, { lookup, doings }: Sources, style: Style): View {
  return {
    begun: (track) => headerLines(track, lookup, style),
    lines: (event, track, before) => linesOf(event, { track, before, lookup, style }),
    live: (now) => tracks.all().flatMap((track) => liveLines(track, { now, style, doings })),
  };
}

interface Sources {
  readonly lookup: Lookup;
  readonly doings: Doings;
}

interface Scene {
  readonly track: Track;
  readonly before: ActiveStep | null;
  readonly lookup: Lookup;
  readonly style: Style;
}

const indent = (track: Track): string => "  ".repeat(track.depth);

function headerLines(track: Track, lookup: Lookup, style: Style): string[] {
  const name = `${style.bold(track.workflow)} ${style.dim(shortId(track.run))}`;
  const header =
    track.depth === 0
      ? `${style.cyan("●")} ${name}`
      : `${indent(track)}${style.cyan("▸")} ${track.via ?? ""} ${style.dim("runs")} ${name}`;
  return [header, ...placeLines(track, lookup, style)];
}

function placeLines(track: Track, lookup: Lookup, style: Style): string[] {
  const place = placeToTell(track, lookup);
  return place === null ? [] : [style.dim(`${indent(track)}  ${place}`)];
}

type EventOf<T extends EngineEvent["type"]> = Extract<EngineEvent, { type: T }>;

const nothing = (): readonly string[] => [];
const place = (_: unknown, { track, lookup, style }: Scene): readonly string[] => placeLines(track, lookup, style);

const LINES: { readonly [T in EngineEvent["type"]]: (event: EventOf<T>, scene: Scene) => readonly string[] } = {
  "run.started": nothing,
  "run.status": place,
  "run.ended": nothing,
  "step.started": place,
  "step.waiting": place,
  "step.retrying": nothing,
  "step.ended": (event, scene) => [...place(event, scene), endedLine(event, scene)],
  "ask.opened": nothing,
  "ask.referred": (event, scene) => [noteLine(scene, event.step, referredText(event))],
  "ask.decided": (event, scene) => [noteLine(scene, event.step, decidedText(event))],
  "message.said": ({ step, text, by }, scene) => [
    noteLine(scene, step, `was told${by === null ? "" : ` by ${by}`}: ${firstLine(text)}`),
  ],
  "activity.held": (event, scene) => [noteLine(scene, event.step ?? "workspace", heldText(event))],
  "activity.adopted": ({ step, pid }, scene) => [foundLine(scene, step, adoptedText(pid))],
  "activity.harvested": ({ step }, scene) => [foundLine(scene, step, HARVESTED)],
  emitted: ({ name, data }, { track, style }) => [
    `${indent(track)}  ${style.cyan("•")} ${name}${data === null ? "" : ` ${style.dim(JSON.stringify(data))}`}`,
  ],
};

const linesOf = (event: EngineEvent, scene: Scene): readonly string[] => LINES[event.type](event as never, scene);

function endedLine(event: EventOf<"step.ended">, scene: Scene): string {
  const { track, before, lookup, style } = scene;
  const isGood = event.status === "succeeded" || event.status === "skipped";
  const notes = isGood ? [] : failureNotes(event, track, lookup);
  const skipped = event.status === "skipped" ? [style.dim("skipped")] : [];
  const time = event.status === "skipped" ? "" : durationText(event.ms);
  const about = [
    ...counters(before).map(style.dim),
    ...skipped,
    ...notes.map((note, i) => (i === 0 ? style.red(note) : style.yellow(`↩ ${note}`))),
    ...noteOf(event).map(style.yellow),
  ];
  return stepLine(track, {
    symbol: symbolOf(event.status, style),
    step: event.step,
    time: style.dim(padStart(time)),
    about,
  });
}

function symbolOf(status: StepStatus, style: Style): string {
  if (status === "succeeded") return style.green("✓");
  if (status === "skipped") return style.dim("↷");
  return status === "interrupted" ? style.yellow("!") : style.red("✗");
}

const foundLine = ({ track, style }: Scene, step: string | null, what: string): string =>
  stepLine(track, {
    symbol: style.cyan("↻"),
    step: step ?? "workspace",
    time: padStart(""),
    about: [style.cyan(what)],
  });

const noteLine = ({ track, style }: Scene, step: string, what: string): string =>
  stepLine(track, { symbol: style.cyan("•"), step, time: padStart(""), about: [what] });

interface StepLine {
  readonly symbol: string;
  readonly step: string;
  readonly time: string;
  readonly about: readonly string[];
}

function stepLine(track: Track, { symbol, step, time, about }: StepLine): string {
  return `${indent(track)}  ${symbol} ${padded(step, track.width)} ${time}  ${about.join("  ")}`.trimEnd();
}

const padStart = (time: string): string => time.padStart(TIME_WIDTH);

interface Moment {
  readonly now: number;
  readonly style: Style;
  readonly doings: Doings;
}

function liveLines(track: Track, { now, style, doings }: Moment): string[] {
  const spinner = style.cyan(SPINNER[Math.floor(now / TURN_MS) % SPINNER.length] ?? "");
  const working = [...track.active.values()].flatMap((active) => {
    const step = stepLine(track, {
      symbol: spinner,
      step: active.step,
      time: padStart(elapsedText(now - active.startedAt)),
      about: counters(active).map(style.dim),
    });
    const doing = doings.of(active.gen);
    return doing === null ? [step] : [step, style.dim(`${indent(track)}    ${doing}`)];
  });
  return [...working, ...track.waits().flatMap((wait) => waitLines(track, wait, { now, style }))];
}

function waitLines(track: Track, wait: Wait, { now, style }: { now: number; style: Style }): string[] {
  const left = wait.dueAt === null ? "" : ` ${style.dim(`${elapsedText(Math.max(0, wait.dueAt - now))} left`)}`;
  const message =
    wait.kind === "approve" || wait.kind === "answer"
      ? style.bold(firstLine(wait.message))
      : style.dim(`waits for ${firstLine(wait.message)}`);
  const line = `${indent(track)}  ${style.yellow("⏸")} ${padded(wait.what, track.width)} ${message}${left}`;
  return [line, ...wait.commands.map((command) => `${indent(track)}    ${style.cyan(command)}`)];
}
