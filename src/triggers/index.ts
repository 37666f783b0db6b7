export type { DeadLetter, TriggerInfo } from "./contract.ts";
export { openTriggers, type Triggers } from "./triggers.ts";
