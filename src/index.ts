/** The public API. What does not stand here may change with any version. */

export { openApp, type App, type AppOptions } from "./app.ts";
export type { Catalog, LoadedWorkflow } from "./project/catalog.ts";
export { findProject, projectAt, type Project } from "./project/project.ts";

export { createEngine, systemClock, type Engine, type EnginePorts, type Recovered } from "./engine/index.ts";
export { openLmdbStore, type LmdbStoreOptions } from "./store/lmdb.ts";
export { openMemoryStore } from "./store/memory.ts";

export {
  checkInputs,
  formatDiagnostic,
  loadWorkflow,
  type Definition,
  type DiagnosticCode,
  type InputProblem,
  type InputsResult,
  type LoadOptions,
  type LoadResult,
  type WorkflowText,
} from "./definition/index.ts";

export { DroverError, ERRORS, type ErrorCode } from "./core/errors.ts";
export { isFinal, needsEngine } from "./core/run.ts";
export { makeRunId, RunId } from "./core/ids.ts";

export type { Action, Actions, Attempt, HaltReason } from "./core/action.ts";
export type { AgentOutput, AgentProfile, AgentProfiles } from "./core/agent.ts";
export type { Diagnostic } from "./core/diagnostic.ts";
export type { Effect } from "./core/effect.ts";
export type { EngineEvent, EventBody } from "./core/events.ts";
export type { CreateRun, DurableHost } from "./core/host.ts";
export type { DefinitionHash, Gen } from "./core/ids.ts";
export type { Input, JournalEntry, Sender } from "./core/input.ts";
export type { Json, JsonObject } from "./core/json.ts";
export type { ErrorClass, ErrorInfo, Outcome, OutcomeStatus } from "./core/outcome.ts";
export type { Clock, Ids, Secrets } from "./core/ports.ts";
export type {
  Activity,
  ParentLink,
  RunState,
  RunStatus,
  Snapshot,
  StepRecord,
  StepStatus,
  Stop,
  Timer,
  TimerKind,
  WorkspaceRecord,
} from "./core/run.ts";
export type { Commit, DueTimer, ListRuns, RunSummary, Store } from "./core/store.ts";
