import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createAgentAction } from "./actions/agent.ts";
import { keepingFiles } from "./actions/checkpoints.ts";
import { createGitCommitAction } from "./actions/git-commit.ts";
import { createGitMergeAction } from "./actions/git-merge.ts";
import { createRunAction, type ChildEnvironment } from "./actions/run.ts";
import { createWorkspaceArchiveAction } from "./actions/workspace-archive.ts";
import { createWorkspaceOpenAction } from "./actions/workspace-open.ts";
import type { Action, Actions } from "./core/action.ts";
import type { Breakers } from "./core/breaker.ts";
import type { ProcessHost } from "./core/process.ts";
import type { WorkspaceRecord } from "./core/run.ts";
import type { Store } from "./core/store.ts";
import {
  createBreakers,
  createEngine,
  openMailbox,
  systemClock,
  type Engine,
  type EnginePorts,
  type Recovered,
} from "./engine/index.ts";
import { childEnvironment } from "./executors/environment.ts";
import { EXECUTORS } from "./executors/executors.ts";
import { createProcessHost, processIdentity, type DetachedProcesses } from "./executors/supervisor/index.ts";
import type { Catalog } from "./project/catalog.ts";
import { openCatalog } from "./project/catalog.ts";
import type { Project } from "./project/project.ts";
import { readConversationOf } from "./project/reading.ts";
import { runIdFrom } from "./run-id-from.ts";
import { createRunStarter, type StartRun } from "./run-starter.ts";
import { environmentSecrets, secretlessLogs } from "./project/secrets.ts";
import { openLmdbStore } from "./store/lmdb.ts";
import { takeEngineLock } from "./store/lock.ts";
import { createWorkspaces } from "./workspace/workspaces.ts";
import { createWorkspaceViews } from "./workspace/views.ts";
import type { Workspaces, WorkspaceViews } from "./core/workspace.ts";

/** Everything put together for one project: the engine, what it stores, and the files it reads. */
export interface App {
  readonly project: Project;
  readonly engine: Engine;
  readonly store: Store;
  readonly catalog: Catalog;
  readonly processes: ProcessHost;
  readonly workspaces: Workspaces & WorkspaceViews;
  /** What every child gets of this process's environment, and no more. */
  readonly environment: Readonly<Record<string, string>>;
  /** Checks the inputs, stores the definition with its children, creates the run. Durable when it resolves. */
  readonly start: StartRun;
  /** Takes the letters of other processes and goes on with everything that was live. */
  resume(): Promise<Recovered>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly project: Project;
  /** What this process does, for the message that a second engine gets. */
  readonly command: string;
  /** This process has nothing to do but the runs: see `LmdbStoreOptions.isAlone`. */
  readonly isAlone?: boolean;
  /** False takes inputs durably and performs nothing: the next engine does. */
  readonly perform?: boolean;
  /** How many scripts are about to be started at once. */
  readonly scripts?: number;
  /** Stands between the engine and everything outside of it: to count, and for tests. */
  readonly around?: (ports: EnginePorts) => EnginePorts;
}

/** Opens the one engine of a project's state folder; throws `engine.locked` when there is one already. */
export async function openApp(options: AppOptions): Promise<App> {
  const { project, command } = options;
  // First, since a mistake in the project's files must leave the state as it is: nothing taken, nothing open.
  const catalog = openCatalog(project);
  makeStateFolder(project);
  const lock = takeEngineLock({ folder: project.state, identity: processIdentity, command });
  let processes: DetachedProcesses | null = null;
  try {
    const environment = childEnvironment(process.env, catalog.config.inherit);
    const attempts = path.join(project.state, "attempts");
    processes = createProcessHost({ folder: attempts, environment: environment({}) });
    // The first shells get ready while the store is opened.
    if (options.perform ?? true) processes.prepare(options.scripts);
    const store = await openLmdbStore({
      folder: path.join(project.state, "store"),
      isAlone: options.isAlone ?? false,
      identity: processIdentity,
    });
    return assemble(options, { catalog, store, lock, environment, processes });
  } catch (error) {
    processes?.release();
    lock.release();
    throw error;
  }
}

/** The state is nobody's business but this machine's: git does not see it, whoever made the project. */
function makeStateFolder({ state }: Project): void {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const ignore = path.join(state, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

interface Parts {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly lock: { release(): void };
  readonly environment: ChildEnvironment;
  readonly processes: DetachedProcesses;
}

function assemble(options: AppOptions, { catalog, store, lock, environment, processes }: Parts): App {
  const { project, perform = true, around = (ports) => ports } = options;
  const workspaces = workspacesOf(project);
  const onFault = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error));
  const breakers = createBreakers(store, systemClock);
  const ports: EnginePorts = {
    store,
    clock: systemClock,
    ids: { random: Math.random },
    actions: actionsOf(catalog, { processes, environment, workspaces, breakers, onFault }),
    secrets: environmentSecrets,
    reap: (isOwned) => processes.reap(isOwned),
    perform,
    onFault,
    childId: runIdFrom,
  };
  const engine = createEngine(around(ports));
  let mailbox: { close(): void } | null = null;
  let recovered: Promise<Recovered> | null = null;

  function resume(): Promise<Recovered> {
    mailbox ??= openMailbox(mailboxOf(project), async (run, input, dedupe) => {
      await recovered;
      return engine.deliver(run, input, dedupe);
    });
    return (recovered ??= engine.recover());
  }

  return {
    project,
    engine,
    store,
    catalog,
    processes,
    workspaces,
    environment: environment({}),
    // An engine that has not taken up what was live rings no timer; nobody should have to remember that.
    start: createRunStarter({ catalog, store, engine, workspaces, ready: async () => perform && resume() }),
    resume,
    async close() {
      mailbox?.close();
      await engine.close();
      processes.release();
      await store.close();
      lock.release();
    },
  };
}

const workspacesOf = ({ root, state }: Project): Workspaces & WorkspaceViews => ({
  ...createWorkspaces({ project: root, stateFolder: state }),
  ...createWorkspaceViews(state),
});

export const mailboxOf = (project: Project): string => path.join(project.state, "mailbox");

interface Outside {
  readonly processes: ProcessHost;
  readonly environment: ChildEnvironment;
  readonly workspaces: Workspaces;
  readonly breakers: Breakers;
  readonly onFault: (error: unknown) => void;
}

function actionsOf(catalog: Catalog, { processes, environment, workspaces, breakers, onFault }: Outside): Actions {
  const { config, profiles, prices } = catalog;
  const ports = { processes, logs: secretlessLogs, environment };
  const changed = (workspace: WorkspaceRecord): Promise<readonly string[]> => workspaces.changed(workspace);
  const actions: Action[] = [
    createRunAction(ports),
    createAgentAction({
      ...ports,
      profiles,
      executors: EXECUTORS,
      defaultAgent: config.agent,
      changed,
      conversations: (gen) => readConversationOf(processes.files(gen)),
      breakers,
      clock: systemClock,
      priced: prices.priced,
    }),
    createGitCommitAction({ workspaces }),
    createGitMergeAction({ workspaces }),
    createWorkspaceArchiveAction({ workspaces }),
    createWorkspaceOpenAction({ workspaces, defaults: config.workspace }),
  ];
  const keeping = { workspaces, of: config.checkpoints, onFault };
  return new Map(actions.map((action) => [action.name, restoring(workspaces, keepingFiles(keeping, action))]));
}

/** A worktree whose folder was removed by hand is added again from its branch before anything works in it, and that is told. */
function restoring(workspaces: Workspaces, action: Action): Action {
  if (action.name.startsWith("workspace.")) return action;
  return {
    ...action,
    async perform(attempt) {
      const { run, workspace } = attempt;
      const isThere = workspace?.kind !== "worktree" || existsSync(workspace.path);
      if (isThere) return action.perform(attempt);
      await workspaces.restore(run, workspace);
      return { ...(await action.perform(attempt)), note: RESTORED };
    },
  };
}

const RESTORED =
  "its worktree was gone and was added again from its branch; what was neither committed nor kept is not in it";
