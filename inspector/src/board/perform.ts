import type { UseMutationResult } from "@tanstack/react-query";
import { client, DroverApiError } from "../data/client.ts";
import { useAction } from "../ui/action.ts";
import { newKey } from "../ui/request-key.ts";
import { useNotices } from "../ui/notices.tsx";
import type { Move } from "./moves.ts";

export interface Wanted {
  readonly run: string;
  readonly move: Move;
  /** Why it is canceled or denied. */
  readonly reason?: string;
}

/** A reason can be given, or data; a cancel cannot be taken back. */
export const needsWord = ({ act }: Move): boolean =>
  act.kind === "cancel" || (act.kind === "event" && act.takesData) || (act.kind === "answer" && act.answer === "deny");

export type Perform = UseMutationResult<string, Error, Wanted>;

/** Moves a card: what it shows follows from the events that come of it. */
export function usePerform(): Perform {
  const notices = useNotices();
  return useAction(perform, { onDone: (text) => notices.tell({ tone: "good", text }) });
}

/** Keys of what was asked and not answered: asked once more within a minute it is the same request, later it is meant anew. */
const unanswered = new Map<string, { readonly key: string; readonly at: number }>();
const SAME_MS = 60_000;

function keyFor(what: string): string {
  const asked = unanswered.get(what);
  if (asked !== undefined && performance.now() - asked.at < SAME_MS) return asked.key;
  const key = newKey();
  unanswered.set(what, { key, at: performance.now() });
  return key;
}

async function perform(wanted: Wanted): Promise<string> {
  const what = JSON.stringify([wanted.run, wanted.move.act]);
  const key = keyFor(what);
  try {
    const done = await ask(wanted, key);
    unanswered.delete(what);
    return done;
  } catch (error) {
    if (error instanceof DroverApiError && !error.retryable) unanswered.delete(what);
    const { guard } = wanted.move;
    if (guard === null || !(error instanceof DroverApiError) || error.code !== "signal.unexpected") throw error;
    throw new Error(`${error.detail} That way has a condition: ${guard}`, { cause: error });
  }
}

async function ask({ run, move: { act: wanted }, reason = "" }: Wanted, key: string): Promise<string> {
  const said = reason.trim();
  switch (wanted.kind) {
    case "event":
      await client.sendSignal({ run, "idempotency-key": key, body: { name: wanted.name } });
      return `Sent: ${wanted.name}.`;
    case "answer":
      await client.answerAsk({
        ask: wanted.ask,
        body: { answer: wanted.answer, ...(said !== "" && { comment: said }) },
      });
      return wanted.answer === "allow" ? "Approved." : "Denied.";
    case "cancel":
      await client.cancelRun({ run, body: said === "" ? {} : { reason: said } });
      return "The run is being canceled; its finally steps still run.";
    case "retry":
      await client.retryRun({ run, "idempotency-key": key });
      return "Started again, as a new run.";
  }
}
