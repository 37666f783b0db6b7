import type { EventBody } from "../core/events.ts";
import type { RunId } from "../core/ids.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { AfterSpec } from "../definition/index.ts";
import { runIdFrom } from "../run-id-from.ts";
import type { DeadLetter, Taken } from "./contract.ts";
import type { Of, TriggerPorts } from "./ports.ts";
import { startRun } from "./start.ts";
import { createTurns } from "./turns.ts";

/** Entries of the store's log that are read at a time. */
const PIECE = 200;
const RETRY_MS = 1_000;

export interface After {
  replay(letter: DeadLetter): Promise<Taken>;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

type Ended = Extract<EventBody, { type: "run.ended" }>;

interface Core {
  readonly trigger: Of<AfterSpec>;
  readonly ports: TriggerPorts;
}

export const afterKey = (name: string): string => `trigger:after:${name}`;

/**
 * Follows the store's log from a durable position on. The position is written behind what was done, so that a crash can only make it
 * see an end again; the run's id follows from the trigger and the ended run, and so it is started once.
 */
export function openAfter(trigger: Of<AfterSpec>, ports: TriggerPorts): After {
  const core: Core = { trigger, ports };
  const turns = createTurns();
  let isClosed = false;
  let callOff: () => void = () => undefined;
  const follow = (): void =>
    void turns(async () => {
      if (isClosed) return;
      try {
        await readOn(core, () => isClosed);
      } catch (error) {
        ports.onFault(error);
        callOff();
        callOff = ports.clock.wakeAt(ports.clock.now() + RETRY_MS, follow);
      }
    });
  const unwatch = ports.app.engine.watch((event) => {
    if (event.type === "run.ended") follow();
  });
  follow();
  return {
    replay: (letter) => turns(() => replay(core, letter)),
    async close() {
      isClosed = true;
      unwatch();
      callOff();
      await turns(async () => undefined);
    },
  };
}

async function readOn(core: Core, isClosed: () => boolean): Promise<void> {
  const { store } = core.ports.app;
  const key = afterKey(core.trigger.spec.name);
  const stored = store.getFact(key);
  // What ended before the trigger was there is none of its business.
  let position = typeof stored === "number" ? stored : store.lastPosition();
  for (let piece = store.log(position, PIECE); piece.length > 0 && !isClosed(); piece = store.log(position, PIECE)) {
    for (const { run, entry, position: at } of piece) {
      for (const event of entry.events ?? [])
        if (event.type === "run.ended") await consider(core, run, event, entry.at);
      position = at;
    }
  }
  if (position !== stored) await store.putFact(key, position);
}

async function consider(core: Core, ended: RunId, event: Ended, at: number): Promise<void> {
  const { after, status } = core.trigger.spec;
  const snapshot = core.ports.app.store.getSnapshot(ended);
  if (snapshot === null || snapshot.workflow !== after) return;
  if (status !== "any" && status !== event.status) return;
  const scope: JsonObject = {
    id: ended,
    workflow: after,
    status: event.status,
    output: event.output,
    error: event.error === null ? null : { ...event.error, cause: null },
    inputs: snapshot.inputs,
    parent: snapshot.parent?.run ?? null,
    endedAt: at,
  };
  await begin(core, ended, scope);
}

async function begin({ trigger, ports }: Core, ended: RunId, scope: JsonObject): Promise<Taken> {
  const { name } = trigger.spec;
  const run = runIdFrom(`after:${name}:${ended}`, endOf(scope));
  if (ports.app.store.getSnapshot(run) !== null) return { outcome: "known", run };
  const started = await startRun(ports.app, { trigger, scope: { run: scope }, inputs: {}, run });
  if (started.outcome === "started") {
    ports.tally.started(name, run, ports.clock.now());
    return { outcome: "started", run };
  }
  ports.tally.add(name, started.outcome === "refused" ? "rejected" : "skipped");
  if (started.outcome === "skipped") return { outcome: "skipped" };
  await ports.letters.put(name, { id: ended, at: ports.clock.now(), reason: started.message, about: scope });
  return { outcome: "rejected", reason: started.message };
}

const endOf = ({ endedAt }: JsonObject): number => (typeof endedAt === "number" ? endedAt : 0);

async function replay(core: Core, { id, about }: DeadLetter): Promise<Taken> {
  if (!isJsonObject(about)) throw new Error(`the letter "${id}" names no run`);
  const taken = await begin(core, id as RunId, about);
  if (taken.outcome !== "rejected") await core.ports.letters.remove(core.trigger.spec.name, id);
  return taken;
}
