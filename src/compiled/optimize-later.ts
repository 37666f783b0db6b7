import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs until V8 thinks of optimizing it, by itself and for us. */
const USUAL = 67_584;
const PATIENT = 675_840;

let isLater = false;

/**
 * For a command that works hard and ends soon: optimizing is a quarter of what it computes otherwise, and most of it comes too late. Called
 * when all code is loaded, save what `loadAsUsual` loads: V8 takes no code that was compiled under other flags, not even that of Node's
 * own modules.
 */
export function optimizeLater(): void {
  isLater = true;
  setBudget(PATIENT);
}

/** Loads code that was compiled with V8's own flags. */
export function loadAsUsual<T>(load: () => T): T {
  if (!isLater) return load();
  setBudget(USUAL);
  try {
    return load();
  } finally {
    setBudget(PATIENT);
  }
}

function setBudget(bytes: number): void {
  // Newer ones call it otherwise, and write to stderr about what they do not know.
  const isKnown = process.versions.v8.startsWith("11.");
  if (isKnown && process.env["DROVER_BUILDS_CACHE"] === undefined) setFlagsFromString(`--interrupt-budget=${bytes}`);
}
