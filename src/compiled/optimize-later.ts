import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs until V8 thinks of optimizing it: ten times what it takes by itself. */
const PATIENCE = 675_840;

/**
 * For a command that works hard and ends soon: optimizing is a quarter of what it computes otherwise, and most of it comes too late. Called
 * when everything is loaded: V8 takes no code that was compiled under other flags, not even that of Node's own modules.
 */
export function optimizeLater(): void {
  // Newer ones call it otherwise, and write to stderr about what they do not know.
  const isKnown = process.versions.v8.startsWith("11.");
  if (isKnown && process.env["DROVER_BUILDS_CACHE"] === undefined) setFlagsFromString(`--interrupt-budget=${PATIENCE}`);
}
