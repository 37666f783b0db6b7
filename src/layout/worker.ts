import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import type { ELK, ElkNode } from "elkjs/lib/elk-api.js";

/** A thread of its own: a picture of sixty states takes a second of computing. Asked with a graph, it answers with its layout or an error. */
export interface Question {
  readonly id: number;
  readonly graph: ElkNode;
}

export type Answer = { readonly id: number } & ({ readonly layout: ElkNode } | { readonly error: string });

// Node would parse a megabyte and a half twice to import it: what it exports is of no interest.
const { default: Elk } = createRequire(import.meta.url)("elkjs/lib/elk.bundled.js") as { default: new () => ELK };
const elk = new Elk();

parentPort?.on("message", ({ id, graph }: Question) => {
  elk.layout(graph).then(
    (layout) => say({ id, layout }),
    (error: unknown) => say({ id, error: textOf(error) }),
  );
});

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
const say = (answer: Answer): void => parentPort?.postMessage(answer);

/** ELK was made from Java: its errors are objects of another kind. */
function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
