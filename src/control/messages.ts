import type { Message } from "../core/ask.ts";
import { DroverError } from "../core/errors.ts";
import { shortId, type RunId } from "../core/ids.ts";
import type { Store } from "../core/store.ts";
import { stateOf } from "./run-view.ts";

/** A message stands in the run's state. Characters. */
const LONGEST = 64 * 1024;

/** Throws `usage` for what cannot be said. */
export function assertText(text: string): void {
  if (text.trim() === "") throw new DroverError("usage", "Cannot send the message: it is empty.");
  if (text.length > LONGEST)
    throw new DroverError(
      "usage",
      `Cannot send the message: it has ${text.length} characters, and ${LONGEST} are allowed. Put the rest into a file and name that.`,
    );
}

/** Short enough to type, and not in use. */
export function newMessageId(known: readonly Message[]): string {
  const id = Math.random().toString(36).slice(2, 6).padEnd(4, "0");
  return known.some((message) => message.id === id) ? newMessageId(known) : id;
}

/** A message that nobody has heard yet. Throws `run.unknown`, and `signal.unexpected` for one that was said or taken back. */
export function waitingMessage(store: Store, run: RunId, id: string): Message {
  const found = (stateOf(store, run).snapshot.messages ?? []).find((message) => message.id === id);
  if (found !== undefined) return found;
  throw new DroverError(
    "signal.unexpected",
    `Cannot find message "${id}" of run "${shortId(run)}": it was said, or taken back.`,
  );
}
