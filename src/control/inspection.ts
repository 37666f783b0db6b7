import type { DefinitionHash, RunId } from "../core/ids.ts";
import { isBeginning, type JournalEntry } from "../core/input.ts";
import { isFinal, type RunState, type RunStatus } from "../core/run.ts";
import type { LoggedEntry, Store } from "../core/store.ts";
import type { Definition } from "../definition/definition.ts";
import { createRetell } from "../engine/index.ts";
import { xstateJson } from "../machines/xstate-json.ts";
import { actorMessage, entryMessages, type Inspected } from "./inspected.ts";

/** Runs as actors, for one listener: it remembers which it has told of, and where each of those was. */
export interface Inspection {
  /** A message for each run that is open, the newest of them; of `run` and those below it, ended or not. Parents come first. */
  present(): readonly Inspected[];
  /** What one entry of the log says. Throws `definition.missing`. */
  tell(entry: LoggedEntry): readonly Inspected[];
}

/** `run`: only of that one and of those that it started. */
export function createInspection(store: Store, run: RunId | null): Inspection {
  const retell = createRetell(store);
  const states = new Map<RunId, RunState>();
  const definitionText = createDefinitionTexts(store);

  /** The outermost run that is told of around one; `null` where it does not belong to what is listened to. */
  function rootOf(one: RunId, parent: RunId | null): RunId | null {
    if (one === run) return one;
    if (parent === null) return run === null ? one : null;
    return rootOf(parent, store.getSnapshot(parent)?.parent?.run ?? null);
  }

  /** Parents first. Nothing for one that was told of before. */
  function introduce(state: RunState): readonly Inspected[] {
    const { run: one, definition, parent } = state.snapshot;
    const root = states.has(one) ? null : rootOf(one, parent?.run ?? null);
    if (root === null) return [];
    states.set(one, state);
    const around = parent === null || one === root ? [] : introduceStored(parent.run);
    return [...around, actorMessage(state, root, definitionText(definition))];
  }

  function introduceStored(one: RunId): readonly Inspected[] {
    const state = store.getState(one);
    return state === null ? [] : introduce(state);
  }

  function tell({ run: one, entry }: LoggedEntry): readonly Inspected[] {
    const before = states.get(one) ?? null;
    if (!isNews(before, entry)) return [];
    const state = retell(before, entry);
    const root = rootOf(one, state.snapshot.parent?.run ?? null);
    if (root === null) return [];
    const first = introduce(state);
    if (isFinal(state.snapshot.status)) states.delete(one);
    else states.set(one, state);
    return [...first, ...entryMessages(entry, state, root)];
  }

  return { present: () => presentRuns(store, run).flatMap(introduceStored), tell };
}

/** No news are entries that a run's state holds already, and those of one that had ended before, or was imported: told elsewhere. */
const isNews = (before: RunState | null, { seq, input, events }: JournalEntry): boolean =>
  before === null ? isBeginning(input) && events !== undefined : seq > before.snapshot.seq;

function createDefinitionTexts(store: Store): (hash: DefinitionHash) => string {
  const texts = new Map<DefinitionHash, string>();
  return (hash) => {
    const known = texts.get(hash);
    if (known !== undefined) return known;
    const definition = store.getDefinition(hash) as Definition | null;
    const text = JSON.stringify(definition === null ? { id: hash } : xstateJson(definition));
    texts.set(hash, text);
    return text;
  };
}

const MOST_PRESENT = 200;
const OPEN: readonly RunStatus[] = ["queued", "running", "waiting"];

function presentRuns(store: Store, run: RunId | null): readonly RunId[] {
  if (run !== null) return family(store, run);
  const open = OPEN.flatMap((status) => store.list({ status, limit: MOST_PRESENT }).map((one) => one.run));
  return open.toSorted().slice(-MOST_PRESENT);
}

const family = (store: Store, run: RunId): readonly RunId[] => [
  run,
  ...store.list({ parent: run, limit: Infinity }).flatMap((child) => family(store, child.run)),
];
