import type { Ask, Decision } from "../../../src/core/ask.ts";
import type { RunId } from "../../../src/core/ids.ts";
import type { Input } from "../../../src/core/input.ts";
import type { Activity, Snapshot } from "../../../src/core/run.ts";
import type { Simulation } from "../simulation.ts";

/** What people do to working agents. */
export type TalkOperation =
  /** Decides on an ask that the run knows, decided or not. */
  | {
      readonly op: "decide";
      readonly run: number;
      readonly ask: number;
      readonly answer: "allow" | "deny";
      readonly times: number;
    }
  | { readonly op: "message"; readonly run: number; readonly step: "work" | null; readonly times: number }
  /** Changes, or takes back, a message that was sent, be it said or not. */
  | { readonly op: "edit" | "remove"; readonly run: number; readonly message: number; readonly times: number };

/** How its name and text tell what a letter says: the letter's name stands in `by`. */
const NOBODY_YET = { by: null };

const decisionOn = ({ gen }: Activity, { id, kind }: Ask, answer: Decision["answer"]): Input => ({
  type: "decision",
  gen,
  ask: id,
  decision: { answer: kind === "question" && answer === "allow" ? "reply" : answer, comment: "so", by: null },
});

/** People decide on everything that waits for them. */
export const openDecisions = ({ activities }: Snapshot): readonly Input[] =>
  Object.values(activities).flatMap((activity) =>
    (activity.asks ?? [])
      .filter(({ decision }) => decision === null)
      .map((ask) => decisionOn(activity, ask, activity.visit % 2 === 1 ? "allow" : "deny")),
  );

/** The letter that an operation on a run makes; `null` where there is nothing to do it to. */
export function talkLetter(simulation: Simulation, run: RunId, operation: TalkOperation): Input | null {
  const { letters } = simulation;
  if (operation.op === "decide") return decideLetter(simulation.snapshot(run), operation);
  const name = `m${letters.length}`;
  if (operation.op === "message") {
    return { type: "message", message: name, text: `text of ${name}`, step: operation.step, sender: NOBODY_YET };
  }
  const sent = letters.flatMap(({ run: to, content }) =>
    to === run && "type" in content && content.type === "message" && content.isEdit !== true ? [content] : [],
  );
  const chosen = sent[operation.message % Math.max(1, sent.length)];
  if (chosen === undefined) return null;
  if (operation.op === "remove") return { type: "message_removed", message: chosen.message };
  return { ...chosen, isEdit: true, text: `${name} instead`, sender: NOBODY_YET };
}

function decideLetter(
  { activities }: Snapshot,
  { ask, answer }: Extract<TalkOperation, { op: "decide" }>,
): Input | null {
  const asks = Object.values(activities).flatMap((activity) => (activity.asks ?? []).map((one) => ({ activity, one })));
  const chosen = asks[ask % Math.max(1, asks.length)];
  return chosen === undefined ? null : decisionOn(chosen.activity, chosen.one, answer);
}

/** Who sent an input from outside; the name of its letter. */
export function senderOf(input: Input): string | null {
  if (input.type === "decision") return input.decision.by;
  return "sender" in input ? input.sender.by : null;
}

/** The same input, signed. */
export function signed(input: Input, name: string): Input {
  if (input.type === "decision") return { ...input, decision: { ...input.decision, by: name } };
  return "sender" in input ? { ...input, sender: { by: name } } : input;
}
