export { createBreakers, openBreakers } from "./breakers.ts";
export { createEngine, type Engine } from "./engine.ts";
export { systemClock } from "./clock.ts";
export type { EnginePorts } from "./ports.ts";
export type { Recovered } from "./recover.ts";
export { decisionAt, stateAt } from "./past.ts";
export { replaceFile } from "./replace-file.ts";
export { openMailbox, sendLetter } from "./mailbox.ts";
export { createTrails, type Trails } from "./trail.ts";
