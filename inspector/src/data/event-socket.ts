import type { EngineEvent } from "../../../src/core/events.ts";

export interface Heard {
  /** `null` for what stands in no journal and is heard only while it happens. */
  readonly cursor: string | null;
  readonly event: EngineEvent;
}

export type Connection = "connecting" | "open" | "lost";

interface Message {
  readonly type: string;
  readonly cursor: string | null;
  readonly event?: EngineEvent;
}

export interface EventSocketOptions {
  /** The cursor to begin behind; `null`: with those of when it is connected. */
  readonly after: string | null;
  readonly onEvent: (heard: Heard) => void;
  readonly onConnection: (connection: Connection) => void;
}

const FIRST_DELAY_MS = 150;
const LONGEST_DELAY_MS = 3_000;
/** The daemon says something every 15 seconds. */
const SILENCE_MS = 40_000;

/**
 * The events of all runs, over a web socket: of those a browser allows many more to one host than of other connections, so that many
 * windows work at once. A connection that breaks is made again behind the last event; none is lost, none comes twice.
 */
export function openEventSocket({ after, onEvent, onConnection }: EventSocketOptions): () => void {
  let cursor = after;
  let delay = FIRST_DELAY_MS;
  let socket: WebSocket | null = null;
  let isClosed = false;
  let timer = 0;

  function connect(): void {
    const query = cursor === null ? "" : `?after=${encodeURIComponent(cursor)}`;
    socket = new WebSocket(`${window.location.origin.replace(/^http/, "ws")}/api/v1/events${query}`);
    let isOpen = false;
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      listenFor(SILENCE_MS);
      const message = JSON.parse(data) as Message;
      if (message.cursor !== null) cursor = message.cursor;
      if (!isOpen) {
        isOpen = true;
        delay = FIRST_DELAY_MS;
        onConnection("open");
      }
      if (message.event !== undefined) onEvent({ cursor: message.cursor, event: message.event });
    });
    socket.addEventListener("close", () => {
      if (isClosed) return;
      onConnection("lost");
      window.clearTimeout(timer);
      timer = window.setTimeout(connect, delay * (0.5 + Math.random() / 2));
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
    listenFor(SILENCE_MS);
  }

  /** A connection may be dead without a word, as after a machine has slept. */
  function listenFor(ms: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => socket?.close(), ms);
  }

  onConnection("connecting");
  connect();
  return () => {
    isClosed = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
