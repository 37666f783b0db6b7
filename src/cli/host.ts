import path from "node:path";
import type { EngineEvent } from "../core/events.ts";
import type { ForkRequest } from "../control/fork/fork-run.ts";
import { makeRunId, RunId, type Gen } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { ProcessFiles } from "../core/process.ts";
import type { RunState, Snapshot } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { LoadedWorkflow } from "../project/catalog.ts";
import { callDaemon } from "../daemon/call.ts";
import { AUTO_ARGS, daemonStatus, startInBackground } from "../daemon/ensure.ts";
import { hearEvents } from "../daemon/hear.ts";
import type { Recovered } from "../engine/index.ts";
import type { Project } from "../project/project.ts";
import { userName } from "../user-name.ts";

/** A workflow that was loaded, and how it was named. */
interface Named {
  readonly name: string;
  readonly from: string;
  readonly workflow: LoadedWorkflow;
}

/** The engine as commands see it that start and follow runs: in this process, or in the daemon. */
export interface Host {
  /** True when runs go on without this process. */
  readonly isDaemon: boolean;
  readonly store: Pick<Store, "getState" | "getSnapshot" | "getDefinition" | "list">;
  state(run: RunId): RunState | null;
  watch(listener: (event: EngineEvent) => void): () => void;
  files(gen: Gen): ProcessFiles;
  start(named: Named, inputs: JsonObject): Promise<RunId>;
  /** A new run of the same definition with the same inputs. */
  again(old: Snapshot): Promise<RunId>;
  /** A new run that goes on from where another was. */
  fork(request: ForkRequest): Promise<RunId>;
  cancel(run: RunId): Promise<void>;
  /** Goes on with everything that was live; `null` where that goes on already. */
  resume(): Promise<Recovered | null>;
  /** Resolves when the daemon has gone and does not come back. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** DROVER_FOREGROUND=1 keeps commands from starting or using a daemon, as `--foreground` does. */
export const isForeground = (flags: { readonly foreground?: true }): boolean =>
  flags.foreground === true || process.env["DROVER_FOREGROUND"] === "1";

/** An engine in this process. Throws `engine.locked` when another one lives. */
export async function openOwnHost(project: Project, command: string, scripts = 0): Promise<Host> {
  const [{ openApp }, { prepareFork }] = await Promise.all([
    import("../app.ts"),
    import("../control/fork/fork-run.ts"),
  ]);
  const app = await openApp({ project, command, isAlone: true, scripts });
  return {
    isDaemon: false,
    store: app.store,
    state: (run) => app.engine.get(run),
    watch: (listener) => app.engine.watch(listener),
    files: (gen) => app.processes.files(gen),
    start: ({ workflow, from }, inputs) => app.start(workflow, inputs, { from }),
    again: ({ definition, inputs }) => app.engine.create({ definition, inputs }),
    fork: async (request) => (await prepareFork(app, request))(makeRunId(Date.now(), Math.random)),
    cancel: async (run) => void (await app.engine.deliver(run, cancelInput())),
    resume: () => app.resume(),
    gone: new Promise(() => undefined),
    close: () => app.close(),
  };
}

const cancelInput = () => ({ type: "cancel", reason: null, force: false, sender: { by: userName() } }) as const;

export interface Begun {
  readonly pid: number;
  /** Started for this command. */
  readonly isNew: boolean;
}

/** The project's daemon; one is started when there is none. */
export async function ensureDaemon(project: Project): Promise<Begun> {
  const status = await daemonStatus(project);
  if (status !== null) return { pid: status.pid, isNew: false };
  return { pid: (await startInBackground(project, AUTO_ARGS)).pid, isNew: true };
}

/** The daemon does the work; what it has committed is read from the store itself. */
export async function openDaemonHost(project: Project): Promise<Host> {
  const { openReading } = await import("../project/reading.ts");
  const listeners = new Set<(event: EngineEvent) => void>();
  const events = await hearEvents(project, (event) => {
    for (const listener of listeners) listener(event);
  });
  const reading = await openReading(project);
  const started = async (path_: string, body?: unknown): Promise<RunId> => {
    const { run } = await callDaemon<{ run: string }>(project, { method: "POST", path: path_, body });
    return RunId(run);
  };
  return {
    isDaemon: true,
    store: reading.store,
    state: (run) => stateOnDemand(reading.store, run),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    files: (gen) => reading.files(gen),
    start: ({ name, from }, inputs) => started("/runs", { workflow: nameForDaemon(name, from), inputs }),
    again: ({ run }) => started(`/runs/${run}/retry`),
    fork: ({ run, seq, step, files }) =>
      started(`/runs/${run}/fork`, { ...(seq !== null && { seq }), ...(step !== null && { step }), files }),
    cancel: async (run) => void (await callDaemon(project, { method: "POST", path: `/runs/${run}/cancel` })),
    resume: () => Promise.resolve(null),
    gone: events.gone,
    async close() {
      events.close();
      await reading.close();
    },
  };
}

/** The daemon works in the project's folder: a path is relative to where the command was given. */
const nameForDaemon = (name: string, from: string): string =>
  name.includes("/") || /\.ya?ml$/.test(name) ? path.resolve(from, name) : name;

/** Most looks at a run need no step records, and there may be a thousand of them. */
function stateOnDemand(store: Pick<Store, "getState" | "getSnapshot">, run: RunId): RunState | null {
  const snapshot = store.getSnapshot(run);
  if (snapshot === null) return null;
  let steps: RunState["steps"] | null = null;
  return {
    snapshot,
    get steps() {
      return (steps ??= store.getState(run)?.steps ?? {});
    },
  };
}
