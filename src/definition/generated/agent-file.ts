// Made by `npm run generate` from schemas/. Do not edit.

/**
 * An agent profile: `.drover/agents/<name>.yaml`; the file's name is the profile's.
 */
export interface AgentFile {
  /**
   * `command` runs a program, `replay` plays a recorded session.
   */
  executor: "command" | "replay";
  /**
   * For people.
   */
  description?: string;
  /**
   * Program and arguments. The prompt goes to standard input.
   *
   * @minItems 1
   */
  command?: string[];
  /**
   * What the program writes: plain text, or one JSON value a line.
   */
  format?: "text" | "jsonl";
  /**
   * For `jsonl`: where a line holds what, as dotted paths.
   */
  fields?: {
    /**
     * The answer.
     */
    text?: string;
    /**
     * The session's id.
     */
    session?: string;
    /**
     * Tokens and cost.
     */
    usage?: string;
    /**
     * What went wrong.
     */
    error?: string;
  };
  /**
   * Arguments that continue a session, with {{session}} in them.
   */
  resume?: string[];
  /**
   * Environment variables.
   */
  env?: {
    [k: string]: string;
  };
  /**
   * Variables that pass from Drover's own environment.
   */
  inherit?: string[];
  /**
   * For `replay`: the recording's folder, from this file's folder.
   */
  recording?: string;
  /**
   * For `replay`: 1 is the recorded pace, 0 is without waiting.
   */
  pace?: number;
}
