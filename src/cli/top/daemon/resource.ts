import type { EngineEvent } from "../../../core/events.ts";
import type { Told } from "../../../daemon/hear.ts";
import type { Action } from "../model/actions.ts";

/** Something that is asked for, and again when an event says that it may have changed. */
export interface Fetched {
  readonly kind: "fetched";
  readonly key: string;
  readonly path: string;
  readonly toAction: (body: unknown) => Action;
  readonly isTouchedBy: (event: EngineEvent) => boolean;
  /** Asked for again so much later when the daemon says no; `null`: people are told. Milliseconds. */
  readonly againMs: number | null;
}

/** Something that is listened to for as long as it is shown. */
export interface Heard {
  readonly kind: "heard";
  readonly key: string;
  readonly path: string;
  /** Before anything of it comes, also after a break. */
  readonly begin: Action | null;
  readonly toActions: (told: readonly Told[]) => readonly Action[];
}

export type Resource = Fetched | Heard;

/** For what nothing changes. */
export const never = (): boolean => false;

export const fetched = (
  key: string,
  path: string,
  toAction: (body: never) => Action,
  isTouchedBy: Fetched["isTouchedBy"] = never,
): Fetched => ({ kind: "fetched", key, path, toAction: toAction as Fetched["toAction"], isTouchedBy, againMs: null });
