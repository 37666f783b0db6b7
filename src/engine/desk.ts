import type { AskRequest, Desk, Message } from "../core/ask.ts";
import type { Gen, RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import type { Activity, RunState } from "../core/run.ts";
import { isGoingAway } from "./refusals.ts";
import type { Revealer } from "./reveal.ts";
import type { Taken } from "./taken.ts";

/** Wakes what waits for news about a run. */
export interface Bells {
  ring(run: RunId): void;
  /** Resolves at the next ring. */
  next(run: RunId): Promise<void>;
}

export function createBells(): Bells {
  const waiting = new Map<RunId, { readonly rung: Promise<void>; readonly ring: () => void }>();
  return {
    ring(run) {
      waiting.get(run)?.ring();
      waiting.delete(run);
    },
    next(run) {
      const known = waiting.get(run);
      if (known !== undefined) return known.rung;
      let ring = (): void => undefined;
      const rung = new Promise<void>((resolve) => (ring = resolve));
      waiting.set(run, { rung, ring });
      return rung;
    },
  };
}

interface DeskPorts {
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly stateOf: (run: RunId) => RunState | null;
  readonly bells: Bells;
}

interface Whose {
  readonly run: RunId;
  readonly activity: Activity;
  readonly revealer: Revealer;
}

/** The side of the run in a conversation with an agent: what is promised here is committed. */
export function createDesk({ deliver, stateOf, bells }: DeskPorts, { run, activity, revealer }: Whose): Desk {
  const { gen, id, step } = activity;
  // An engine on its way out takes nothing more; the agent goes on, and the next engine takes it up here.
  const tell = (input: Input): Promise<Taken> =>
    deliver(run, input).catch((error: unknown) => {
      if (isGoingAway(error)) return new Promise<never>(() => undefined);
      throw error;
    });
  const snapshot = () => stateOf(run)?.snapshot ?? null;
  const asks = () => {
    const now = snapshot()?.activities[id];
    return now?.gen === gen ? (now.asks ?? []) : [];
  };
  // A secret may stand in the id that an agent gave, or be as short as an id.
  const find = (ask: string) => asks().find((one) => one.id === revealer.mask(ask));
  return {
    async ask(request) {
      if (find(request.id) !== undefined) return;
      const { kind, tool, risk } = request;
      const masked: AskRequest = { ...revealer.mask(request), kind, tool, risk };
      await tell({ type: "asked", activity: id, gen, request: masked });
    },
    async withdraw(ask) {
      const open = find(ask);
      if (open?.decision === null) await tell({ type: "withdrawn", activity: id, gen, ask: open.id });
    },
    isAsking: () => asks().some(({ decision }) => decision === null),
    decision: (ask) => find(ask)?.decision ?? null,
    async takeMessage() {
      for (;;) {
        const message = nextMessage(snapshot()?.messages ?? [], { gen, step });
        if (message === null || message.takenBy === gen) return message;
        // Somebody may have removed it meanwhile, or an engine that went on without us may have ended the attempt.
        const { ignored } = await tell({ type: "message_taken", message: message.id, gen });
        if (ignored !== null && snapshot()?.activities[id]?.gen !== gen) return null;
      }
    },
    async messageSaid(message) {
      if (snapshot()?.messages?.some((other) => other.id === message) !== true) return;
      await tell({ type: "message_said", message, gen });
    },
    changed: () => bells.next(run),
  };
}

/** What was taken and not said comes first. */
function nextMessage(messages: readonly Message[], { gen, step }: { gen: Gen; step: string | null }): Message | null {
  const own = messages.find(({ takenBy }) => takenBy === gen);
  return (
    own ??
    messages.find((message) => message.takenBy === null && (message.step === null || message.step === step)) ??
    null
  );
}
