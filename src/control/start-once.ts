import { createHash } from "node:crypto";
import type { App } from "../app.ts";
import { assertWorkflowPath } from "./workflow-path.ts";
import { DroverError } from "../core/errors.ts";
import { makeRunId, type RunId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

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
}

const PREFIX = "start-once:";

export function createStarts(app: App): Starts {
  /** Two that ask at once with one key get one run. */
  const underWay = new Map<string, Promise<unknown>>();
  return {
    async start(request) {
      const { workflow, inputs, key, isTrusted } = request;
      if (!isTrusted) assertWorkflowPath(app.project, workflow);
      if (key === null) return app.start(workflow, inputs, { from: app.project.root });
      const former = underWay.get(key) ?? Promise.resolve();
      const own = former.catch(() => undefined).then(() => startOnce(app, { ...request, key }));
      underWay.set(key, own);
      try {
        return await own;
      } finally {
        if (underWay.get(key) === own) underWay.delete(key);
      }
    },
  };
}

interface Promised {
  readonly run: RunId;
  /** What the key was first used for: SHA-256. */
  readonly request: string;
  readonly at: number;
  /** It was there: when it is gone, somebody has removed it, and it must not run a second time. Left out before that. */
  readonly isStarted?: true;
}

async function startOnce(app: App, { workflow, inputs, key }: StartRequest & { readonly key: string }): Promise<RunId> {
  const from = app.project.root;
  const request = createHash("sha256")
    .update(JSON.stringify([workflow, inputs]))
    .digest("hex");
  const fact = app.store.getFact(PREFIX + key) as Promised | null;
  if (fact !== null && fact.request !== request)
    throw new DroverError(
      "request.reused_key",
      "Cannot start the run: its Idempotency-Key was used for another request before. Use a new one.",
    );
  if (fact !== null && (fact.isStarted === true || app.store.getSnapshot(fact.run) !== null)) return fact.run;
  // What cannot be started must not use up the key.
  const loaded = app.catalog.load(workflow, from);
  app.catalog.checkInputs(loaded.definition, inputs);
  const promised = fact ?? (await promise(app, key, request));
  const run = await app.start(loaded, inputs, { from, run: promised.run });
  await app.store.putFact(PREFIX + key, { ...promised, isStarted: true });
  return run;
}

async function promise(app: App, key: string, request: string): Promise<Promised> {
  const at = Date.now();
  const promised = { run: makeRunId(at, Math.random), request, at };
  await app.store.putFact(PREFIX + key, promised);
  return promised;
}
