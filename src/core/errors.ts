/** How an error reaches people: `exit` for the CLI, `http` for the API. `retry`: the same call may work later. */
interface ErrorKind {
  readonly http: number;
  readonly exit: number;
  readonly retry: boolean;
  /** One line for docs/errors.md. */
  readonly meaning: string;
}

const kind = (http: number, exit: number, retry: boolean, meaning: string): ErrorKind => ({
  http,
  exit,
  retry,
  meaning,
});

/** Every error that Drover throws. Tested against docs/errors.md both ways. */
export const ERRORS = {
  "workflow.invalid": kind(422, 2, false, "The workflow file has mistakes; each is listed with its place."),
  "workflow.unknown": kind(404, 2, false, "No workflow of that name or path."),
  "layout.failed": kind(422, 1, false, "The workflow is too large to be drawn, or drawing it failed."),
  "workflow.ambiguous": kind(409, 2, false, "Several files define a workflow of that name; give the path."),
  "workflow.changed": kind(409, 2, false, "The file is not as it was when it was loaded; nothing was written."),
  "inputs.invalid": kind(422, 2, false, "Inputs are missing, unknown or of the wrong type."),
  "run.unknown": kind(404, 2, false, "No run of that id."),
  "run.ambiguous": kind(409, 2, false, "The shortened id fits several runs."),
  "run.final": kind(409, 2, false, "The run has ended; it takes no more input."),
  "run.not_final": kind(409, 2, false, "The run has not ended yet."),
  "run.exists": kind(409, 2, false, "There is a run of that id already."),
  "run.kept": kind(409, 2, false, "The run belongs to another, or its workspace holds work that would be lost."),
  "fork.files": kind(409, 2, false, "The files that the run had at that entry are not to be had."),
  "archive.invalid": kind(422, 2, false, "The file is no whole export of a run, or a newer Drover wrote it."),
  "signal.unexpected": kind(409, 2, false, "Nothing in the run waits for that signal now."),
  "step.unknown": kind(404, 2, false, "The run has no step of that id."),
  "journal.unknown": kind(404, 2, false, "The run's journal has no such entry."),
  "definition.missing": kind(500, 70, false, "The store has lost a definition that a run needs."),
  "engine.locked": kind(409, 75, true, "Another engine works on this state folder."),
  "engine.stopped": kind(503, 75, true, "The engine is stopping and takes no more input."),
  "store.damaged": kind(500, 74, false, "The store cannot be read; restore a backup."),
  "store.full": kind(507, 74, true, "The disk is full or the store has reached its size limit."),
  "store.read_only": kind(500, 77, false, "The state folder cannot be written."),
  "store.version": kind(500, 74, false, "The store was written by a newer Drover."),
  "workspace.not_a_repository": kind(422, 2, false, "The folder is not inside a git repository."),
  "workspace.no_commits": kind(422, 2, false, "The repository has no commit to start a branch from."),
  "workspace.unknown_base": kind(422, 2, false, "The base is no branch, tag or commit of the repository."),
  "workspace.branch_taken": kind(409, 2, false, "The branch exists already and belongs to something else."),
  "workspace.missing": kind(
    409,
    2,
    false,
    "The workspace is gone and its branch as well, or its folder is no worktree any more.",
  ),
  "workspace.outside": kind(422, 2, false, "A path leads out of the workspace or the repository."),
  "file.unknown": kind(404, 2, false, "The workspace has no such file or folder."),
  "workspace.dirty": kind(
    409,
    2,
    false,
    "The target has changes that the merge would touch, or something such as a rebase is in progress.",
  ),
  "workspace.conflict": kind(409, 2, false, "The merge has conflicts; they are listed."),
  "workspace.diverged": kind(409, 2, false, "A fast-forward is not possible: the target has commits of its own."),
  "workspace.git": kind(500, 1, true, "git failed; its message follows."),
  "agent.unknown": kind(404, 2, false, "No agent profile of that name."),
  "agent.invalid": kind(422, 2, false, "The agent profile has mistakes; each is listed with its place."),
  "agent.exists": kind(409, 2, false, "The project has an agent profile of that name already."),
  "agent.unheld": kind(422, 2, false, "A step's permissions cannot hold the agent: it asks nobody for leave."),
  "agent.missing": kind(422, 2, false, "The agent's program is not installed or not on PATH."),
  "recording.invalid": kind(422, 2, false, "The recording cannot be read."),
  "process.log": kind(404, 2, false, "That attempt has no such log."),
  "trigger.unknown": kind(404, 2, false, "No trigger of that name is at work."),
  "trigger.letter": kind(404, 2, false, "The trigger has no such dead letter."),
  "project.missing": kind(404, 2, false, "No .drover folder here; `drover init` makes one."),
  "project.config": kind(422, 2, false, "config.yaml has mistakes; each is listed with its place."),
  "secret.missing": kind(422, 2, false, "A secret that a step needs is not set."),
  "request.invalid": kind(400, 64, false, "The request does not fit its schema; each problem is listed."),
  "request.too_large": kind(413, 64, false, "The request is larger than is allowed."),
  "request.too_many": kind(429, 75, true, "Too many requests in a short time."),
  "request.reused_key": kind(422, 64, false, "The Idempotency-Key was used for another request before."),
  "route.unknown": kind(404, 64, false, "The API has no such path or method."),
  "auth.missing": kind(401, 77, false, "No token was given, or nobody knows it."),
  "auth.forbidden": kind(403, 77, false, "The token's role does not allow that."),
  "auth.origin": kind(403, 77, false, "The request's Host or Origin is not this daemon's."),
  "ask.unknown": kind(404, 2, false, "Nobody asks that now: it was answered, has expired, or never was."),
  "daemon.missing": kind(503, 69, true, "No daemon runs for this project; `drover serve` starts one."),
  "daemon.failed": kind(503, 69, true, "The daemon did not start; its log tells why."),
  "daemon.lost": kind(
    503,
    69,
    false,
    "The daemon went away before it answered; nobody knows whether it took the request.",
  ),
  "shell.denied": kind(403, 77, false, "config.yaml allows no such command to agents that come by MCP."),
  usage: kind(400, 64, false, "The command line was not understood."),
  internal: kind(500, 70, false, "A fault in Drover itself."),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** A broken contract, or something a person has to mend. The message says what could not be done, why, and what to do next. */
export class DroverError extends Error {
  override readonly name = "DroverError";
  readonly code: ErrorCode;
  /** Structured extras: diagnostics, conflicts, the owner of a lock. */
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? null;
  }

  get exitCode(): number {
    return ERRORS[this.code].exit;
  }

  get httpStatus(): number {
    return ERRORS[this.code].http;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retry;
  }
}
