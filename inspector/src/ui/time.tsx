import { useSyncExternalStore } from "react";
import { daemonNow } from "../data/clock.ts";

let now = daemonNow();
const listeners = new Set<() => void>();
let ticking = 0;

/** One clock for the whole page; it stands still while nothing shows it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (ticking === 0) {
    now = daemonNow();
    ticking = window.setInterval(() => {
      now = daemonNow();
      for (const one of listeners) one();
    }, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(ticking);
    ticking = 0;
  };
}

/** The time now, to the second. Milliseconds since 1970. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)];
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${days} days`;
}

export const timeText = (at: number): string => new Date(at).toLocaleTimeString();
export const dateText = (at: number): string => new Date(at).toLocaleString();

/** How long something has taken, or takes until now. */
export function Duration({ from, to }: { readonly from: number; readonly to: number | null }) {
  return to === null ? <Since at={from} /> : <span title={`until ${dateText(to)}`}>{durationText(to - from)}</span>;
}

function Since({ at }: { readonly at: number }) {
  return <span title={`since ${dateText(at)}`}>{durationText(useNow() - at)}</span>;
}

export function Ago({ at }: { readonly at: number }) {
  const ms = useNow() - at;
  return (
    <time dateTime={new Date(at).toISOString()} title={dateText(at)}>
      {ms < 5_000 ? "just now" : `${durationText(ms)} ago`}
    </time>
  );
}

/** Counts down; says when it is over. */
export function Until({ at }: { readonly at: number }) {
  const ms = at - useNow();
  return <span title={dateText(at)}>{ms <= 0 ? "due" : `in ${durationText(ms)}`}</span>;
}
