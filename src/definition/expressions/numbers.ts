import { isPlain } from "./values.ts";
import { accessOf, aroundCheck, callOf, isNode, type Node } from "./cel.ts";

/**
 * One kind of number, as in JSON: CEL's whole numbers become doubles wherever they come from, so that `inputs.n + 1`,
 * `cond ? 1 : inputs.n` and `[1, 2] == inputs.list` mean what they say. `7 / 2` is 3.5 everywhere.
 */
export function unifyNumbers(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.op === "value") node.args = toNumber(node.args);
    if (callOf(node) !== null) retype(node, "int", "double");
    const access = accessOf(node);
    if (access !== null && access.key === null) allowAsIndex(node);
  }
}

/** The library wants whole numbers as list indexes when it checks, and takes any when it evaluates. */
function allowAsIndex(access: Node): void {
  const [, index] = access.args as readonly [Node, unknown];
  if (isNode(index)) retype(index, "double", "int");
}

function retype(node: Node, from: string, to: string): void {
  aroundCheck(node, (next, checker) => {
    const type = next();
    return type.name === from ? checker.getType(to) : type;
  });
}

/** For bigint and for the library's unsigned integers; anything else stays. Data may hold a key named `valueOf`. */
export function toNumber(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null || isPlain(value) || Array.isArray(value)) return value;
  const primitive: unknown = value.valueOf();
  return typeof primitive === "bigint" ? Number(primitive) : value;
}
