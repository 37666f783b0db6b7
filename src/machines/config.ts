import { assign } from "xstate";
import type { JsonObject } from "../core/json.ts";
import type { Definition } from "../definition/definition.ts";
import type { MachineContext, MachineEvent } from "./context.ts";
import type { Evaluated } from "./evaluate.ts";
import type { Faults } from "./faults.ts";

/** The part of XState's configuration that Drover uses; plain objects and functions, no actors. */
export interface NodeConfig {
  type?: "final" | "history" | "parallel";
  history?: "shallow" | "deep";
  target?: string | string[];
  initial?: string;
  description?: string;
  states?: Record<string, NodeConfig>;
  entry?: unknown[];
  exit?: unknown[];
  on?: Record<string, TransitionConfig[]>;
  always?: TransitionConfig[];
  onDone?: TransitionConfig[];
}

export interface TransitionConfig {
  target?: string;
  guard?: (args: { context: MachineContext; event: MachineEvent }) => boolean;
  actions?: unknown[];
  reenter?: boolean;
}

export interface CompileScope {
  readonly definition: Definition;
  readonly faults: Faults;
  /** Paths of the history states. */
  readonly histories: ReadonlySet<string>;
}

export type Args = { context: MachineContext; event: MachineEvent };

export const targetId = (path: string): string => `#run.${path}`;

/** What a function of the machine is called where the machine is written down as JSON. */
export interface Name {
  readonly type: string;
  readonly params?: JsonObject;
}

const names = new WeakMap<object, Name>();

/** Gives a guard or an action a name; XState, which goes by its own marks on them, sees nothing of it. */
export function named<T extends object>(name: Name, what: T): T {
  names.set(what, name);
  return what;
}

export const nameOf = (what: object): Name | null => names.get(what) ?? null;

/** A change of the machine's context as an XState action. */
export const change = (name: Name, apply: (args: Args) => MachineContext): unknown =>
  named(name, assign((args) => apply(args as unknown as Args) as never) as object);

/** The value, or `otherwise` with the fault noted. */
export function orFault<T, U>(result: Evaluated<T>, faults: Faults, otherwise: U): T | U {
  if (result.ok) return result.value;
  faults.note(result);
  return otherwise;
}
