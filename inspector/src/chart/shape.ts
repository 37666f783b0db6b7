/** A chart with the place of everything in it, in pixels from its upper left corner; the daemon lays it out. */
export interface Layout {
  readonly hash: string;
  readonly detail: Detail;
  readonly width: number;
  readonly height: number;
  readonly states: readonly LaidState[];
  readonly ways: readonly LaidWay[];
}

/** As it is written, or with every state and way of the machine. */
export type Detail = "steps" | "machine";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LaidState extends Box {
  readonly path: string;
  readonly parent: string | null;
  readonly key: string;
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  readonly isInitial: boolean;
  readonly isAdded: boolean;
  readonly step: string | null;
  readonly verb: string | null;
  readonly description: string | null;
  readonly status: "succeeded" | "failed" | "canceled" | null;
  readonly isReachable: boolean;
  readonly at: string;
}

export interface LaidWay {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
  readonly kind: "event" | "always" | "after" | "done" | "success" | "failure" | "outcome" | "goto";
  readonly label: string;
  readonly guard: string | null;
  readonly at: string;
  readonly points: readonly Point[];
  readonly labelAt: Box | null;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
