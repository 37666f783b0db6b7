// Made by `npm run generate` from schemas/. Do not edit.
import type {Json} from "../../core/json.ts";
import type {Trigger} from "./triggers-file.ts";

/**
 * Environment variables.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "env".
 */
export type Env = {[key: string]: string | number | boolean};
/**
 * Where a run works. Left out: a git worktree of its own, or the parent's for a child run.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "workspace".
 */
export type Workspace = string | {path?: string; repo?: string; branch?: string; base?: string; copy?: string[]};
/**
 * What the agent is asked to do: a text, or a Markdown file with arguments.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "prompt".
 */
export type Prompt =
  | string
  | {
      /**
       * A Markdown file, counted from the workflow's folder. It is read when the workflow is loaded.
       */
      file?: string;
      /**
       * The arguments that the file declares in its front matter.
       */
      with?: {
        [k: string]: string | number | boolean;
      };
    };
/**
 * How often to try, the first attempt included, and when.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "retry".
 */
export type Retry = number | {attempts?: number; delay?: string; factor?: number; "max-delay"?: string; on?: string[]};
/**
 * What happens when the step has failed for good: `continue`, a `goto` with a maximum, or steps that handle it. Left out: the chain fails.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "onFailure".
 */
export type OnFailure =
  "continue" | {goto?: string; max?: number; with?: {[key: string]: Json}; steps?: Step[]; then?: "continue" | "fail"};
/**
 * States by name.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "states".
 */
export type States = {[key: string]: State | null};
/**
 * A state: plain, compound (with `states`), parallel, final or history; a plain one may carry a verb.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "state".
 */
export type State = {
  /**
   * `parallel`, `final` or `history`; left out for plain and compound states.
   */
  type?: "final" | "history" | "parallel";
  /**
   * For a final state of the top level: what the run ends as.
   */
  status?: "succeeded" | "failed" | "canceled";
  /**
   * For people.
   */
  description?: string;
  /**
   * The child that is entered first.
   */
  initial?: string;
  states?: States;
  /**
   * Where events lead. A state with a verb also has success, failure, timed_out, interrupted and canceled.
   */
  on?: {
    [k: string]: Transitions;
  };
  /**
   * Where the passing of time leads: a duration and a transition.
   */
  after?: {
    [k: string]: Transitions;
  };
  always?: Transitions;
  "on-done"?: Transitions;
  entry?: Operations;
  exit?: Operations;
  /**
   * For `type: history`.
   */
  history?: "shallow" | "deep";
  /**
   * For `type: history`: where to go when nothing is remembered.
   */
  target?: string;
  /**
   * A shell script. An expression in it becomes a shell variable and is never parsed as code.
   */
  run?: string;
  /**
   * The agent profile that works on `prompt`.
   */
  agent?: string;
  prompt?: Prompt;
  /**
   * `continue` (the default when a step is visited again), `new`, `fork` (a copy), the id of the step whose session goes on, or `fork <step>`: a copy of that step's session as the step has left it.
   */
  session?: string;
  /**
   * A question for a person. Denied counts as failure.
   */
  approve?: string;
  /**
   * A duration such as `10m`, or `{ event: name, timeout: 1h }`.
   */
  wait?: string | {for?: string; event?: string; timeout?: string};
  /**
   * The name or path of a child workflow; `with` gives its inputs.
   */
  workflow?: string;
  /**
   * The name of an action, such as `git.merge`; `with` gives its parameters.
   */
  uses?: string;
  /**
   * A bare expression (no ${{ }}). When it is false the step is skipped, which counts as success.
   */
  when?: string;
  /**
   * Parameters: inputs for `workflow`, parameters for `uses`, further values for `agent`.
   */
  with?: {[key: string]: Json};
  env?: Env;
  /**
   * How long one attempt may take, for example `10m`.
   */
  timeout?: string;
  /**
   * How long one attempt may stay silent, for example `5m`.
   */
  idle?: string;
  limits?: StepLimits;
  permissions?: StepPermissions;
  retry?: Retry;
  output?: ValueSchema;
} | null;
/**
 * A state's name, a transition, or a list of transitions that are tried in order.
 *
 * @minItems 1
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "transitions".
 */
export type Transitions = Transition | Transition[];
/**
 * What entering, leaving or a transition does inside the machine.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "operations".
 */
export type Operations = Operation | Operation[];
/**
 * One way to another state.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "transition".
 */
export type Transition = string | {target?: string; when?: string; do?: Operations; reenter?: boolean};

/**
 * A Drover workflow: a chain of steps, or a statechart.
 */
export interface WorkflowFile {
  /**
   * What the workflow is called on the command line and by other workflows.
   */
  name: string;
  /**
   * For people.
   */
  description?: string;
  /**
   * What a run is given, by name. An input without a default is required.
   */
  inputs?: {
    [k: string]: ValueSchema;
  };
  env?: Env;
  workspace?: Workspace;
  /**
   * What starts runs of this workflow from outside: dropped files, times, webhooks, the end of other runs.
   */
  triggers?: Trigger[];
  /**
   * What stops the whole run, and its agents.
   */
  limits?: {
    /**
     * The longest time a run may take, waiting included.
     */
    wall?: string;
    /**
     * How many prompts and messages its agents may be given, those of child runs included.
     */
    turns?: number;
    /**
     * How many tokens its agents may use, those of child runs included.
     */
    tokens?: number;
    /**
     * What its agents may cost, in US dollars, those of child runs included.
     */
    cost?: number;
  };
  /**
   * A chain of steps, one after another.
   *
   * @minItems 1
   */
  steps?: Step[];
  /**
   * Steps that always run at the end: after success, failure and cancel.
   *
   * @minItems 1
   */
  finally?: Step[];
  states?: States;
  /**
   * The state that a run starts in.
   */
  initial?: string;
  /**
   * The machine's own values and what they are at the start.
   */
  context?: {[key: string]: Json};
  /**
   * What a succeeded run gives, by name.
   */
  outputs?: {[key: string]: Json};
}
/**
 * A value's JSON Schema: the part of the language that Drover understands.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "schema".
 */
export interface ValueSchema {
  /**
   * string, integer, number, boolean, object, array or null; or a list of these.
   */
  type?: string | string[];
  /**
   * For people.
   */
  title?: string;
  /**
   * For people.
   */
  description?: string;
  /**
   * Taken when no value is given.
   */
  default?: Json;
  /**
   * For people.
   */
  examples?: Json[];
  /**
   * The values that are allowed.
   *
   * @minItems 1
   */
  enum?: Json[];
  /**
   * The only value that is allowed.
   */
  const?: Json;
  /**
   * Least number of characters.
   */
  minLength?: number;
  /**
   * Greatest number of characters.
   */
  maxLength?: number;
  /**
   * A regular expression (RE2) that the text must contain.
   */
  pattern?: string;
  /**
   * Least value.
   */
  minimum?: number;
  /**
   * Greatest value.
   */
  maximum?: number;
  items?: ValueSchema;
  /**
   * Least number of items.
   */
  minItems?: number;
  /**
   * Greatest number of items.
   */
  maxItems?: number;
  /**
   * The members of an object.
   */
  properties?: {
    [k: string]: ValueSchema;
  };
  /**
   * Members that must be there.
   */
  required?: string[];
  /**
   * False refuses members that `properties` does not name.
   */
  additionalProperties?: boolean;
}
/**
 * A step has exactly one verb: run, agent, approve, wait, workflow, parallel or uses.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "step".
 */
export interface Step {
  /**
   * Unique in the workflow; expressions read its result as `steps.<id>`.
   */
  id: string;
  /**
   * For people.
   */
  description?: string;
  /**
   * A shell script. An expression in it becomes a shell variable and is never parsed as code.
   */
  run?: string;
  /**
   * The agent profile that works on `prompt`.
   */
  agent?: string;
  prompt?: Prompt;
  /**
   * `continue` (the default when a step is visited again), `new`, `fork` (a copy), the id of the step whose session goes on, or `fork <step>`: a copy of that step's session as the step has left it.
   */
  session?: string;
  /**
   * A question for a person. Denied counts as failure.
   */
  approve?: string;
  /**
   * A duration such as `10m`, or `{ event: name, timeout: 1h }`.
   */
  wait?: string | {for?: string; event?: string; timeout?: string};
  /**
   * The name or path of a child workflow; `with` gives its inputs.
   */
  workflow?: string;
  /**
   * The name of an action, such as `git.merge`; `with` gives its parameters.
   */
  uses?: string;
  /**
   * Steps that run at the same time.
   *
   * @minItems 1
   */
  parallel?: Step[];
  /**
   * Only in a branch of `parallel`: the steps of the branch, one after another.
   *
   * @minItems 1
   */
  steps?: Step[];
  /**
   * For `parallel`: true (the default) ends the other branches when one fails.
   */
  "fail-fast"?: boolean;
  /**
   * A bare expression (no ${{ }}). When it is false the step is skipped, which counts as success.
   */
  when?: string;
  /**
   * Parameters: inputs for `workflow`, parameters for `uses`, further values for `agent`.
   */
  with?: {[key: string]: Json};
  env?: Env;
  /**
   * How long one attempt may take, for example `10m`.
   */
  timeout?: string;
  /**
   * How long one attempt may stay silent, for example `5m`.
   */
  idle?: string;
  limits?: StepLimits;
  permissions?: StepPermissions;
  retry?: Retry;
  output?: ValueSchema;
  "on-failure"?: OnFailure;
}
/**
 * What stops a step: over all its attempts and visits, save `output`, which is for each attempt.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "limits".
 */
export interface StepLimits {
  /**
   * For `agent`: prompts and messages.
   */
  turns?: number;
  /**
   * For `agent`.
   */
  tokens?: number;
  /**
   * For `agent`: US dollars.
   */
  cost?: number;
  /**
   * What one attempt may write to standard output and standard error, for example `10M`.
   */
  output?: string;
}
/**
 * For `agent`: what it may do when it asks, beside what its profile says. `deny` comes first, then `ask`, then `allow`.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "permissions".
 */
export interface StepPermissions {
  /**
   * Kinds of tools, each with a pattern if you like: `execute npm *`.
   */
  allow?: string[];
  /**
   * A person decides.
   */
  ask?: string[];
  /**
   * Comes before everything.
   */
  deny?: string[];
  /**
   * What no rule names.
   */
  otherwise?: "ask" | "deny";
  /**
   * How long a person is waited for before it counts as denied.
   */
  expires?: string;
  approver?: StepApprover;
}
/**
 * Another agent that decides first on what a person would be asked.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "approver".
 */
export interface StepApprover {
  /**
   * The profile that decides.
   */
  agent: string;
  /**
   * What it is to go by.
   */
  instructions?: string;
  /**
   * Rules of what goes to a person all the same.
   */
  person?: string[];
  /**
   * How long it is waited for until a person is asked; 5m when left out.
   */
  timeout?: string;
}
/**
 * `set`, `raise` or `emit`.
 *
 * This interface was referenced by `WorkflowFile`'s JSON-Schema
 * via the `definition` "operation".
 */
export interface Operation {
  /**
   * Context values to set.
   */
  set?: {[key: string]: Json};
  /**
   * An event for this machine itself.
   */
  raise?: string;
  /**
   * A notice for those who watch the run.
   */
  emit?: string;
  /**
   * What the notice carries.
   */
  data?: Json;
}
