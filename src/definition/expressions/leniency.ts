import { aroundCheck, callOf, isCelError, type Checker, type Names, type Node } from "./cel.ts";

/**
 * Where CEL is stricter than JSON data wants: anything may be compared with `null`, the two arms of `? :` and of
 * `orValue` may differ in type, and `%` works on the one kind of number.
 */
export function addLeniency(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.op === "==" || node.op === "!=") allowNull(node);
    if (node.op === "%") allowRemainder(node);
    if (node.op === "?:") unlike(node, "incompatible_ternary_branches");
    if (callOf(node)?.name === "orValue") unlike(node, "incompatible_argument_type");
  }
}

function allowNull(node: Node): void {
  aroundCheck(node, (next, checker, names) => {
    const types = operands(node, checker, names);
    if (types.every((type) => type !== "null")) return next();
    const equal = node.op === "==";
    node.handle = (left, right) => (left === right) === equal;
    return checker.getType("bool");
  });
}

function allowRemainder(node: Node): void {
  aroundCheck(node, (next, checker, names) => {
    if (!operands(node, checker, names).every((type) => type === "double" || type === "dyn")) return next();
    node.handle = (left, right) => {
      if (typeof left === "number" && typeof right === "number") return left % right;
      throw checker.createError("no_such_overload", "Operator '%' takes two numbers", node);
    };
    return checker.getType("double");
  });
}

/** The names of both operands' types; sets what the library's own evaluation reads. */
function operands(node: Node, checker: Checker, names: Names): readonly string[] {
  const [left, right] = node.args as readonly [Node, Node];
  node.left = left;
  node.right = right;
  return [checker.check(left, names).name, checker.check(right, names).name];
}

function unlike(node: Node, code: string): void {
  aroundCheck(node, (next, checker) => {
    try {
      return next();
    } catch (error) {
      if (isCelError(error) && error.code === code) return checker.getType("dyn");
      throw error;
    }
  });
}
