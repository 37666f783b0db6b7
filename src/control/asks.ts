import type { Ask } from "../core/ask.ts";
import { DroverError } from "../core/errors.ts";
import { shortId, type Gen, type RunId } from "../core/ids.ts";
import type { Activity } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** Something that a person can answer: a step that asks for approval, or a request of an agent that works in one. */
export interface Asking {
  readonly run: RunId;
  readonly step: string;
  /** `null`: the step itself asks. */
  readonly request: { readonly gen: Gen; readonly ask: Ask } | null;
}

/** What one activity of a run asks now. */
export function askingOf(run: RunId, { action, step, gen, asks = [] }: Activity): readonly Asking[] {
  if (step === null) return [];
  if (action === "approve") return [{ run, step, request: null }];
  return asks.flatMap((ask) => (ask.decision === null ? [{ run, step, request: { gen, ask } }] : []));
}

/** What a run and its children ask now. */
export function askingIn(store: Store, run: RunId): readonly Asking[] {
  const own = Object.values(store.getSnapshot(run)?.activities ?? {}).flatMap((activity) => askingOf(run, activity));
  const children = store.list({ parent: run, limit: Infinity });
  return [...own, ...children.flatMap((child) => askingIn(store, child.run))];
}

/** Which of them a command means. */
export interface Meant {
  /** `approve` or `answer`. */
  readonly command: string;
  readonly step: string | null;
  readonly ask: string | null;
}

/** The one that is meant; throws `signal.unexpected` for none, and for several with the commands that tell them apart. */
export function theOne(
  store: Store,
  run: RunId,
  { asking, meant }: { asking: readonly Asking[]; meant: Meant },
): Asking {
  const { command, step, ask } = meant;
  const fitting = asking.filter(
    (one) => (step === null || one.step === step) && (ask === null || one.request?.ask.id === ask),
  );
  const [first, second] = fitting;
  const name = shortId(run);
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const list = fitting.map((one) => commandFor(command, one, fitting)).join("\n  ");
    throw new DroverError(
      "signal.unexpected",
      `Cannot tell which request of run "${name}" is meant: ${fitting.length} are open. Name one:\n  ${list}`,
    );
  }
  const status = store.getSnapshot(run)?.status ?? "unknown";
  const noun = command === "approve" ? "approval" : "answer";
  const what = step === null ? `it asks for no ${noun} now` : `its step "${step}" asks for no ${noun} now`;
  throw new DroverError(
    "signal.unexpected",
    `Cannot ${command} run "${name}": ${what}; it is ${status}. \`drover show ${name}\` says more.`,
  );
}

/** The shortest command line that means this one among all that are open. */
export function commandFor(command: string, { run, step, request }: Asking, all: readonly Asking[]): string {
  const others = all.filter((one) => one.run === run);
  const inStep = others.filter((one) => one.step === step);
  const name = others.length > 1 ? ` ${step}` : "";
  const ask = request !== null && inStep.length > 1 ? ` --ask ${request.ask.id}` : "";
  return `drover ${command} ${shortId(run)}${name}${ask}`;
}

export const isQuestion = ({ request }: Asking): boolean => request?.ask.kind === "question";
