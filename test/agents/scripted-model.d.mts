/** A model server on loopback; the script travels inside the prompt, see scripted-model.mjs. */
export declare function startFakeLlm(options?: {
  readonly port?: number;
}): Promise<{ readonly url: string; close(): Promise<void> }>;
