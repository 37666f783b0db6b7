import { isCelError, nodesOf, type Node } from "./cel.ts";
import type { OutsideScope, Problem, Scope, ScopeTypes } from "./contract.ts";
import { environment } from "./environment.ts";
import { problem, reworded } from "./faults.ts";
import { addLeniency } from "./leniency.ts";
import { MAX_EXPRESSION } from "./limits.ts";
import { unifyNumbers } from "./numbers.ts";
import { refusals } from "./refusals.ts";
import { checkPaths, placeFunctions, placeReading, placeSecrets, unknownName } from "./roots.ts";
import { addTypes } from "./typing.ts";
import { limitWork, refill, type Budget } from "./work.ts";

/** A parsed and checked expression. */
export type Program =
  | { readonly problems: readonly [Problem, ...Problem[]] }
  | {
      readonly problems: readonly [];
      readonly type: string;
      readonly evaluate: (scope: Scope | OutsideScope) => unknown;
    };

/** `types` of `null` checks the language alone, for expressions that were checked when their file was loaded. */
export function makeProgram(text: string, types: ScopeTypes | null): Program {
  const parsed = parse(text, types);
  if ("problem" in parsed) return { problems: [parsed.problem] };
  const nodes = nodesOf(parsed.root);
  const found = [...refusals(nodes, types)];
  if (isFilled(found)) return { problems: found };

  placeSecrets(nodes);
  checkPaths(nodes);
  unifyNumbers(nodes);
  addLeniency(nodes);
  if (types !== null) addTypes(nodes, types, { text, report: (each) => void found.push(each) });
  const checked = parsed.check();
  // A wrong key leaves the rest without a type; what the library then says would only confuse.
  if (checked.error !== undefined && found.length === 0) found.push(problemOf(checked.error, text, types));
  if (isFilled(found)) return { problems: found };

  const budget: Budget = { left: 0 };
  limitWork(nodes, budget);
  placeReading(nodes);
  placeFunctions(nodes);
  const evaluate = (scope: Scope | OutsideScope): unknown => {
    refill(budget);
    return parsed.evaluate(scope);
  };
  return { problems: [], type: checked.type ?? "dyn", evaluate };
}

const isFilled = (found: readonly Problem[]): found is readonly [Problem, ...Problem[]] => found.length > 0;

interface Parsed {
  readonly root: Node;
  readonly check: () => { readonly type?: string; readonly error?: unknown };
  readonly evaluate: (scope: Scope | OutsideScope) => unknown;
}

function parse(text: string, types: ScopeTypes | null): Parsed | { readonly problem: Problem } {
  const whole = { start: 0, end: text.length };
  if (text.trim() === "") return { problem: problem("the expression is empty", whole) };
  if (text.length > MAX_EXPRESSION)
    return { problem: problem(`the expression is longer than ${MAX_EXPRESSION} characters`, whole) };
  try {
    const parsed = environment().parse(text);
    // The node is the library's own object: `Node` names the parts that its types leave out.
    return {
      root: parsed.ast as unknown as Node,
      check: () => parsed.check(),
      evaluate: (scope) => parsed({ ...scope }),
    };
  } catch (error) {
    return { problem: problemOf(error, text, types) };
  }
}

function problemOf(error: unknown, text: string, types: ScopeTypes | null): Problem {
  if (!isCelError(error))
    return problem(error instanceof Error ? error.message : String(error), { start: 0, end: text.length });
  const start = Math.min(error.range?.start ?? 0, Math.max(0, text.length - 1));
  const place = { start, end: Math.min(Math.max(error.range?.end ?? 0, start + 1), text.length) };
  if (error.code === "unknown_variable") return unknownName(text.slice(place.start, place.end), place, types);
  if (error.code === "limit_exceeded") return problem("the expression is nested too deeply or too long", place);
  const suggestion = OPERATORS[text.slice(place.start, place.start + 1)] ?? null;
  return problem(reworded(error), place, { suggestion: error.code === "unexpected_character" ? suggestion : null });
}

/** What was meant by half an operator. */
const OPERATORS: Readonly<Record<string, string>> = { "=": "==", "&": "&&", "|": "||" };
