import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { App } from "../app.ts";
import { assertWorkflowPath } from "./workflow-path.ts";
import { prepareFork, type ForkRequest } from "./fork/fork-run.ts";
import { assertRetryable } from "./retry.ts";
import { stateOf } from "./run-view.ts";
import { DroverError } from "../core/errors.ts";
import { makeRunId, type RunId } from "../core/ids.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";

interface StartRequest {
  /** A name, or a path within the project. */
  readonly workflow: string;
  readonly inputs: JsonObject;
  /** Whether the path may lead out of the project: for those who can run anything here anyway. */
  readonly isTrusted: boolean;
  /** Printable ASCII: the same key gives the same run. `null`: a new run each time. */
  readonly key: string | null;
}

/** Starts runs for callers who may ask again when they heard no answer. */
export interface Starts {
  /**
   * Durable when it resolves. With a key the run's id is promised durably before the run is created. Throws `request.reused_key`
   * for a key of another request, `workspace.outside` for a path that leads out of the project, and what `App.start` throws.
   */
  start(request: StartRequest): Promise<RunId>;
  /** The same for a fork; throws what `prepareFork` throws. */
  fork(request: ForkRequest, key: string | null): Promise<RunId>;
  /** The same for a run that does again what another did; throws `run.unknown` and what `assertRetryable` throws. */
  again(run: RunId, key: string | null): Promise<RunId>;
}

const PREFIX = "start-once:";

export function createStarts(app: App): Starts {
  /** Two that ask at once with one key get one run. */
  const underWay = new Map<string, Promise<unknown>>();

  async function once(key: string, begin: Begin): Promise<RunId> {
    const former = underWay.get(key) ?? Promise.resolve();
    const own = former.catch(() => undefined).then(() => beginOnce(app, key, begin));
    underWay.set(key, own);
    try {
      return await own;
    } finally {
      if (underWay.get(key) === own) underWay.delete(key);
    }
  }

  return {
    async start({ workflow, inputs, key, isTrusted }) {
      if (!isTrusted) assertWorkflowPath(app.project, workflow);
      const from = app.project.root;
      if (key === null) return app.start(workflow, inputs, { from });
      return once(key, { request: [workflow, inputs], ready: async () => starting(app, workflow, inputs) });
    },
    async fork(request, key) {
      if (key === null) return (await prepareFork(app, request))(makeRunId(Date.now(), Math.random));
      const { run, seq, step, files } = request;
      return once(key, { request: ["fork", run, seq, step, files], ready: () => prepareFork(app, request) });
    },
    async again(run, key) {
      if (key === null) return startingAgain(app, run)(makeRunId(Date.now(), Math.random));
      return once(key, { request: ["again", run], ready: async () => startingAgain(app, run) });
    },
  };
}

/** What a key stands for. */
interface Begin {
  readonly request: readonly unknown[];
  /** Throws for what cannot be begun: that must not use up the key. */
  readonly ready: () => Promise<(run: RunId) => Promise<RunId>>;
}

function starting(app: App, workflow: string, inputs: JsonObject): (run: RunId) => Promise<RunId> {
  const from = app.project.root;
  const loaded = app.catalog.load(workflow, from);
  app.catalog.checkInputs(loaded.definition, inputs);
  return (run) => app.start(loaded, inputs, { from, run });
}

function startingAgain({ store, engine }: App, old: RunId): (run: RunId) => Promise<RunId> {
  const { snapshot } = stateOf(store, old);
  assertRetryable(snapshot);
  const { definition, inputs } = snapshot;
  return (run) => engine.create({ definition, inputs, run });
}

interface Promised {
  readonly run: RunId;
  /** What the key was first used for: SHA-256. */
  readonly request: string;
  readonly at: number;
  /** It was there: when it is gone, somebody has removed it, and it must not run a second time. Left out before that. */
  readonly isStarted?: true;
}

async function beginOnce(app: App, key: string, { request: what, ready }: Begin): Promise<RunId> {
  const request = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const fact = app.store.getFact(PREFIX + key) as Promised | null;
  if (fact !== null && fact.request !== request)
    throw new DroverError(
      "request.reused_key",
      "Cannot start the run: its Idempotency-Key was used for another request before. Use a new one.",
    );
  if (fact !== null && (fact.isStarted === true || app.store.getSnapshot(fact.run) !== null)) return fact.run;
  const begin = await ready();
  const promised = fact ?? (await promise(app, key, request));
  const run = await begin(promised.run);
  await app.store.putFact(PREFIX + key, { ...promised, isStarted: true });
  return run;
}

async function promise(app: App, key: string, request: string): Promise<Promised> {
  const at = Date.now();
  const promised = { run: makeRunId(at, Math.random), request, at };
  await app.store.putFact(PREFIX + key, promised);
  return promised;
}

/** How long a key is remembered: whoever asks again does so long before. */
const KEY_MS = 30 * 24 * 60 * 60_000;
const PAGE = 500;

/** Forgets the keys of starts that are older than 30 days, some hundred at a time; others may do their work between. Gives how many. */
export async function forgetKeys(store: Store, now: number, stopping?: AbortSignal): Promise<number> {
  let forgotten = 0;
  let after: string | null = null;
  for (;;) {
    const page = store.facts(PREFIX, { after, limit: PAGE }) as readonly (readonly [string, Json & Promised])[];
    const old = page.filter(([, promised]) => promised.at <= now - KEY_MS);
    await Promise.all(old.map(([key]) => store.putFact(key, null)));
    forgotten += old.length;
    after = page.at(-1)?.[0] ?? null;
    if (page.length < PAGE || stopping?.aborted === true) return forgotten;
    await nextTurn();
  }
}
