import { assign } from "xstate";
import type { Definition } from "../definition/definition.ts";
import type { MachineContext, MachineEvent } from "./context.ts";
import type { Evaluated } from "./evaluate.ts";
import type { Faults } from "./faults.ts";

/** The part of XState's configuration that Drover uses; plain objects and functions, no actors. */
export interface NodeConfig {
  type?: "final" | "history" | "parallel";
  history?: "shallow" | "deep";
  target?: string;
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
}

export type Args = { context: MachineContext; event: MachineEvent };

export const targetId = (path: string): string => `#run.${path}`;

/** A change of the machine's context as an XState action. */
export const change = (apply: (args: Args) => MachineContext): unknown =>
  assign((args) => apply(args as unknown as Args) as never);

/** The value, or `otherwise` with the fault noted. */
export function orFault<T, U>(result: Evaluated<T>, faults: Faults, otherwise: U): T | U {
  if (result.ok) return result.value;
  faults.note(result);
  return otherwise;
}
