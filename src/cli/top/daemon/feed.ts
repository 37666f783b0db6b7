import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "../../../core/events.ts";
import { toErrorInfo } from "../../../core/outcome.ts";
import { isAway, type Stream, type Told } from "../../../daemon/hear.ts";
import type { Action } from "../model/actions.ts";
import type { Fetched, Heard, Resource } from "./resource.ts";

/** How the daemon is asked. */
export interface Daemon {
  get(path: string): Promise<unknown>;
  listen(path: string, take: (told: Told) => void): Promise<Stream>;
}

/** Keeps what is shown up to date. */
export interface Feed {
  /** From now on these are kept, and no others. */
  want(resources: readonly Resource[]): void;
  touch(events: readonly EngineEvent[]): void;
  /** Everything may have changed: asks for all of it again. */
  renew(): void;
  /** Asks for nothing until `renew`. */
  pause(): void;
  close(): void;
}

/** The same thing is not asked for more often, whatever happens. */
const REST_MS = 250;
/** What is heard in this time comes together. */
const GATHER_MS = 60;
const BROKEN_MS = 500;

export function createFeed(daemon: Daemon, dispatch: (action: Action) => void): Feed {
  const asked = new Map<string, Asked>();
  const listened = new Map<string, Listened>();
  let isPaused = false;
  let wanted: readonly Resource[] = [];

  function listen(resource: Heard): void {
    const { key } = resource;
    const fresh = createListened(daemon, resource, dispatch);
    listened.set(key, fresh);
    // A daemon that has gone is told of elsewhere; whoever reads slowly is cut off, and comes back.
    void fresh.broken.then(() => {
      if (listened.get(key) !== fresh) return;
      forget(listened, key, fresh);
      const now = wanted.find((one) => one.key === key);
      if (!isPaused && now?.kind === "heard") listen(now);
    });
  }

  function keepOnly(resources: readonly Resource[]): void {
    const keys = new Set(resources.map(({ key }) => key));
    for (const [key, one] of asked) if (!keys.has(key)) forget(asked, key, one);
    for (const [key, one] of listened) if (!keys.has(key)) forget(listened, key, one);
  }

  return {
    want(resources) {
      wanted = resources;
      keepOnly(resources);
      for (const resource of resources) {
        if (resource.kind === "fetched") {
          const known = asked.get(resource.key) ?? createAsked(daemon, dispatch);
          asked.set(resource.key, known);
          known.resource = resource;
          if (!isPaused) known.look();
        } else if (!isPaused && !listened.has(resource.key)) listen(resource);
      }
    },
    touch(events) {
      for (const one of asked.values())
        if (events.some((event) => one.resource?.isTouchedBy(event))) {
          one.isStale = true;
          if (!isPaused) one.look();
        }
    },
    renew() {
      isPaused = false;
      for (const [key, one] of listened) forget(listened, key, one);
      for (const one of asked.values()) {
        one.isStale = true;
        one.look();
      }
    },
    pause() {
      isPaused = true;
      for (const [key, one] of listened) forget(listened, key, one);
    },
    close: () => keepOnly([]),
  };
}

function forget<T extends { close(): void }>(from: Map<string, T>, key: string, one: T): void {
  from.delete(key);
  one.close();
}

interface Asked {
  resource: Fetched | null;
  isStale: boolean;
  /** Asks, if it is time to. */
  look(): void;
  close(): void;
}

function createAsked(daemon: Daemon, dispatch: (action: Action) => void): Asked {
  let isUnderWay = false;
  let isClosed = false;
  let notBefore = 0;
  let timer: NodeJS.Timeout | null = null;

  const later = (ms: number): void => {
    timer ??= setTimeout(() => {
      timer = null;
      one.look();
    }, ms);
  };

  const refused = (error: unknown, { againMs }: Fetched): void => {
    // A daemon that has gone is told of elsewhere; all is asked for again when one is back.
    if (isAway(error)) return void (one.isStale = true);
    if (againMs === null)
      return dispatch({ type: "notice", notice: { kind: "failed", text: toErrorInfo(error).message } });
    one.isStale = true;
    notBefore = performance.now() + againMs;
    later(againMs);
  };

  const ask = async (resource: Fetched): Promise<void> => {
    isUnderWay = true;
    one.isStale = false;
    notBefore = performance.now() + REST_MS;
    try {
      const body = await daemon.get(resource.path);
      if (!isClosed) dispatch(resource.toAction(body));
    } catch (error) {
      if (!isClosed) refused(error, resource);
      return;
    } finally {
      isUnderWay = false;
    }
    one.look();
  };

  const one: Asked = {
    resource: null,
    isStale: true,
    look() {
      if (isClosed || isUnderWay || !one.isStale || one.resource === null) return;
      const rest = notBefore - performance.now();
      if (rest > 0) later(rest);
      else void ask(one.resource);
    },
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
  return one;
}

interface Listened {
  /** Resolves a moment after the connection has ended. */
  readonly broken: Promise<void>;
  close(): void;
}

function createListened(
  daemon: Daemon,
  { path, begin, toActions }: Heard,
  dispatch: (action: Action) => void,
): Listened {
  let gathered: Told[] = [];
  let timer: NodeJS.Timeout | null = null;
  let stream: Stream | null = null;
  let isClosed = false;

  const flush = (): void => {
    timer = null;
    const told = gathered;
    gathered = [];
    for (const action of toActions(told)) dispatch(action);
  };
  const take = (told: Told): void => {
    if (isClosed) return;
    gathered.push(told);
    timer ??= setTimeout(flush, GATHER_MS);
  };
  const open = async (): Promise<void> => {
    try {
      stream = await daemon.listen(path, take);
      if (isClosed) stream.close();
      else if (begin !== null) dispatch(begin);
      await stream.ended;
    } catch (error) {
      if (!isClosed && !isAway(error))
        dispatch({ type: "notice", notice: { kind: "failed", text: toErrorInfo(error).message } });
    }
    await sleep(BROKEN_MS, null, { ref: false });
  };
  return {
    broken: open(),
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      stream?.close();
    },
  };
}
