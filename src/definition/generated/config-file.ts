// Made by `npm run generate` from schemas/. Do not edit.

/**
 * `.drover/config.yaml`: what holds for every run of a project.
 */
export interface ConfigFile {
  /**
   * The agent profile that is used where nothing else is said.
   */
  agent?: string;
  /**
   * What scripts and agents see of Drover's own environment.
   */
  env?: {
    /**
     * Names of variables that pass.
     */
    inherit?: string[];
  };
  /**
   * Defaults for worktrees.
   */
  workspace?: {
    /**
     * The branch, tag or commit that new branches start from.
     */
    base?: string;
    /**
     * Files to copy into a new worktree though git ignores them.
     */
    copy?: string[];
  };
  /**
   * Which ended runs the daemon removes. Left out: none.
   */
  retention?: {
    /**
     * Those that ended longer ago than this.
     */
    runs: string;
    /**
     * The newest that many stay, whatever their age.
     */
    keep?: number;
    /**
     * A folder, relative to the project: each run is exported there before it is removed.
     */
    archive?: string;
  };
  /**
   * When the files of a worktree are kept, so that a run can be forked with them: before and after attempts of agents, of all steps, or never.
   */
  checkpoints?: "agents" | "steps" | "none";
  /**
   * Whom the daemon tells of what happens.
   */
  notify?: {
    /**
     * What is told.
     *
     * @minItems 1
     */
    on: ("run.started" | "run.succeeded" | "run.failed" | "run.canceled" | "ask.opened" | "approval.opened")[];
    /**
     * Only runs of this workflow.
     */
    workflow?: string;
    /**
     * Show it on this machine's desktop.
     */
    desktop?: boolean;
    /**
     * Post it to this address.
     */
    webhook?: string;
    /**
     * The name of a secret (DROVER_SECRET_<name>) that signs what is posted.
     */
    secret?: string;
  }[];
  /**
   * What agents may do that use Drover by the Model Context Protocol.
   */
  mcp?: {
    /**
     * Commands that the tool `shell` may run in a run's workspace. Whatever no pattern of `allow` covers is refused.
     */
    shell?: {
      /**
       * Patterns of commands, `*` for anything. A command that holds more than one is never covered.
       */
      allow?: string[];
      /**
       * Patterns that are refused though `allow` covers them.
       */
      deny?: string[];
    };
  };
}
