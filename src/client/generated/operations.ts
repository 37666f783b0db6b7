// Made by `npm run generate` from schemas/openapi.json. Do not edit.

/**
 * Where a forked run comes from; null for a run that was started.
 */
export type ForkOrigin = {
  /**
   * A run's id.
   */
  run: string;
  /**
   * The entry in that run's journal after which this one goes its own way.
   */
  seq: number;
  /**
   * Which files it has begun with.
   */
  files?: {
    /**
     * `entry`: those after entry `seq`; `base`: those of the commit that the branch started from; `now`: those of when it was forked; `place`: it works in the same folder; `new`: those of any new run.
     */
    of: "entry" | "base" | "now" | "place" | "new";
    seq: number | null;
    /**
     * Something has ended between those files and the entry; what it changed is not in them.
     */
    isOlder: boolean;
  };
} | null;
/**
 * Why a step or a run failed.
 */
export type ErrorInfo = {
  message?: string;
  code?: string | null;
  class?: string | null;
  at?: string | null;
  [k: string]: unknown;
} | null;

export interface Operations {
  /**
   * All workflows by name, the shipped ones and those with mistakes included
   */
  listWorkflows: {
    request: {};
    /**
     * By name
     */
    result: {
      items: WorkflowSummary[];
    };
  };
  /**
   * Every mistake of a text, as though it were a workflow file of the project; nothing is written
   */
  validateWorkflow: {
    request: {
      body: {
        text: string;
        /**
         * The file's name without its ending.
         */
        name?: string;
      };
    };
    /**
     * With mistakes as well
     */
    result: {
      /**
       * The hash of its definition; null with mistakes.
       */
      definition: string | null;
      /**
       * JSON Schema.
       */
      inputs: {
        [k: string]: unknown;
      } | null;
      /**
       * How many.
       */
      errors: number;
      warnings: number;
      diagnostics: Diagnostic[];
    };
  };
  /**
   * What a run of a text would follow: its frozen definition and the machine that it is; nothing is written
   */
  freezeWorkflow: {
    request: {
      body: {
        text: string;
        /**
         * The file's name without its ending.
         */
        name?: string;
      };
    };
    result: FrozenDefinition;
  };
  /**
   * Write a workflow's text into the project's own file of that name
   */
  saveWorkflow: {
    request: {
      /**
       * Its name, or the path of a file below .drover/workflows that is there.
       */
      workflow: string;
      body: {
        text: string;
        /**
         * The `revision` of the text that is replaced; null where the project has no such file yet.
         */
        expected: string | null;
      };
    };
    result: Workflow;
  };
  /**
   * A workflow: its text, its mistakes, and the JSON Schema of its inputs
   */
  getWorkflow: {
    request: {
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    result: Workflow;
  };
  /**
   * The machine that a workflow becomes: every state, every way
   */
  getWorkflowGraph: {
    request: {
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    result: Graph;
  };
  /**
   * A workflow as a text tree, or as a Mermaid stateDiagram-v2
   */
  drawWorkflow: {
    request: {
      format?: "tree" | "mermaid";
      /**
       * As it is written, or with every state and way of the machine.
       */
      level?: "steps" | "machine";
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    /**
     * The diagram
     */
    result: {
      text: string;
    };
  };
  /**
   * What a run follows as a text tree, or as a Mermaid stateDiagram-v2
   */
  drawRun: {
    request: {
      format?: "tree" | "mermaid";
      /**
       * As it is written, or with every state and way of the machine.
       */
      level?: "steps" | "machine";
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * The diagram
     */
    result: {
      text: string;
    };
  };
  /**
   * What a run follows, laid out as a picture
   */
  getRunLayout: {
    request: {
      /**
       * As it is written, or with every state and way of the machine.
       */
      detail?: "steps" | "machine";
      /**
       * A run's id.
       */
      run: string;
    };
    result: Layout;
  };
  /**
   * A workflow laid out as a picture
   */
  getWorkflowLayout: {
    request: {
      /**
       * As it is written, or with every state and way of the machine.
       */
      detail?: "steps" | "machine";
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    result: Layout;
  };
  /**
   * A workflow as an SVG, light or dark as its reader prefers
   */
  getWorkflowPicture: {
    request: {
      /**
       * As it is written, or with every state and way of the machine.
       */
      detail?: "steps" | "machine";
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    result: Blob;
  };
  /**
   * The machine that a workflow becomes, as the configuration of an XState v5 machine
   */
  getWorkflowXState: {
    request: {
      /**
       * A workflow's name, or its path within the project.
       */
      workflow: string;
    };
    /**
     * JSON
     */
    result: {
      [k: string]: unknown;
    };
  };
  /**
   * The machine that a run follows, as the configuration of an XState v5 machine
   */
  getRunXState: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * JSON
     */
    result: {
      [k: string]: unknown;
    };
  };
  /**
   * A text laid out as though it were a workflow file of the project; nothing is written
   */
  layOutText: {
    request: {
      body: {
        text: string;
        /**
         * The file's name without its ending.
         */
        name?: string;
        /**
         * As it is written, or with every state and way of the machine.
         */
        detail?: "steps" | "machine";
      };
    };
    result: Layout;
  };
  /**
   * Start a run
   */
  startRun: {
    request: {
      "idempotency-key"?: string;
      body: {
        /**
         * A workflow's name, or its path within the project.
         */
        workflow: string;
        inputs?: {
          [k: string]: unknown;
        };
      };
    };
    /**
     * It is durable.
     */
    result: {
      /**
       * A run's id.
       */
      run: string;
    };
  };
  /**
   * List runs, the newest first
   */
  listRuns: {
    request: {
      status?: ("queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled")[];
      workflow?: string;
      /**
       * A run's id: only its children. `none`: only runs without a parent.
       */
      parent?: string;
      /**
       * Part of the id, the workflow or a text of the inputs.
       */
      q?: string;
      limit?: number;
      /**
       * `next` of the page before.
       */
      cursor?: string;
    };
    /**
     * A page
     */
    result: {
      items: RunSummary[];
      next: string | null;
    };
  };
  /**
   * One run, with its steps and what it waits for
   */
  getRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    result: Run;
  };
  /**
   * Forget an ended run with its child runs and their logs
   */
  deleteRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * They are gone.
     */
    result: {
      /**
       * Items: A run's id.
       */
      removed: string[];
    };
  };
  /**
   * Cancel a run; its `finally` steps still run
   */
  cancelRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      body?: {
        reason?: string;
        /**
         * Cancel the `finally` steps as well.
         */
        force?: boolean;
      } | null;
    };
    result: Run;
  };
  /**
   * Start a new run of the same definition with the same inputs
   */
  retryRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      "idempotency-key"?: string;
    };
    /**
     * It is durable.
     */
    result: {
      /**
       * A run's id.
       */
      run: string;
    };
  };
  /**
   * Send an event to a run
   */
  sendSignal: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      "idempotency-key"?: string;
      body: {
        name: string;
        /**
         * Only this step may take it.
         */
        step?: string;
        /**
         * What the event carries.
         */
        data?: unknown;
      };
    };
    result: Run;
  };
  /**
   * Start a new run that goes on from where another was
   */
  forkRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      "idempotency-key"?: string;
      body?: {
        /**
         * The entry. Left out: the last one that can be forked.
         */
        seq?: number;
        /**
         * Instead of `seq`: the entry at which the last visit of this step began.
         */
        step?: string;
        /**
         * What a worktree begins with: the files of that entry, those that the run has now, or those of the commit that its branch started from.
         */
        files?: "entry" | "now" | "base";
      } | null;
    };
    /**
     * It is durable.
     */
    result: {
      /**
       * A run's id.
       */
      run: string;
      forkedFrom: ForkOrigin;
    };
  };
  /**
   * The inputs that a run has taken, and the events that came of each
   */
  getJournal: {
    request: {
      /**
       * Only entries with a greater `seq`.
       */
      after?: number;
      limit?: number;
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * A page
     */
    result: {
      items: JournalEntry[];
      /**
       * `after` of the next page.
       */
      next: number | null;
    };
  };
  /**
   * One entry of a journal, and everything that followed from it
   */
  getEntry: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      seq: number;
    };
    /**
     * What was decided
     */
    result: {
      entry: JournalEntry;
      effects: {
        [k: string]: unknown;
      }[];
      steps: {
        [k: string]: Step;
      };
      timers: {
        set: {
          [k: string]: unknown;
        }[];
        clear: {
          [k: string]: unknown;
        }[];
      };
      context: {
        [k: string]: unknown;
      };
    };
  };
  /**
   * Every start of a process in a run
   */
  listAttempts: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * In the order of starting
     */
    result: {
      items: Attempt[];
    };
  };
  /**
   * A run as it was after one entry of its journal
   */
  getSnapshot: {
    request: {
      seq: number;
      /**
       * A run's id.
       */
      run: string;
    };
    result: Run;
  };
  /**
   * The ways that a run has gone, up to an entry of its journal
   */
  getTrail: {
    request: {
      /**
       * The last entry when left out.
       */
      seq?: number;
      /**
       * A run's id.
       */
      run: string;
    };
    result: Trail;
  };
  /**
   * The events that a run would take now, and what their data ought to hold
   */
  listOfferedEvents: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * None for a run that has ended
     */
    result: {
      items: OfferedEvent[];
    };
  };
  /**
   * What a run follows, whatever its file says by now: its frozen definition and the machine that it is
   */
  getDefinition: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    result: FrozenDefinition;
  };
  /**
   * Messages that wait for an agent of the run, the oldest first
   */
  listMessages: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * What was said is not among them
     */
    result: {
      items: Message[];
    };
  };
  /**
   * Say something to the run's agent
   */
  sendMessage: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      "idempotency-key"?: string;
      body: {
        text: string;
        /**
         * Only an agent of this step may hear it.
         */
        step?: string;
      };
    };
    /**
     * It is durable.
     */
    result: {
      message: string;
    };
  };
  /**
   * Give a message that still waits another text
   */
  editMessage: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      /**
       * The message's id.
       */
      message: string;
      body: {
        text: string;
      };
    };
    result: Message;
  };
  /**
   * Take back a message that still waits
   */
  removeMessage: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      /**
       * The message's id.
       */
      message: string;
    };
    /**
     * It is gone.
     */
    result: {
      message: string;
    };
  };
  /**
   * The worktrees of all runs that are still there, the newest first
   */
  listWorkspaces: {
    request: {};
    /**
     * A child run that works in its parent's has none of its own
     */
    result: {
      items: Workspace[];
    };
  };
  /**
   * Where a run works
   */
  getWorkspace: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    result: Workspace;
  };
  /**
   * What a run has changed against the commit that it began with
   */
  getDiff: {
    request: {
      /**
       * Only this file or folder, relative to the top of the working tree.
       */
      path?: string;
      /**
       * A run's id.
       */
      run: string;
    };
    result: Diff;
  };
  /**
   * A folder of a run's workspace
   */
  listFiles: {
    request: {
      /**
       * Relative to the workspace; its top when left out.
       */
      path?: string;
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * By name; at most 5,000
     */
    result: {
      items: FolderEntry[];
    };
  };
  /**
   * A file of a run's workspace, its first MiB
   */
  readFile: {
    request: {
      /**
       * Relative to the workspace.
       */
      path: string;
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * As it is now
     */
    result: {
      path: string;
      /**
       * Bytes.
       */
      size: number;
      encoding: "utf8" | "base64";
      content: string;
      /**
       * The file is larger.
       */
      isCut: boolean;
    };
  };
  /**
   * Remove the worktree of a run that has ended
   */
  archiveWorkspace: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    /**
     * Done, save where `removed` is false: it is locked, or holds repositories of its own.
     */
    result: {
      removed: boolean;
      checkpoint: string | null;
    };
  };
  /**
   * Approvals and questions that wait for a person, the oldest first
   */
  listAsks: {
    request: {};
    /**
     * All of them
     */
    result: {
      items: Ask[];
    };
  };
  /**
   * One of them
   */
  getAsk: {
    request: {
      ask: string;
    };
    result: Ask;
  };
  /**
   * Allow, deny, or answer a question
   */
  answerAsk: {
    request: {
      ask: string;
      body: {
        /**
         * `reply`: the answer to a question, in `comment`.
         */
        answer: "allow" | "deny" | "reply";
        /**
         * A reason, for the record and for the agent.
         */
        comment?: string;
      };
    };
    /**
     * It is durable.
     */
    result: {
      run?: string;
    };
  };
  /**
   * A piece of what an attempt's process wrote
   */
  readLog: {
    request: {
      stream?: "stdout" | "stderr";
      /**
       * Bytes.
       */
      offset?: number;
      /**
       * Bytes.
       */
      limit?: number;
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    result: LogPiece;
  };
  /**
   * What an agent said and did, as normalised entries
   */
  listEntries: {
    request: {
      /**
       * The number of the first one, from 0.
       */
      from?: number;
      limit?: number;
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    /**
     * In order
     */
    result: {
      items: {
        [k: string]: unknown;
      }[];
      isEnded: boolean;
      /**
       * How many there are by now; of a page only.
       */
      total?: number;
    };
  };
  /**
   * Lines of what an attempt's process wrote, around a place in it
   */
  readLogLines: {
    request: {
      stream?: "stdout" | "stderr";
      /**
       * Bytes.
       */
      from?: number;
      /**
       * Bytes.
       */
      before?: number;
      /**
       * `from` may lie within a line, which then is the first.
       */
      align?: boolean;
      /**
       * Bytes.
       */
      limit?: number;
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    /**
     * In order
     */
    result: {
      lines: {
        /**
         * Bytes.
         */
        offset: number;
        text: string;
        /**
         * False: it goes on, or may still grow.
         */
        isWhole: boolean;
      }[];
      /**
       * Where the first line begins.
       */
      from: number;
      /**
       * Where to go on.
       */
      next: number;
      /**
       * Bytes.
       */
      size: number;
      /**
       * Nothing is added any more.
       */
      isEnded: boolean;
    };
  };
  /**
   * Where a text stands in what an attempt's process wrote
   */
  searchLog: {
    request: {
      stream?: "stdout" | "stderr";
      /**
       * Taken literally.
       */
      q: string;
      /**
       * Bytes.
       */
      from?: number;
      /**
       * Bytes.
       */
      before?: number;
      limit?: number;
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    /**
     * In the order of the search
     */
    result: {
      hits: {
        /**
         * Bytes.
         */
        offset: number;
        /**
         * Bytes.
         */
        length: number;
      }[];
      next: number | null;
      /**
       * Bytes.
       */
      size: number;
    };
  };
  /**
   * Everything that an attempt's process has written, as a file; secrets are stars
   */
  downloadLog: {
    request: {
      stream?: "stdout" | "stderr";
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    result: Blob;
  };
  /**
   * The numbers of the entries that hold a text
   */
  searchEntries: {
    request: {
      /**
       * Taken literally.
       */
      q: string;
      /**
       * The number of the first one to look at.
       */
      from?: number;
      backward?: boolean;
      limit?: number;
      /**
       * The attempt's generation.
       */
      gen: string;
    };
    /**
     * In the order of the search
     */
    result: {
      hits: number[];
      next: number | null;
    };
  };
  /**
   * An ended run with its child runs and their logs, as one file that `importRun` takes
   */
  exportRun: {
    request: {
      /**
       * A run's id.
       */
      run: string;
    };
    result: Blob;
  };
  /**
   * Bring an exported run back, to be read
   */
  importRun: {
    request: {
      body: {
        /**
         * A path on the daemon's machine.
         */
        file: string;
      };
    };
    /**
     * It is there.
     */
    result: {
      /**
       * A run's id.
       */
      run: string;
    };
  };
  /**
   * Forget ended runs by their age and number
   */
  pruneRuns: {
    request: {
      body: {
        /**
         * Only those that ended longer ago.
         */
        olderMs?: number;
        /**
         * The newest that many stay.
         */
        keep: number;
        /**
         * A folder to export each to before.
         */
        archive?: string;
      };
    };
    /**
     * What has become of each that could go
     */
    result: {
      items: {
        /**
         * A run's id.
         */
        run: string;
        /**
         * Why it stays.
         */
        kept: string | null;
      }[];
    };
  };
  /**
   * What starts runs from outside, and what became of it
   */
  listTriggers: {
    request: {};
    /**
     * All of them
     */
    result: {
      items: {
        name: string;
        kind: string | null;
        workflow: string | null;
        file: string;
        line: number;
        column: number;
        state: "active" | "failing" | "disabled";
        diagnostics: Diagnostic[];
        /**
         * What keeps it from working that is no mistake in a file.
         */
        problem?: string | null;
        /**
         * Of a schedule. Milliseconds since 1970.
         */
        nextDue?: number | null;
        lastRun?: {
          run?: string;
          at?: number;
        } | null;
        counts: {
          started?: number;
          rejected?: number;
          skipped?: number;
        };
      }[];
    };
  };
  /**
   * Read the triggers' files again, now
   */
  reloadTriggers: {
    request: {};
    /**
     * All of them
     */
    result: {
      items: {
        name: string;
        kind: string | null;
        workflow: string | null;
        file: string;
        line: number;
        column: number;
        state: "active" | "failing" | "disabled";
        diagnostics: Diagnostic[];
        /**
         * What keeps it from working that is no mistake in a file.
         */
        problem?: string | null;
        /**
         * Of a schedule. Milliseconds since 1970.
         */
        nextDue?: number | null;
        lastRun?: {
          run?: string;
          at?: number;
        } | null;
        counts: {
          started?: number;
          rejected?: number;
          skipped?: number;
        };
      }[];
    };
  };
  /**
   * What a trigger could not start
   */
  listDeadLetters: {
    request: {
      trigger: string;
    };
    /**
     * All of them
     */
    result: {
      items: {
        id: string;
        at: number;
        reason: string;
        file: string | null;
        about?: unknown;
      }[];
    };
  };
  /**
   * Try a dead letter again
   */
  replayDeadLetter: {
    request: {
      trigger: string;
      letter: string;
    };
    /**
     * What became of it; a run that it tells of is durable.
     */
    result: {
      outcome: "started" | "known" | "skipped" | "rejected";
      run?: string;
      reason?: string;
    };
  };
  /**
   * All agent profiles by name, the shipped ones included
   */
  listAgents: {
    request: {};
    /**
     * Variants are named by their profiles
     */
    result: {
      items: Agent[];
    };
  };
  /**
   * Add a profile to the project
   */
  addAgent: {
    request: {
      body: {
        name: string;
        /**
         * As it stands in a file: schemas/agent.schema.json.
         */
        profile: {
          [k: string]: unknown;
        };
      };
    };
    result: Agent;
  };
  /**
   * A profile with everything that it extends
   */
  getAgent: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
    };
    result: Agent;
  };
  /**
   * Write the project's own profile of that name, new or not
   */
  putAgent: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
      /**
       * As it stands in a file: schemas/agent.schema.json.
       */
      body: {
        [k: string]: unknown;
      };
    };
    result: Agent;
  };
  /**
   * Remove the project's own profile of that name
   */
  removeAgent: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
    };
    /**
     * It is gone.
     */
    result: {
      file: string;
    };
  };
  /**
   * The project's own file of that name, as it is written
   */
  getAgentFile: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
    };
    /**
     * Below the project
     */
    result: {
      file: string;
      text: string;
    };
  };
  /**
   * Write the project's own file of that name, comments and all
   */
  putAgentFile: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
      body: {
        /**
         * YAML.
         */
        text: string;
        /**
         * The project must have none of that name.
         */
        isNew?: boolean;
      };
    };
    /**
     * Below the project
     */
    result: {
      file: string;
      text: string;
    };
  };
  /**
   * Whether an agent could work: its program, its version, signs of a login
   */
  checkAgent: {
    request: {
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
    };
    /**
     * Found or not
     */
    result: {
      name: string;
      isInstalled: boolean;
      path: string | null;
      version: string | null;
      login: {
        state: "found" | "not-found" | "unknown" | "not-needed";
        /**
         * Names of variables and files.
         */
        signs: string[];
      };
      problem: string | null;
    };
  };
  /**
   * What an agent says that it offers: models, modes, slash commands
   */
  discoverAgent: {
    request: {
      /**
       * Ask anew, though it was asked before.
       */
      fresh?: boolean;
      /**
       * A profile's name, or `<name>:<variant>`.
       */
      agent: string;
    };
    /**
     * As it said itself
     */
    result: {
      /**
       * Null: it does not say.
       */
      models:
        | {
            id: string;
            about: string | null;
            [k: string]: unknown;
          }[]
        | null;
      /**
       * Null: it does not say.
       */
      modes:
        | {
            id: string;
            about: string | null;
            [k: string]: unknown;
          }[]
        | null;
      /**
       * Null: it does not say.
       */
      commands:
        | {
            id: string;
            about: string | null;
            [k: string]: unknown;
          }[]
        | null;
      /**
       * ISO 8601, UTC.
       */
      askedAt: string;
    };
  };
  /**
   * What works and what waits for what, and accounts whose limit is reached
   */
  getQueue: {
    request: {};
    /**
     * The oldest first
     */
    result: {
      items: QueueItem[];
      accounts: Account[];
    };
  };
  /**
   * Turns, tokens and cost of agents by run, workflow or day
   */
  getUsage: {
    request: {
      by?: "run" | "workflow" | "day";
      /**
       * Only runs created then or later. Milliseconds since 1970.
       */
      since?: number;
      /**
       * Only runs created before. Milliseconds since 1970.
       */
      until?: number;
    };
    /**
     * The newest first
     */
    result: {
      items: Usage[];
    };
  };
  /**
   * Each component: whether it is well, and what to do where it is not
   */
  getHealth: {
    request: {};
    /**
     * With failures as well
     */
    result: {
      /**
       * The worst of them.
       */
      status: "ok" | "warn" | "fail";
      components: {
        level: "ok" | "warn" | "fail";
        what: string;
        found: string;
        advice: string | null;
      }[];
    };
  };
  /**
   * Which Drover answers, on what
   */
  getVersion: {
    request: {};
    /**
     * Of the daemon that runs
     */
    result: {
      drover: string;
      node: string;
      platform: string;
    };
  };
  /**
   * What .drover/config.yaml says, with defaults filled in
   */
  getConfig: {
    request: {};
    /**
     * In effect
     */
    result: {
      /**
       * The profile for steps that name none.
       */
      agent: string | null;
      /**
       * Names of variables that pass to scripts and agents.
       */
      inherit: string[];
      workspace: {
        base: string | null;
        copy: string[];
      };
    };
  };
  /**
   * Wait until a run has ended or needs somebody, for a bounded time
   */
  waitForRun: {
    request: {
      /**
       * `attention`: it has ended, or somebody has to do something before it goes on.
       */
      until?: "attention" | "end";
      /**
       * Milliseconds.
       */
      timeoutMs?: number;
      /**
       * A run's id.
       */
      run: string;
    };
    result: Standing;
  };
  /**
   * Run one command in a run's workspace
   */
  runCommand: {
    request: {
      /**
       * A run's id.
       */
      run: string;
      body: {
        command: string;
        /**
         * Milliseconds.
         */
        timeoutMs?: number;
      };
    };
    /**
     * How it ended, whatever its exit code is
     */
    result: {
      ended: "exited" | "signaled" | "timed_out" | "output" | "canceled";
      exitCode: number | null;
      /**
       * The end of it.
       */
      stdout: string;
      /**
       * The end of it.
       */
      stderr: string;
      /**
       * More was written than is told.
       */
      isCut: boolean;
      durationMs: number;
    };
  };
  /**
   * A page of the events of all runs or of one, the oldest first
   */
  listEvents: {
    request: {
      /**
       * A cursor; `0` is the beginning.
       */
      after?: string;
      /**
       * A run's id.
       */
      run?: string;
      /**
       * Types of events, with commas between; all of them when left out.
       */
      types?: string;
      limit?: number;
      /**
       * Milliseconds to wait for a first one when there is none.
       */
      waitMs?: number;
    };
    /**
     * A page
     */
    result: {
      items: {
        [k: string]: unknown;
      }[];
      /**
       * `after` of the next page.
       */
      next: string;
      /**
       * Nothing more is there for now.
       */
      isEnd: boolean;
    };
  };
  /**
   * The daemon and what is under way
   */
  getStatus: {
    request: {};
    /**
     * Now
     */
    result: {
      version: string;
      pid: number;
      /**
       * Milliseconds since 1970.
       */
      startedAt: number;
      url: string | null;
      /**
       * The project's folder.
       */
      project: string;
      /**
       * How many have not ended.
       */
      runs: {
        running?: number;
        waiting?: number;
        queued?: number;
      };
      /**
       * Where the events of now begin.
       */
      cursor: string;
    };
  };
  /**
   * Stop the daemon; agents and scripts go on, and the next one adopts them
   */
  stopDaemon: {
    request: {};
    /**
     * It stops.
     */
    result: {
      pid?: number;
    };
  };
  /**
   * A link that logs a browser in, once and within a minute, as the caller
   */
  makeLink: {
    request: {};
    /**
     * Open it soon.
     */
    result: {
      url: string | null;
    };
  };
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "WorkflowSummary".
 */
export interface WorkflowSummary {
  name: string;
  /**
   * Relative to the project; absolute for one that ships with Drover.
   */
  file: string;
  isShipped: boolean;
  description: string | null;
  /**
   * JSON Schema; null where the file has mistakes.
   */
  inputs: {
    [k: string]: unknown;
  } | null;
  /**
   * How many.
   */
  errors: number;
  warnings: number;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Diagnostic".
 */
export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  file: string;
  /**
   * From 1.
   */
  line: number;
  /**
   * From 1, in UTF-16 units.
   */
  column: number;
  endColumn: number;
  message: string;
  expected: string | null;
  suggestion: string | null;
  /**
   * The line itself.
   */
  excerpt: string;
  [k: string]: unknown;
}
/**
 * What a run follows, or would: the checked form of a file, and the machine that it is.
 */
export interface FrozenDefinition {
  hash: string;
  definition: {
    [k: string]: unknown;
  };
  graph: Graph;
}
/**
 * A machine: its states, outer ones first, and the ways between them in the order in which they are tried.
 */
export interface Graph {
  states: {
    path: string;
    parent: string | null;
    key: string;
    type: "atomic" | "compound" | "parallel" | "final" | "history";
    isInitial: boolean;
    /**
     * Nobody wrote it: `steps:` has added it.
     */
    isAdded: boolean;
    /**
     * The step whose record it leaves.
     */
    step: string | null;
    verb: string | null;
    description: string | null;
    /**
     * What the run ends as there.
     */
    status: "succeeded" | "failed" | "canceled" | null;
    isReachable: boolean;
    /**
     * Its place in the file, `line:col`.
     */
    at: string;
  }[];
  ways: {
    from: string;
    /**
     * Null stays where it is.
     */
    to: string | null;
    kind: "event" | "always" | "after" | "done" | "success" | "failure" | "outcome" | "goto";
    /**
     * The event, the delay or the status.
     */
    label: string;
    guard: string | null;
    at: string;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Workflow".
 */
export interface Workflow {
  name: string;
  /**
   * Relative to the project; absolute for one that ships with Drover.
   */
  file: string;
  isShipped: boolean;
  description: string | null;
  /**
   * JSON Schema; null where the file has mistakes.
   */
  inputs: {
    [k: string]: unknown;
  } | null;
  /**
   * How many.
   */
  errors: number;
  warnings: number;
  /**
   * The hash of its definition; null where the file has mistakes.
   */
  definition: string | null;
  text: string;
  /**
   * SHA-256 of the text: what a save names as that which it replaces.
   */
  revision: string;
  diagnostics: Diagnostic[];
}
/**
 * Where every state lies and every way runs, in pixels from the top left corner of the whole.
 */
export interface Layout {
  /**
   * Of the definition.
   */
  hash: string;
  detail: "steps" | "machine";
  width: number;
  height: number;
  /**
   * Outer ones first.
   */
  states: {
    path: string;
    parent: string | null;
    key: string;
    type: "atomic" | "compound" | "parallel" | "final" | "history";
    isInitial: boolean;
    /**
     * Nobody wrote it: `steps:` has added it.
     */
    isAdded: boolean;
    /**
     * The step whose record it leaves.
     */
    step: string | null;
    verb: string | null;
    description: string | null;
    /**
     * What the run ends as there.
     */
    status: "succeeded" | "failed" | "canceled" | null;
    isReachable: boolean;
    /**
     * Its place in the file, `line:col`.
     */
    at: string;
    x: number;
    y: number;
    width: number;
    height: number;
  }[];
  ways: {
    /**
     * Its name within the layout.
     */
    id: string;
    from: string;
    /**
     * Null stays where it is.
     */
    to: string | null;
    kind: "event" | "always" | "after" | "done" | "success" | "failure" | "outcome" | "goto";
    /**
     * The event, the delay or the status.
     */
    label: string;
    guard: string | null;
    at: string;
    /**
     * What is written at `labelAt`; empty where no words are needed.
     */
    text: string;
    /**
     * From the border of one state to that of the other; none for a way that stays where it is.
     */
    points: {
      x: number;
      y: number;
    }[];
    labelAt: {
      x: number;
      y: number;
      width: number;
      height: number;
    } | null;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "RunSummary".
 */
export interface RunSummary {
  /**
   * A run's id.
   */
  run: string;
  workflow: string;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled";
  /**
   * Milliseconds since 1970.
   */
  createdAt: number;
  /**
   * Milliseconds since 1970.
   */
  endedAt: number | null;
  /**
   * The run that started it.
   */
  parent: string | null;
  /**
   * Of a child run: the attempt of its parent that started it.
   */
  startedBy?: {
    /**
     * The path of the state in its parent's machine.
     */
    activity: string;
    /**
     * The attempt's generation.
     */
    gen: string;
  };
  forkedFrom?: ForkOrigin;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Run".
 */
export interface Run {
  /**
   * A run's id.
   */
  run: string;
  workflow: string;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled";
  /**
   * Milliseconds since 1970.
   */
  createdAt: number;
  /**
   * Milliseconds since 1970.
   */
  endedAt: number | null;
  /**
   * The run that started it.
   */
  parent: string | null;
  /**
   * Of a child run: the attempt of its parent that started it.
   */
  startedBy?: {
    /**
     * The path of the state in its parent's machine.
     */
    activity: string;
    /**
     * The attempt's generation.
     */
    gen: string;
  };
  forkedFrom?: ForkOrigin;
  /**
   * The hash of the frozen definition.
   */
  definition: string;
  /**
   * Journal entries so far.
   */
  seq: number;
  inputs: {
    [k: string]: unknown;
  };
  output: {
    [k: string]: unknown;
  } | null;
  error: ErrorInfo;
  context?: {
    [k: string]: unknown;
  };
  workspace?: {
    [k: string]: unknown;
  } | null;
  spent?: {
    [k: string]: unknown;
  } | null;
  /**
   * Paths of the active states, outer ones first.
   */
  states?: string[];
  /**
   * Events that its states take now, conditions not asked.
   */
  events?: string[];
  steps: {
    [k: string]: Step;
  };
  /**
   * Items: A run's id.
   */
  children?: string[];
  asks?: Ask[];
  waits?: Wait[];
  timers?: {
    /**
     * Null for the limit of the run.
     */
    state: string | null;
    /**
     * Milliseconds since 1970.
     */
    dueAt: number;
  }[];
  messages?: Message[];
}
/**
 * What a step has left behind.
 */
export interface Step {
  status: "running" | "waiting" | "succeeded" | "failed" | "canceled" | "timed_out" | "interrupted" | "skipped";
  output: {
    [k: string]: unknown;
  };
  error: ErrorInfo;
  attempts: number;
  visits: number;
  /**
   * The last attempt that was started.
   */
  gen?: string | null;
  /**
   * Milliseconds since 1970.
   */
  startedAt?: number | null;
  /**
   * Milliseconds since 1970.
   */
  endedAt?: number | null;
  spent?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * Something that a person is waited for: a step's approval, a tool of an agent, or its question.
 */
export interface Ask {
  id: string;
  /**
   * A run's id.
   */
  run: string;
  workflow: string;
  step: string;
  kind: "approval" | "tool" | "question";
  title: string;
  tool?: string | null;
  subjects?: string[];
  input?: {
    [k: string]: unknown;
  };
  diffs?: {
    [k: string]: unknown;
  }[];
  choices?: string[];
  risk?: "low" | "medium" | "high" | null;
  /**
   * Milliseconds since 1970.
   */
  askedAt: number;
  /**
   * Milliseconds since 1970.
   */
  expiresAt: number | null;
  /**
   * The agent that decides first.
   */
  approver?: {
    agent: string;
    /**
     * Why it came to a person; null while that agent is at it.
     */
    referred: string | null;
  } | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Wait".
 */
export interface Wait {
  what: string;
  kind: "approve" | "answer" | "event" | "timer";
  message: string;
  /**
   * Milliseconds since 1970.
   */
  dueAt: number | null;
  /**
   * Command lines that bring it on.
   */
  commands: string[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Message".
 */
export interface Message {
  id: string;
  text: string;
  step: string | null;
  /**
   * Milliseconds since 1970.
   */
  at: number;
  takenBy: string | null;
  [k: string]: unknown;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "JournalEntry".
 */
export interface JournalEntry {
  v?: number;
  seq: number;
  /**
   * Milliseconds since 1970.
   */
  at: number;
  input: {
    [k: string]: unknown;
  };
  events?: {
    [k: string]: unknown;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Attempt".
 */
export interface Attempt {
  /**
   * The attempt's generation: `<run>.<seq>.<n>`.
   */
  gen: string;
  step: string;
  /**
   * Over all visits of the step, from 1.
   */
  number: number;
  isEnded: boolean;
  /**
   * Whether it has entries.
   */
  isAgent: boolean;
  /**
   * How it ended; null while it goes on, and for one that was left without an outcome.
   */
  status: "succeeded" | "failed" | "canceled" | "timed_out" | "interrupted" | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Trail".
 */
export interface Trail {
  seq: number;
  /**
   * How often a transition has led to each state, by path.
   */
  states: {
    [k: string]: number;
  };
  ways: {
    /**
     * The path of the state that it leaves.
     */
    from: string;
    /**
     * Paths that it leads to; empty where it stays.
     */
    to: string[];
    /**
     * XState's name for what it followed; empty for what needs no event.
     */
    event: string;
    /**
     * How the step ended whose end it followed.
     */
    outcome: string | null;
    count: number;
  }[];
  /**
   * What was taken last, in order.
   */
  last: {
    /**
     * The path of the state that it leaves.
     */
    from: string;
    /**
     * Paths that it leads to; empty where it stays.
     */
    to: string[];
    /**
     * XState's name for what it followed; empty for what needs no event.
     */
    event: string;
    /**
     * How the step ended whose end it followed.
     */
    outcome: string | null;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "OfferedEvent".
 */
export interface OfferedEvent {
  name: string;
  /**
   * Paths of those that take it, outer ones first.
   */
  states: string[];
  /**
   * The condition; null where one of them takes it in any case.
   */
  guard: string | null;
  /**
   * JSON Schema of its data, told from the expressions that read it; no properties where none does, null where it may be anything.
   */
  schema: {
    [k: string]: unknown;
  } | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Workspace".
 */
export interface Workspace {
  /**
   * The run that works or worked there.
   */
  run: string;
  workflow: string;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled";
  /**
   * Milliseconds since 1970.
   */
  createdAt: number;
  kind: "worktree" | "directory" | "none";
  path: string;
  repo: string | null;
  branch: string | null;
  /**
   * The commit that it began with.
   */
  base: string | null;
  /**
   * The branch that merges go to.
   */
  target: string | null;
  /**
   * False: its folder was archived, or removed by hand.
   */
  isThere: boolean;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Diff".
 */
export interface Diff {
  base: string;
  /**
   * What was compared: the folder as it is now, or, when that is gone, what was kept as it was archived, what was committed, or what the last attempt left.
   */
  source: "folder" | "checkpoint" | "branch" | "attempt";
  /**
   * The ref or branch that was compared; null for the folder.
   */
  ref: string | null;
  files: {
    path: string;
    status: "added" | "modified" | "deleted" | "type_changed";
    /**
     * Lines; null for a file that is large or no text.
     */
    added: number | null;
    /**
     * Lines; null for a file that is large or no text.
     */
    removed: number | null;
  }[];
  /**
   * Unified, as git writes it.
   */
  text: string;
  /**
   * Files that are not in the text, which would be too long.
   */
  leftOut: string[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "FolderEntry".
 */
export interface FolderEntry {
  name: string;
  kind: "file" | "folder" | "link" | "other";
  /**
   * Bytes, of a file.
   */
  size: number | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "LogPiece".
 */
export interface LogPiece {
  text: string;
  /**
   * Bytes.
   */
  offset: number;
  /**
   * The offset to go on from.
   */
  next: number;
  size: number;
  /**
   * Nothing is added any more.
   */
  isEnded?: boolean;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Agent".
 */
export interface Agent {
  name: string;
  /**
   * With everything that it extends; of environment variables only the names.
   */
  profile: {
    [k: string]: unknown;
  };
  /**
   * Its own, then those that it extends.
   */
  files: string[];
  /**
   * The project has a file for it.
   */
  isOwn: boolean;
  isDefault: boolean;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "QueueItem".
 */
export interface QueueItem {
  run: string;
  workflow: string;
  step: string | null;
  action: string;
  gen: string;
  /**
   * Milliseconds since 1970.
   */
  since: number;
  /**
   * `nothing`: it works. `stops`: what its run left behind ends first. `account`: a limit is reached.
   */
  waitsFor: "nothing" | "stops" | "account";
  /**
   * When the account is free again. Milliseconds since 1970.
   */
  until: number | null;
  message: string | null;
}
/**
 * An account whose limit is reached.
 */
export interface Account {
  account: string;
  class: "rate-limit" | "quota";
  /**
   * What the agent said.
   */
  message: string;
  /**
   * Milliseconds since 1970.
   */
  openedAt: number;
  /**
   * Milliseconds since 1970.
   */
  until: number;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Usage".
 */
export interface Usage {
  /**
   * The run, the workflow, or the day (UTC).
   */
  key: string;
  runs: number;
  turns: number;
  tokens: number;
  /**
   * US dollars.
   */
  cost: number;
  /**
   * Sums that are too small, since an agent told nothing.
   */
  unknown: ("tokens" | "cost")[];
}
/**
 * How a run stands, for somebody who waits for it. What its child runs ask is among `asks` and `waits`.
 */
export interface Standing {
  /**
   * A run's id.
   */
  run: string;
  workflow: string;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled";
  /**
   * Milliseconds since 1970.
   */
  createdAt: number;
  /**
   * Milliseconds since 1970.
   */
  endedAt: number | null;
  /**
   * The run that started it.
   */
  parent: string | null;
  /**
   * Of a child run: the attempt of its parent that started it.
   */
  startedBy?: {
    /**
     * The path of the state in its parent's machine.
     */
    activity: string;
    /**
     * The attempt's generation.
     */
    gen: string;
  };
  forkedFrom?: ForkOrigin;
  /**
   * That came which was waited for; otherwise the time was over.
   */
  isReached: boolean;
  output: {
    [k: string]: unknown;
  } | null;
  error: ErrorInfo;
  /**
   * Paths of the active states, outer ones first.
   */
  states: string[];
  asks: Ask[];
  waits: Wait[];
}
/**
 * An error (RFC 9457). `code` is one of docs/errors.md.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  retryable: boolean;
  details?: unknown;
  reference?: string;
}
