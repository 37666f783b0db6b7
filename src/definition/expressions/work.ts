import { secretPlaceholder, secretsIn } from "../../core/secrets.ts";
import { callOf, childrenOf, nodesOf, type Evaluate, type Loop, type Node } from "./cel.ts";
import { MAX_LIST, MAX_TEXT, MAX_WORK } from "./limits.ts";
import { toNumber } from "./numbers.ts";
import { searchWork } from "./regex.ts";

/** Too much work, too long a result, or a secret where its value would be needed. */
export class Refusal extends Error {}

/** What is left of one evaluation's work; the compiled expression owns it and refills it each time. */
export interface Budget {
  left: number;
}

export const refill = (budget: Budget): void => {
  budget.left = MAX_WORK;
};

/** Counts the work of loops, operators and calls, and keeps secrets out of them. Call after the check. */
export function limitWork(nodes: readonly Node[], budget: Budget): void {
  for (const node of nodes) {
    if (node.op === "comprehension") limitLoop(node, budget);
    else if (BINARY.has(node.op)) limitOperator(node, budget);
    else if (callOf(node) !== null && node.meta.macro === undefined && node.meta.alternate === undefined)
      limitCall(node, budget);
  }
}

const BINARY: ReadonlySet<string> = new Set(["==", "!=", "in", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"]);

/** Functions that hand a secret on as it is; all others would work on its placeholder. */
const CARRIES_SECRETS: ReadonlySet<string> = new Set(["json", "join", "string", "dyn", "of"]);

function spend(budget: Budget, units: number): void {
  budget.left -= units;
  if (budget.left < 0) throw exhausted;
}

/** Made once: loops such as `all` collect errors, and a stack trace for each would be most of the work. */
const exhausted = new Refusal("it takes too much work; loop over less, or do this in a script");

/** An error that `all` or `exists` goes on after costs about as much as this many units. */
const ERROR_WORK = 300;

function limitLoop(node: Node, budget: Budget): void {
  const { iterable, step } = node.args as Loop;
  const units = 2 * nodesOf(step).length;
  const list = iterable.meta.evaluate;
  if (iterable.meta.macro === undefined && iterable.meta.alternate === undefined)
    iterable.setMeta("evaluate", (runner, self, names) => limitLength(list(runner, self, names)));
  const each = step.meta.evaluate;
  step.setMeta("evaluate", (runner, self, names) => {
    spend(budget, units);
    try {
      return each(runner, self, names);
    } catch (error) {
      spend(budget, ERROR_WORK);
      throw error;
    }
  });
}

function limitOperator(node: Node, budget: Budget): void {
  const { left, right } = node;
  const joins = node.op === "+";
  const divides = node.op === "/" || node.op === "%";
  const evaluate: Evaluate = (runner, self, names) => {
    const a = runner.run(left, names);
    const b = runner.run(right, names);
    spend(budget, weigh(a, budget.left) + weigh(b, budget.left));
    if (!joins) refuseSecrets([a, b], "be compared");
    if (divides && b === 0) throw new Refusal("it divides by zero");
    const value = node.handle(a, b, self, runner);
    return joins ? limitSize(value) : value;
  };
  node.setMeta("evaluate", evaluate);
}

function limitCall(node: Node, budget: Budget): void {
  const name = callOf(node)?.name ?? "";
  const isMethod = node.op === "rcall";
  const operands = isMethod ? (node.receiverWithArgs ?? []) : childrenOf(node);
  node.setMeta("evaluate", (runner, self, names) => {
    const values = operands.map((operand) => runner.run(operand, names));
    for (const value of values)
      spend(budget, typeof value === "string" ? 4 + value.length / 4 : 4 + weigh(value, budget.left));
    if (name === "regex") spend(budget, searchWork(String(values[0]), String(values[1])));
    if (!CARRIES_SECRETS.has(name)) refuseSecrets(values, `be given to ${name}()`);
    return toNumber(limitSize(isMethod ? node.handle(values, runner, self) : node.handle(values, self, runner)));
  });
}

/** Units in step with the size of a value, counted no further than `most`. Comparing and joining texts is cheap. */
function weigh(value: unknown, most: number): number {
  if (typeof value === "string") return 1 + value.length / 64;
  if (typeof value !== "object" || value === null) return 1;
  let units = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    units += weigh(item, most - units);
    if (units > most) break;
  }
  return units;
}

function limitLength(value: unknown): unknown {
  if (Array.isArray(value) && value.length > MAX_LIST) throw new Refusal(`it loops over more than ${MAX_LIST} items`);
  return value;
}

function limitSize(value: unknown): unknown {
  if (typeof value === "string" && value.length > MAX_TEXT)
    throw new Refusal(`it makes a text of more than ${MAX_TEXT} characters`);
  if (Array.isArray(value) && value.length > MAX_LIST)
    throw new Refusal(`it makes a list of more than ${MAX_LIST} items`);
  return value;
}

const MARK = secretPlaceholder("").charAt(0);

function refuseSecrets(values: readonly unknown[], what: string): void {
  for (const value of values) {
    if (typeof value !== "string" || !value.includes(MARK)) continue;
    const [name] = secretsIn(value);
    if (name !== undefined)
      throw new Refusal(`secrets.${name} cannot ${what}: expressions never know the value of a secret`);
  }
}
