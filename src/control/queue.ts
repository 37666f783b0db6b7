import { existsSync } from "node:fs";
import type { App } from "../app.ts";
import { accountOf, type AgentProfile } from "../core/agent.ts";
import type { Breaker } from "../core/breaker.ts";
import { DroverError } from "../core/errors.ts";
import type { Gen, RunId } from "../core/ids.ts";
import type { Activity, Snapshot } from "../core/run.ts";
import { openBreakers } from "../engine/index.ts";

/** Work that is under way, or that waits until it may begin. People, timers and events are no work: they stand in `waits` of a run. */
interface QueueItem {
  readonly run: RunId;
  readonly workflow: string;
  readonly step: string | null;
  readonly action: string;
  readonly gen: Gen;
  readonly since: number;
  /** `stops`: what its run left behind has to end first. `account`: the limit of an account is reached. */
  readonly waitsFor: "nothing" | "stops" | "account";
  /** When the first account that it may use is free again; `null` where no account is waited for. */
  readonly until: number | null;
  readonly message: string | null;
}

export interface Queue {
  readonly items: readonly QueueItem[];
  /** Accounts whose limit is reached, and until when. */
  readonly accounts: readonly Breaker[];
}

type Ports = Pick<App, "store" | "catalog" | "processes">;

/** What works and what waits for what, the oldest first. */
export function queueOf(ports: Ports, now: number): Queue {
  const accounts = openBreakers(ports.store, now);
  const limited = new Map(accounts.map((breaker) => [breaker.account, breaker]));
  const items = ports.store
    .list({ status: "running", limit: Infinity })
    .flatMap(({ run }) => {
      const snapshot = ports.store.getSnapshot(run);
      return snapshot === null ? [] : itemsOf(ports, snapshot, limited);
    })
    .toSorted((a, b) => a.since - b.since);
  return { items, accounts };
}

const NO_WORK: ReadonlySet<string> = new Set(["wait", "approve"]);

function itemsOf(
  ports: Ports,
  { run, workflow, activities }: Snapshot,
  limited: ReadonlyMap<string, Breaker>,
): readonly QueueItem[] {
  const work = Object.values(activities).filter(({ action }) => !NO_WORK.has(action));
  return work.map((activity) => {
    const { step, action, gen, startedAt: since } = activity;
    const { waitsFor, until, message } = waitOf(ports, activity, limited);
    return { run, workflow, step, action, gen, since, waitsFor, until, message };
  });
}

type Waiting = Pick<QueueItem, "waitsFor" | "until" | "message">;

const NOTHING: Waiting = { waitsFor: "nothing", until: null, message: null };

function waitOf(ports: Ports, activity: Activity, limited: ReadonlyMap<string, Breaker>): Waiting {
  if (activity.held !== null) return { ...NOTHING, waitsFor: "stops" };
  const isStarted = existsSync(ports.processes.files(activity.gen).folder);
  if (activity.action !== "agent" || isStarted) return NOTHING;
  const breakers = candidatesOf(ports, activity).map((profile) => limited.get(accountOf(profile)));
  const closed = breakers.filter((breaker) => breaker !== undefined).toSorted((a, b) => a.until - b.until);
  const [first] = closed;
  // One that is free takes it over.
  if (first === undefined || closed.length < breakers.length) return NOTHING;
  return { waitsFor: "account", until: first.until, message: first.message };
}

/** Who may do it: the profile and its fallbacks. None for a profile that is not there any more: the step fails with that. */
function candidatesOf({ catalog }: Ports, { params }: Activity): readonly AgentProfile[] {
  const name = typeof params["agent"] === "string" && params["agent"] !== "" ? params["agent"] : catalog.config.agent;
  if (name === null) return [];
  try {
    const wanted = catalog.profiles.get(name);
    return [wanted, ...wanted.fallback.map((other) => catalog.profiles.get(other))];
  } catch (error) {
    if (error instanceof DroverError && error.code.startsWith("agent.")) return [];
    throw error;
  }
}
