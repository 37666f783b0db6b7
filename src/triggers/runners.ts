import type { LoadedTrigger } from "../project/trigger-files.ts";
import { afterKey, openAfter, type After } from "./after.ts";
import { openInboxes, type Inboxes, type InboxOptions, type InboxTrigger } from "./inbox/inbox.ts";
import type { DeadLetter, Taken } from "./contract.ts";
import type { Of, TriggerPorts } from "./ports.ts";
import { openSchedule, scheduleKey, type Schedule } from "./schedule.ts";
import { openWebhook, type Webhook } from "./webhook/webhook.ts";
import type { AfterSpec, ScheduleSpec, WebhookSpec } from "../definition/index.ts";

/** A trigger at work. */
export interface Runner {
  readonly trigger: LoadedTrigger;
  readonly webhook: Webhook | null;
  nextDue(): number | null;
  problem(): string | null;
  letters(): readonly DeadLetter[];
  replay(letter: DeadLetter): Promise<Taken>;
  close(): Promise<void>;
}

export interface Runners {
  get(name: string): Runner | null;
  all(): readonly Runner[];
  /** Puts these to work in place of those before; one that has not changed goes on undisturbed. */
  set(triggers: readonly LoadedTrigger[]): Promise<void>;
  close(): Promise<void>;
}

export function createRunners(ports: TriggerPorts, options: InboxOptions): Runners {
  const inboxes = openInboxes(ports, options);
  const running = new Map<string, Runner>();

  async function set(triggers: readonly LoadedTrigger[]): Promise<void> {
    const wanted = new Map(triggers.filter(({ spec }) => spec.isEnabled).map((one) => [one.spec.name, one]));
    for (const [name, runner] of running) {
      const next = wanted.get(name);
      if (next !== undefined && isSame(next, runner.trigger)) continue;
      running.delete(name);
      await runner.close();
      // A trigger that comes back some day begins then: what was due or ended meanwhile is none of its business.
      if (next === undefined) await forget(ports, name);
    }
    const off = triggers.filter(({ spec }) => !spec.isEnabled);
    for (const [name, trigger] of wanted) if (!running.has(name)) running.set(name, open(ports, inboxes, trigger));
    inboxes.set([...wanted.values()].filter(isInbox));
    for (const { spec } of off) await forget(ports, spec.name);
  }

  return {
    get: (name) => running.get(name) ?? null,
    all: () => [...running.values()],
    set,
    async close() {
      await Promise.all([inboxes.close(), ...[...running.values()].map((runner) => runner.close())]);
    },
  };
}

/** Where it stands makes no difference. */
const isSame = (a: LoadedTrigger, b: LoadedTrigger): boolean => textOf(a) === textOf(b);
const textOf = ({ spec, workflow }: LoadedTrigger): string =>
  JSON.stringify([workflow.hash, { ...spec, line: 0, column: 0 }]);

const isInbox = (trigger: LoadedTrigger): trigger is InboxTrigger => trigger.spec.kind === "inbox";

async function forget({ app: { store } }: TriggerPorts, name: string): Promise<void> {
  for (const key of [scheduleKey(name), afterKey(name)])
    if (store.getFact(key) !== null) await store.putFact(key, null);
}

type Parts = Pick<Runner, "replay"> & Partial<Runner>;

function open(ports: TriggerPorts, inboxes: Inboxes, trigger: LoadedTrigger): Runner {
  const { name } = trigger.spec;
  return {
    trigger,
    webhook: null,
    nextDue: () => null,
    problem: () => null,
    letters: () => ports.letters.list(name),
    close: () => Promise.resolve(),
    ...partsOf(ports, inboxes, trigger),
  };
}

function partsOf(ports: TriggerPorts, inboxes: Inboxes, trigger: LoadedTrigger): Parts {
  switch (trigger.spec.kind) {
    case "inbox": {
      const inbox = trigger as InboxTrigger;
      return {
        problem: () => inboxes.problem(inbox),
        letters: () => inboxes.letters(inbox),
        replay: (letter) => inboxes.replay(inbox, letter),
      };
    }
    case "schedule": {
      const schedule: Schedule = openSchedule(trigger as Of<ScheduleSpec>, ports);
      return { ...schedule };
    }
    case "webhook": {
      const webhook = openWebhook(trigger as Of<WebhookSpec>, ports);
      return { webhook, problem: () => webhook.problem(), replay: (letter) => webhook.replay(letter) };
    }
    case "after": {
      const after: After = openAfter(trigger as Of<AfterSpec>, ports);
      return { ...after };
    }
  }
}
