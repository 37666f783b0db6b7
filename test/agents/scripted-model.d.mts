/** One request. `aux`: it is no turn of the script (a title, a memory). `body`: what was asked, with `dumpBodies`. */
export interface ModelRequest {
  readonly aux?: boolean;
  readonly body?: unknown;
}

/** A model server on loopback; the script travels inside the prompt, see scripted-model.mjs. */
export declare function startFakeLlm(options?: {
  readonly port?: number;
  readonly dumpBodies?: boolean;
}): Promise<{ readonly url: string; readonly journal: readonly ModelRequest[]; close(): Promise<void> }>;
