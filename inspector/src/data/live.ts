import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { EngineEvent } from "../../../src/core/events.ts";
import { openEventSocket, type Connection, type Heard } from "./event-socket.ts";
import { keys } from "./keys.ts";
import { createRefresher, fetchAnew } from "./refresher.ts";

/** The one stream of events of this page: what is shown is fetched again when an event says that it has changed. */
export interface Live {
  readonly connection: () => Connection;
  readonly onChange: (listener: () => void) => () => void;
  /** Every event, as it comes. */
  readonly onEvent: (listener: (heard: Heard) => void) => () => void;
  readonly close: () => void;
}

export function openLive(queries: QueryClient): Live {
  const refresh = createRefresher(queries);
  const changes = new Set<() => void>();
  const listeners = new Set<(heard: Heard) => void>();
  let connection: Connection = "connecting";
  const close = openEventSocket({
    // Whatever is fetched is of after the page was served: no event is missed while the connection is made.
    after: document.querySelector<HTMLMetaElement>("meta[name=events-after]")?.content || null,
    onEvent(heard) {
      for (const key of touchedBy(heard.event)) refresh(key);
      for (const listener of listeners) listener(heard);
    },
    onConnection(now) {
      // Whatever was fetched while nobody listened may be of before.
      if (now === "open" && connection === "lost") void fetchAnew(queries);
      connection = now;
      for (const listener of changes) listener();
    },
  });
  return {
    connection: () => connection,
    onChange: (listener) => added(changes, listener),
    onEvent: (listener) => added(listeners, listener),
    close,
  };
}

function added<T>(to: Set<T>, one: T): () => void {
  to.add(one);
  return () => to.delete(one);
}

export const useConnection = (live: Live): Connection => useSyncExternalStore(live.onChange, live.connection);

const OF_LISTS = new Set<EngineEvent["type"]>(["run.started", "run.status", "run.ended"]);
const OF_ASKS = new Set<EngineEvent["type"]>([
  "ask.opened",
  "ask.referred",
  "ask.decided",
  "step.waiting",
  "step.ended",
  "run.ended",
]);

/** What an event makes old. */
function touchedBy({ type, run }: EngineEvent): readonly (readonly unknown[])[] {
  return [
    keys.run(run),
    ...(OF_LISTS.has(type) ? [keys.runs(), keys.queue()] : []),
    ...(OF_ASKS.has(type) ? [keys.asks()] : []),
    ...(type === "run.started" ? [keys.triggers()] : []),
    ...(type === "step.ended" || type === "run.ended" ? [keys.usage()] : []),
  ];
}
