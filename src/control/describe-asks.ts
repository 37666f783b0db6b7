import { DroverError } from "../core/errors.ts";
import { Gen, runOfGen, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { isFinal, type Snapshot } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { askingOf, type Asking } from "./asks.ts";

/** Something that a person is waited for, with an id that nothing else ever has. */
export interface AskView {
  /** The generation of the step that asks; with `~` and the agent's own id for what an agent asks. */
  readonly id: string;
  readonly run: RunId;
  readonly workflow: string;
  readonly step: string;
  readonly kind: "approval" | "tool" | "question";
  readonly title: string;
  readonly tool: string | null;
  readonly subjects: readonly string[];
  readonly input: JsonObject;
  readonly diffs: readonly Json[];
  readonly choices: readonly string[];
  readonly risk: "low" | "medium" | "high" | null;
  readonly askedAt: number;
  readonly expiresAt: number | null;
  /** The agent that decides first. `referred`: why it came to a person; `null` while that agent is at it. */
  readonly approver: { readonly agent: string; readonly referred: string | null } | null;
}

/** What one run asks now, without its children. */
export function asksOf(snapshot: Snapshot): readonly AskView[] {
  if (isFinal(snapshot.status)) return [];
  return Object.values(snapshot.activities).flatMap((activity) =>
    askingOf(snapshot.run, activity).map((asking) => viewOf(snapshot, activity.gen, asking)),
  );
}

function viewOf(snapshot: Snapshot, gen: Gen, { run, step, request }: Asking): AskView {
  const common = { run, workflow: snapshot.workflow, step };
  if (request !== null) {
    const { id, kind, title, tool, subjects, input, diffs, choices, risk, askedAt, expiresAt } = request.ask;
    const { approver } = request.ask;
    const decides = approver === undefined ? null : { agent: approver.agent, referred: approver.referred };
    const about = { kind, title, tool, subjects, input, choices, risk, askedAt, expiresAt, approver: decides };
    return { id: `${gen}~${id}`, ...common, ...about, diffs: diffs as unknown as readonly Json[] };
  }
  const activity = Object.values(snapshot.activities).find((one) => one.gen === gen);
  const message = activity?.params["message"];
  const due = Object.values(snapshot.timers).filter((timer) => timer.id.startsWith(`${activity?.id ?? step}#`));
  return {
    id: gen,
    ...common,
    kind: "approval",
    title: typeof message === "string" ? message : "an approval",
    tool: null,
    subjects: [],
    input: {},
    diffs: [],
    choices: [],
    risk: null,
    askedAt: activity?.startedAt ?? snapshot.createdAt,
    expiresAt: due.length === 0 ? null : Math.min(...due.map(({ dueAt }) => dueAt)),
    approver: null,
  };
}

/** What all runs ask now, the oldest first. */
export function allAsks(store: Store): readonly AskView[] {
  const open = (["running", "waiting"] as const).flatMap((status) => store.list({ status, limit: Infinity }));
  return open
    .flatMap(({ run }) => {
      const snapshot = store.getSnapshot(run);
      return snapshot === null ? [] : asksOf(snapshot);
    })
    .toSorted((a, b) => a.askedAt - b.askedAt);
}

/** Throws `ask.unknown` for what nobody asks now. */
export function findAsk(store: Pick<Store, "getSnapshot">, id: string): AskView {
  const run = runOfGen(Gen(id));
  const snapshot = store.getSnapshot(run);
  const found = snapshot === null ? undefined : asksOf(snapshot).find((ask) => ask.id === id);
  if (found !== undefined) return found;
  throw new DroverError("ask.unknown", "Cannot find that request: it was answered, has expired, or never was.");
}

export interface Answer {
  readonly answer: "allow" | "deny" | "reply";
  readonly comment: string | null;
  readonly by: string;
}

/** The input that answers it. Throws `request.invalid` for an answer of the wrong kind. */
export function answerInput({ id, kind, step }: AskView, { answer, comment, by }: Answer): Input {
  if ((kind === "question") !== (answer === "reply"))
    throw new DroverError(
      "request.invalid",
      kind === "question"
        ? "Cannot allow or deny a question: answer it with `reply`, the words in `comment`."
        : "Cannot answer that in words: `allow` or `deny` it; a reason goes into `comment`.",
    );
  if (kind === "approval") {
    const name = answer === "deny" ? "deny" : "approve";
    return { type: "signal", name, step, gen: Gen(id), data: comment === null ? null : { comment }, sender: { by } };
  }
  const [gen = "", ...rest] = id.split("~");
  return { type: "decision", gen: Gen(gen), ask: rest.join("~"), decision: { answer, comment, by } };
}
