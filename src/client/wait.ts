import type { Ask, Run } from "./generated/operations.ts";
import { events } from "./events.ts";
import type { Http } from "./http.ts";
import { createPatience } from "./reconnect.ts";

export interface WaitOptions {
  /** Also come back when the run, or a child run of it, asks a person. */
  readonly asks?: boolean;
  readonly signal?: AbortSignal;
  /** How long nobody may answer until it throws. Milliseconds; for ever when left out. */
  readonly patienceMs?: number;
}

/** Either the run has ended, or somebody is asked. */
export interface Waited {
  readonly run: Run;
  readonly isEnded: boolean;
  /** What is asked now, by it and its child runs. Empty for a run that has ended, and unless `asks` was set. */
  readonly asks: readonly Ask[];
}

const FINAL: ReadonlySet<string> = new Set(["succeeded", "failed", "canceled"]);

/** Resolves when the run has ended, over restarts of the daemon too. */
export async function waitFor(http: Http, run: string, options: WaitOptions): Promise<Waited> {
  const own = new AbortController();
  const signal = options.signal === undefined ? own.signal : AbortSignal.any([options.signal, own.signal]);
  const patienceMs = options.patienceMs ?? Infinity;
  const look = (): Promise<Waited | null> =>
    patiently(() => lookAt(http, run, { ...options, signal }), signal, patienceMs);
  let heard: (() => void) | null = null;
  let hasNews = true;
  const ring = (): void => {
    hasNews = true;
    heard?.();
  };
  // Listening begins first: what happens between the look and the first event would be missed otherwise.
  const listening = listen(http, { signal, patienceMs, ring });
  // What it ends with is looked at below, and may be there before.
  listening.catch(() => undefined);
  try {
    for (;;) {
      if (hasNews) {
        hasNews = false;
        const found = await look();
        if (found !== null) return found;
        continue;
      }
      await Promise.race([listening, new Promise<void>((resolve) => (heard = resolve))]);
    }
  } finally {
    own.abort();
    await listening.catch(() => undefined);
  }
}

interface Listening {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  readonly ring: () => void;
}

/** Of all runs: a child run may ask. */
async function listen(http: Http, { signal, patienceMs, ring }: Listening): Promise<void> {
  const types = ["run.ended", "run.status", "step.waiting", "ask.opened"] as const;
  for await (const _ of events(http, { types, signal, patienceMs, onCursor: ring })) ring();
}

async function lookAt(http: Http, run: string, { asks, signal }: WaitOptions): Promise<Waited | null> {
  const read = async <T>(path: string): Promise<T> => (await (await http({ method: "GET", path, signal })).json()) as T;
  const found = await read<Run>(`/runs/${encodeURIComponent(run)}`);
  if (FINAL.has(found.status)) return { run: found, isEnded: true, asks: [] };
  if (asks !== true) return null;
  const open = await asksOf(read, found);
  return open.length === 0 ? null : { run: found, isEnded: false, asks: open };
}

async function asksOf(read: <T>(path: string) => Promise<T>, run: Run): Promise<readonly Ask[]> {
  const own = run.asks ?? [];
  const children = await Promise.all(
    (run.children ?? []).map(async (child) => asksOf(read, await read<Run>(`/runs/${child}`))),
  );
  return [...own, ...children.flat()];
}

async function patiently<T>(look: () => Promise<T>, signal: AbortSignal, patienceMs: number): Promise<T> {
  const patience = createPatience(signal, patienceMs);
  for (;;) {
    try {
      return await look();
    } catch (error) {
      await patience.wait(error);
    }
  }
}
