import type { Gen } from "../../../src/core/ids.ts";
import type { ProcessTalk } from "../../../src/core/process.ts";
import { type Life, NEVER, type World } from "../world.ts";
import { fromAgent, toAgent } from "./wire.ts";

/** Both sides of a conversation, as files keep them. They outlive engines and the agent. */
export interface TalkFiles {
  /** What is recorded to be said. `isSaid`: with the mark that it was. */
  readonly record: { readonly line: string; isSaid: boolean }[];
  /** What the agent has really got. */
  readonly got: string[];
  readonly output: string[];
  readonly readers: Set<() => void>;
  /** The agent's ear; does nothing once it is gone. */
  hear: (line: string) => void;
  readonly deafMs: number;
}

export const newTalk = (deafMs: number): TalkFiles => ({
  record: [],
  got: [],
  output: [],
  readers: new Set(),
  hear: () => undefined,
  deafMs,
});

export function wakeReaders({ readers }: TalkFiles): void {
  for (const wake of readers) wake();
}

interface TalkOptions {
  readonly world: World;
  readonly life: Life;
  readonly gen: Gen;
  readonly files: TalkFiles;
  readonly isAlive: () => boolean;
  /** Told what the agent gets, at that moment. */
  readonly telling: (line: string) => void;
}

/** How long an agent that may not have its work is waited for; by the virtual clock, which the executor does not know. */
const PATIENCE_MS = 60_000;

/** One engine's side of it. The engine may die before a line is recorded, before it is said, and before that is marked. */
export function openSimTalk(options: TalkOptions): ProcessTalk {
  const { world, life, gen, files } = options;
  const said = files.record.map(({ line }) => line);
  const unsure = new Set(files.record.flatMap(({ isSaid }, place) => (isSaid ? [] : [place])));
  const state = { isClosed: false, at: 0 };
  const wakeAll = (): void => wakeReaders(files);
  return {
    said,
    unsure,
    async say(line) {
      if (!world.passes(life, `say ${gen}`)) return NEVER;
      if (state.isClosed || !options.isAlive()) return false;
      const entry = { line, isSaid: false };
      files.record.push(entry);
      said.push(line);
      if (!world.passes(life, `recorded ${gen}`)) return NEVER;
      if (files.deafMs > 0) await world.later(life, files.deafMs);
      else await Promise.resolve();
      if (!life.isAlive) return NEVER;
      if (state.isClosed || !options.isAlive()) return false;
      options.telling(line);
      files.got.push(line);
      files.hear(line);
      if (!world.passes(life, `said ${gen}`)) return NEVER;
      entry.isSaid = true;
      return true;
    },
    hear: () => hear(options, state, isWorkInDoubt(files)),
    close() {
      state.isClosed = true;
      wakeAll();
    },
  };
}

async function hear(
  { world, life, gen, files, isAlive }: TalkOptions,
  state: { readonly isClosed: boolean; at: number },
  isDoubted: boolean,
): Promise<string | null> {
  const until = isDoubted && isWorkOpen(files) ? world.now + PATIENCE_MS : Infinity;
  const isOver = (): boolean => state.isClosed || !isAlive() || world.now >= until;
  while (state.at >= files.output.length && !isOver()) await change(world, files, until);
  if (!world.passes(life, `heard ${gen}`)) return NEVER;
  return state.isClosed ? null : (files.output[state.at++] ?? null);
}

/** Resolves when something was written, the agent is gone, the talk is closed, or it is time. */
function change(world: World, { readers }: TalkFiles, until: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      readers.delete(wake);
      if (alarm !== null) world.callOff(alarm);
      resolve();
    };
    readers.add(wake);
    const alarm = until === Infinity ? null : world.schedule(until, wake);
  });
}

export const isWorkInDoubt = ({ record }: TalkFiles): boolean =>
  record.findLast(({ line }) => toAgent(line).type !== "answer")?.isSaid === false;

/** It has shown no sign of the last thing that it may have been given to do. */
function isWorkOpen({ record, output }: TalkFiles): boolean {
  const given = record.filter(({ line }) => toAgent(line).type !== "answer").length;
  return output.filter((line) => fromAgent(line).type === "begun").length < given;
}
