import type { App } from "../app.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { DroverError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Clock, Secrets } from "../core/ports.ts";
import { systemClock } from "../engine/index.ts";
import { environmentSecrets } from "../project/secrets.ts";
import type { DeadLetter, Taken, TriggerInfo, WebhookRequest, WebhookResult } from "./contract.ts";
import { createLetters } from "./letters.ts";
import { infosOf } from "./list.ts";
import type { TriggerPorts } from "./ports.ts";
import { createRegistry, type FileState } from "./registry.ts";
import { watchForChanges } from "./reloading.ts";
import { createRunners, type Runner } from "./runners.ts";
import { createTally } from "./tally.ts";
import { createTurns } from "./turns.ts";
import type { Webhook } from "./webhook/webhook.ts";

/** What starts the runs of a project from outside. Everything that it says is plain values. */
export interface Triggers {
  list(): readonly TriggerInfo[];
  /** What a trigger could not start, oldest first. Throws `trigger.unknown`. */
  deadLetters(name: string): readonly DeadLetter[];
  /** Tries a dead letter again; when it starts a run, the letter is gone. Throws `trigger.unknown` and `trigger.letter`. */
  replay(name: string, letter: string): Promise<Taken>;
  /** Answers a request for `<webhooks>/<path>`. A run that it tells of is durable. */
  webhook(path: string, request: WebhookRequest): Promise<WebhookResult>;
  /** How many bytes of a body the webhook of a path takes; `null` where the path is nobody's. */
  largestBody(path: string): number | null;
  /** Reads the files again, now; resolves when what they say is in force. They are looked at from time to time by themselves. */
  reload(): Promise<void>;
  /** Takes nothing more, and resolves when nothing is under way. Before the app is closed. */
  close(): Promise<void>;
}

export interface TriggersOptions {
  readonly clock?: Clock;
  readonly secrets?: Secrets;
  /** How often folders are looked at, and files of the project. 500 unless told. */
  readonly pollMs?: number;
  /** How long nothing about a file has to change until it counts as complete. 300 unless told. */
  readonly settleMs?: number;
  /** Told of each file with mistakes, once for each set of them; an empty list when they are mended. */
  readonly onProblem?: (file: string, diagnostics: readonly Diagnostic[]) => void;
  /** Told of what must not happen; the triggers go on. A warning of the process unless told. */
  readonly onFault?: (error: unknown) => void;
}

const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error));

/** Puts a project's triggers to work. Call it behind `app.resume()`: what a crash has left is taken up first. */
export function openTriggers(app: App, options: TriggersOptions = {}): Triggers {
  const { pollMs = 500, settleMs = 300, onProblem = () => undefined, onFault = warn } = options;
  const ports = portsOf(app, options, onFault);
  const registry = createRegistry(app.project, app.catalog);
  const runners = createRunners(ports, { pollMs, settleMs });
  const turns = createTurns();
  const tell = tellingOnce(onProblem);

  async function read(): Promise<void> {
    registry.read();
    tell(registry.files);
    await runners.set(registry.files.flatMap(({ triggers }) => triggers));
  }
  const reload = (): Promise<void> => turns(read);
  // Whoever asks right behind this sees them at work.
  const first = read();
  void turns(() => first).catch(onFault);
  const { drover, workflows } = app.project;
  const changes = watchForChanges({
    marks: () => registry.marks(),
    reload,
    folders: [drover, workflows],
    pollMs,
    onFault,
  });

  const runner = (name: string): Runner => {
    const found = runners.get(name);
    if (found !== null) return found;
    const names = registry.files.flatMap(({ triggers }) => triggers.map(({ spec }) => spec.name));
    throw unknownTrigger(name, names);
  };
  const webhookAt = (at: string): Webhook | null => {
    const wanted = at.replace(/^\//, "");
    const found = runners.all().find(({ trigger: { spec } }) => spec.kind === "webhook" && spec.path === wanted);
    return found?.webhook ?? null;
  };
  return {
    list: () => infosOf(registry.files, runners, ports.tally),
    deadLetters: (name) => runner(name).letters(),
    replay: async (name, id) => replay(runner(name), id),
    webhook: async (at, request) => webhookAt(at)?.take(request) ?? NOBODY,
    largestBody: (at) => webhookAt(at)?.maxBytes ?? null,
    reload,
    async close() {
      changes.close();
      await turns(() => runners.close());
      await ports.tally.settled();
    },
  };
}

const portsOf = (app: App, { clock, secrets }: TriggersOptions, onFault: (error: unknown) => void): TriggerPorts => ({
  app,
  clock: clock ?? systemClock,
  secrets: secrets ?? environmentSecrets,
  tally: createTally(app.store),
  letters: createLetters(app.store),
  onFault,
});

async function replay(runner: Runner, id: string): Promise<Taken> {
  const letter = runner.letters().find((one) => one.id === id);
  if (letter !== undefined) return runner.replay(letter);
  const { name } = runner.trigger.spec;
  throw new DroverError("trigger.letter", `Cannot replay "${id}": the trigger "${name}" has no such dead letter.`);
}

const NOBODY: WebhookResult = {
  status: 404,
  outcome: "refused",
  trigger: null,
  run: null,
  message: "No webhook has this path.",
};

function unknownTrigger(name: string, names: readonly string[]): DroverError {
  const near = nearest(name, names);
  const hint = near === null ? `Known triggers: ${names.join(", ") || "none"}.` : `Did you mean "${near}"?`;
  return new DroverError("trigger.unknown", `Cannot find a trigger "${name}" that is at work. ${hint}`);
}

/** Each set of mistakes of a file is told once; that they are mended, as well. */
function tellingOnce(onProblem: NonNullable<TriggersOptions["onProblem"]>): (files: readonly FileState[]) => void {
  const told = new Map<string, string>();
  return (files) => {
    const names = new Set([...told.keys(), ...files.map(({ file }) => file)]);
    for (const name of names) {
      const diagnostics = files.find(({ file }) => file === name)?.diagnostics ?? [];
      const text = JSON.stringify(diagnostics);
      if ((told.get(name) ?? "[]") === text) continue;
      told.set(name, text);
      onProblem(name, diagnostics);
    }
  };
}
