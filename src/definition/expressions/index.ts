export { bareReads } from "./bare-reads.ts";
export { checkExpression } from "./check.ts";
export { compileExpression } from "./compile.ts";
export { checkScript, compileScript } from "./script.ts";
export { partsOf } from "./parts.ts";
export { checkTemplate, compileTemplate, typeOfTemplate } from "./template.ts";
export type { OutsideScope, Problem, Result, Scope, ScopeTypes } from "./contract.ts";
