import type { Layout } from "../data/client.ts";

export type { Layout };

/** As it is written, or with every state and way of the machine. */
export type Detail = Layout["detail"];
/** A state with its place, in pixels from the upper left corner of the chart. */
export type LaidState = Layout["states"][number];
export type LaidWay = Layout["ways"][number];
export type Point = LaidWay["points"][number];
