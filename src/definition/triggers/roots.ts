import type { JsonObject } from "../../core/json.ts";
import type { ScopeTypes } from "../expressions/index.ts";
import { any, closed, number, text } from "../expressions/schemas.ts";
import type { Sight } from "../sights.ts";
import type { TriggerKind } from "./spec.ts";

/** What the expressions of each kind of trigger see. The tables in docs/triggers.md say the same. */
export const TRIGGER_ROOTS: { readonly [K in TriggerKind]: Readonly<Record<string, JsonObject>> } = {
  inbox: { file: closed({ name: text, path: text, size: number, text, body: text, data: any }) },
  schedule: { due: closed({ at: number, time: text }) },
  webhook: { request: closed({ headers: any, query: any, body: any, event: any, delivery: text }) },
  after: {
    run: closed({
      id: text,
      workflow: text,
      status: text,
      output: any,
      error: any,
      inputs: any,
      parent: any,
      endedAt: number,
    }),
  },
};

export function triggerSight(kind: TriggerKind): Sight {
  const types: ScopeTypes = {
    inputs: {},
    steps: {},
    context: [],
    event: false,
    error: false,
    secrets: false,
    roots: TRIGGER_ROOTS[kind],
  };
  return { shared: types, exact: () => types, hides: () => false };
}
