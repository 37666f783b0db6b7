import type { DiagramLevel } from "../definition/diagram.ts";
import type { GraphState, GraphWay } from "../definition/graph-json.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels from the top left corner of the whole picture. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LaidState extends GraphState, Box {}

export interface LaidWay extends GraphWay {
  /** Its name within the layout. */
  readonly id: string;
  /** What is written at `labelAt`; empty for a way that needs no words. */
  readonly text: string;
  /** From the border of `from` to the border of `to`, bends between; none for a way that stays where it is. */
  readonly points: readonly Point[];
  readonly labelAt: Box | null;
}

/** A picture of a definition without colours: where every state lies, and every way runs. */
export interface Layout {
  /** Of the definition. */
  readonly hash: string;
  readonly detail: DiagramLevel;
  readonly width: number;
  readonly height: number;
  /** Outer ones first. */
  readonly states: readonly LaidState[];
  readonly ways: readonly LaidWay[];
}

/** What is drawn: states and ways with the words on them. */
export interface Drawn {
  readonly states: readonly GraphState[];
  readonly ways: readonly (GraphWay & { readonly text: string })[];
}
