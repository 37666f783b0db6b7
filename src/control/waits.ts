import { type Ask, isWithApprover } from "../core/ask.ts";
import { shortId } from "../core/ids.ts";
import { isFinal, type Activity, type Snapshot, type Timer } from "../core/run.ts";
import type { Definition, StateNode } from "../definition/definition.ts";
import { askingOf, commandFor, isQuestion, type Asking } from "./asks.ts";
import { withoutColors } from "../core/printable.ts";
import { activeStates } from "../machines/active-states.ts";
import { stateName } from "./active-states.ts";

/** Something that only a person, a timer or another program can bring on. */
export interface Wait {
  /** The step, or the name of the state. */
  readonly what: string;
  /** `answer`: a question of an agent. */
  readonly kind: "approve" | "answer" | "event" | "timer";
  /** The question, or what is awaited. */
  readonly message: string;
  /** Milliseconds since 1970; `null` where it waits for as long as it takes. */
  readonly dueAt: number | null;
  /** Command lines that bring it on. */
  readonly commands: readonly string[];
}

/** What a run waits for now, besides work that goes on. */
export function waitsOf(snapshot: Snapshot, definition: Definition): readonly Wait[] {
  if (isFinal(snapshot.status)) return [];
  const activities = Object.values(snapshot.activities);
  const asking = activities.flatMap((activity) => askingOf(snapshot.run, activity));
  const asked = asking.map((one) => (isQuestion(one) ? questionOf(one, asking) : approvalOf(snapshot, one, asking)));
  const waiting = activities.flatMap((activity) => waitOf(snapshot, activity));
  return [...asked, ...waiting, ...eventsOf(snapshot, definition), ...retriesOf(snapshot)];
}

/** Neither lines nor colours of the agent's can hide a part of it, or look like ours. */
const oneLine = (text: string): string => withoutColors(text).replaceAll(/\s*[\n\r]\s*/g, " ⏎ ");

function approvalOf(snapshot: Snapshot, asking: Asking, all: readonly Asking[]): Wait {
  const { step, request } = asking;
  const approvals = all.filter((one) => !isQuestion(one));
  const command = commandFor("approve", asking, approvals);
  const about = request === null ? approvalStep(snapshot, step) : agentRequest(request.ask);
  return { what: step, kind: "approve", ...about, commands: [command, `${command} --deny`] };
}

type About = Pick<Wait, "message" | "dueAt">;

function approvalStep(snapshot: Snapshot, step: string): About {
  const activity = Object.values(snapshot.activities).find((one) => one.step === step && one.action === "approve");
  const question = activity?.params["message"];
  const dueAt = dueOf(snapshot, (timer) => timer.id.startsWith(`${activity?.id ?? step}#`));
  return { message: typeof question === "string" ? question : "an approval", dueAt };
}

/** A title is the agent's own choice: what it is about is shown beside it, save where it is the title or stands in it. */
function agentRequest(ask: Ask): About {
  const { tool, title, subjects, risk, expiresAt } = ask;
  const isTold = (subject: string): boolean =>
    tool === "execute" ? title === subject : title === subject || title.endsWith(` ${subject}`);
  const untold = subjects.every(isTold) ? [] : [subjects.join(", ")];
  const what = `${tool}: ${oneLine([title, ...untold].join(": "))} (${risk} risk)`;
  return {
    message: isWithApprover(ask) ? `${ask.approver?.agent} decides on ${what}` : what + whyPerson(ask),
    dueAt: expiresAt,
  };
}

const whyPerson = ({ approver }: Ask): string =>
  approver === undefined || approver.referred === null ? "" : `; ${approver.agent}: ${oneLine(approver.referred)}`;

function questionOf({ run, step, request }: Asking, all: readonly Asking[]): Wait {
  const { title = "", choices = [], expiresAt = null, id = "" } = request?.ask ?? {};
  const flags = all.filter(isQuestion).length > 1 ? ` --step ${step} --ask ${id}` : "";
  const message = oneLine(choices.length === 0 ? title : `${title} (${choices.join(" | ")})`);
  return {
    what: step,
    kind: "answer",
    message,
    dueAt: expiresAt,
    commands: [`drover answer ${shortId(run)} "…"${flags}`],
  };
}

function waitOf(snapshot: Snapshot, { step, action, signals, id }: Activity): readonly Wait[] {
  if (step === null || action !== "wait") return [];
  const run = shortId(snapshot.run);
  const dueAt = dueOf(snapshot, (timer) => timer.id.startsWith(`${id}#`));
  if (signals.length === 0) return [{ what: step, kind: "timer", message: "the time", dueAt, commands: [] }];
  const commands = signals.map((signal) => `drover send ${run} ${signal}`);
  return [{ what: step, kind: "event", message: `the event ${signals.join(", ")}`, dueAt, commands }];
}

/** A statechart at rest: the events that its states take, and the nearest of their timers, for each region that waits. */
function eventsOf(snapshot: Snapshot, definition: Definition): readonly Wait[] {
  if (snapshot.status !== "waiting") return [];
  const timers = Object.values(snapshot.timers).filter((timer) => timer.fires.type === "event" && !isRetry(timer));
  return [...regionsOf(activeStates(definition, snapshot.value))].flatMap(([path, states]) => {
    const events = [...new Set(states.flatMap(({ on }) => Object.keys(on)))];
    const its = timers.filter(({ id }) => states.some((state) => id.startsWith(`${state.path}#`)));
    if (events.length + its.length === 0) return [];
    const dueAt = its.length === 0 ? null : Math.min(...its.map((timer) => timer.dueAt));
    const commands = events.map((event) => `drover send ${shortId(snapshot.run)} ${event}`);
    const message = events.length === 0 ? "the time" : `an event: ${events.join(", ")}`;
    return [
      { what: stateName(path), kind: events.length === 0 ? "timer" : "event", message, dueAt, commands } as const,
    ];
  });
}

/** Active states by the innermost one that they lie around, that one first; one around several regions stands by itself. */
function regionsOf(active: readonly StateNode[]): ReadonlyMap<string, readonly StateNode[]> {
  const isAround = (outer: StateNode, inner: StateNode): boolean => inner.path.startsWith(`${outer.path}.`);
  const innermost = active.filter((state) => !active.some((other) => isAround(state, other)));
  const regions = new Map<string, StateNode[]>();
  for (const state of active) {
    const [only, ...others] = innermost.filter((one) => one === state || isAround(state, one));
    const path = only === undefined || others.length > 0 ? state.path : only.path;
    regions.set(path, [state, ...(regions.get(path) ?? [])]);
  }
  return regions;
}

const retriesOf = (snapshot: Snapshot): readonly Wait[] =>
  Object.values(snapshot.timers)
    .filter(isRetry)
    .map((timer) => ({
      what: stateName(timer.id.replace(/#backoff$/, "")),
      kind: "timer",
      message: "the next attempt",
      dueAt: timer.dueAt,
      commands: [],
    }));

/** The pause before a further attempt. */
export const isRetry = (timer: Timer): boolean => timer.id.endsWith("#backoff");

function dueOf(snapshot: Snapshot, isMeant: (timer: Timer) => boolean): number | null {
  const due = Object.values(snapshot.timers)
    .filter(isMeant)
    .map((timer) => timer.dueAt);
  return due.length === 0 ? null : Math.min(...due);
}
