import type { EngineEvent } from "../../../core/events.ts";
import { shortId } from "../../../core/ids.ts";
import {
  adoptedText,
  counters,
  decidedText,
  HARVESTED,
  heldText,
  referredText,
  statusWord,
} from "../../follow/step-note.ts";
import type { Style } from "../../style.ts";
import { clockText, durationText } from "../../text/durations.ts";
import { oneLine } from "../plain.ts";

type EventOf<T extends EngineEvent["type"]> = Extract<EngineEvent, { type: T }>;

/** What happened, in words; the step's name comes before it. */
const TEXTS: { readonly [T in EngineEvent["type"]]: (event: EventOf<T>) => string } = {
  "run.started": ({ workflow, parent }) => `${workflow} started${parent === null ? "" : ` by ${shortId(parent)}`}`,
  "run.status": ({ status, states }) => `run is ${status}${states.length === 0 ? "" : `: ${states.at(-1)}`}`,
  "run.ended": ({ status, error }) => `run ${status}${error === null ? "" : `: ${error.message}`}`,
  "step.started": (event) => ["started", ...counters(event)].join(", "),
  "step.waiting": ({ message, signals }) => `waits: ${message ?? signals.join(", ")}`,
  "step.retrying": ({ attempt, error }) =>
    `tried again, attempt ${attempt}${error === null ? "" : `: ${error.message}`}`,
  "step.ended": ({ status, ms, error, note }) =>
    `${statusWord(status)} after ${durationText(ms)}${error === null ? "" : `: ${error.message}`}${note === undefined ? "" : `; ${note}`}`,
  "ask.opened": ({ title, risk, approver }) => `asks ${approver ?? "a person"}: ${title} (${risk} risk)`,
  "ask.referred": referredText,
  "ask.decided": decidedText,
  "message.said": ({ text, by }) => `was told${by === null ? "" : ` by ${by}`}: ${text}`,
  "activity.held": heldText,
  "activity.adopted": ({ pid }) => adoptedText(pid),
  "activity.harvested": () => HARVESTED,
  emitted: ({ name, data }) => `${name}${data === null ? "" : ` ${JSON.stringify(data)}`}`,
};

export function eventRow(event: EngineEvent, style: Style): string {
  const step = "step" in event ? `${oneLine(event.step ?? "workspace")} ` : "";
  const text = oneLine(TEXTS[event.type](event as never));
  return `${style.dim(clockText(event.at))}  ${style.bold(step)}${paintOf(event, style)(text)}`;
}

const CALLS: ReadonlySet<EngineEvent["type"]> = new Set([
  "ask.opened",
  "ask.referred",
  "step.waiting",
  "step.retrying",
  "activity.held",
]);

function paintOf(event: EngineEvent, { green, red, yellow, dim }: Style): (text: string) => string {
  if (CALLS.has(event.type)) return yellow;
  if (event.type !== "run.ended" && event.type !== "step.ended") return (text) => text;
  if (event.status === "succeeded") return green;
  return event.status === "skipped" ? dim : red;
}
