/**
 * What we lean on inside `@marcbachmann/cel-js` 8.0.0, beyond its typed surface. Its nodes carry their own `check` and
 * `evaluate`, which `setMeta` replaces: that is how one number type, schemas, secrets and limits are put in.
 * `test/definition/expressions/cel.test.ts` pins this shape.
 */
export interface CelType {
  readonly kind: string;
  readonly name: string;
  readonly valueType?: CelType;
}

/** The variables in sight; loops fork it. */
export interface Names {
  getValue(name: string): unknown;
}

export interface Checker {
  check(node: Node, names: Names): CelType;
  getType(name: string): CelType;
  formatType(type: CelType): string;
  createError(code: string, message: string, node: Node): Error;
}

interface Runner {
  run(node: Node, names: Names): unknown;
  createError(code: string, message: string, node: Node): Error;
}

type Check = (checker: Checker, node: Node, names: Names) => CelType;
export type Evaluate = (runner: Runner, node: Node, names: Names) => unknown;

export interface Macro {
  readonly async?: boolean;
  typeCheck(checker: Checker, macro: Macro, names: Names): CelType;
  evaluate(runner: Runner, macro: Macro, names: Names): unknown;
}

export interface Node {
  op: string;
  args: unknown;
  readonly start: number;
  readonly end: number;
  /** Where an error points: for `a.b` the `b`. */
  readonly pos: number;
  readonly meta: {
    readonly check: Check;
    readonly evaluate: Evaluate;
    readonly alternate?: Node;
    readonly macro?: Macro;
  };
  setMeta(key: "check", value: Check): Node;
  setMeta(key: "evaluate", value: Evaluate): Node;
  setMeta(key: "macro", value: Macro): Node;
  /** Set by the check of an operator or a call, and read by its evaluation. */
  left: Node;
  right: Node;
  receiverWithArgs?: readonly Node[];
  handle: (...values: readonly unknown[]) => unknown;
}

/** A loop macro (`map`, `filter`, `all`, …) once expanded. */
export interface Loop {
  readonly iterable: Node;
  readonly iterVarName: string;
  readonly init: Node;
  readonly step: Node;
}

/** An error of the library, or one of ours made by its `createError`. */
export interface CelError extends Error {
  readonly code: string;
  /** The message without the excerpt. */
  readonly summary: string;
  readonly node?: Pick<Node, "start" | "end" | "pos">;
  readonly range?: { readonly start: number; readonly end: number };
}

export const isCelError = (thrown: unknown): thrown is CelError =>
  thrown instanceof Error && "summary" in thrown && typeof thrown.summary === "string" && "code" in thrown;

type Around = (next: () => CelType, checker: Checker, names: Names) => CelType;

/** Puts a step around the check of a node, whichever way the library checks it. */
export function aroundCheck(node: Node, around: Around): void {
  const { alternate, macro, check } = node.meta;
  if (alternate !== undefined) return aroundCheck(alternate, around);
  if (macro === undefined) {
    node.setMeta("check", (checker, self, names) => around(() => check(checker, self, names), checker, names));
    return;
  }
  const typeCheck: Macro["typeCheck"] = (checker, self, names) =>
    around(() => macro.typeCheck(checker, self, names), checker, names);
  node.setMeta("macro", { ...macro, typeCheck });
}

/** Every node below and including `node`, children first. A loop's expansion stands for the call that wrote it. */
export function nodesOf(node: Node): readonly Node[] {
  const found = new Set<Node>();
  const visit = (each: Node): void => {
    if (found.has(each)) return;
    for (const child of childrenOf(each)) visit(child);
    found.add(each);
  };
  visit(node);
  return [...found];
}

export function childrenOf(node: Node): readonly Node[] {
  if (node.meta.alternate !== undefined) return [node.meta.alternate];
  if (node.op === "comprehension") {
    const { iterable, init, step } = node.args as Loop;
    return [iterable, init, step];
  }
  return nodesIn(node.args);
}

/** Arguments are nodes, names and literals, in lists up to two deep. */
function nodesIn(args: unknown, into: Node[] = []): readonly Node[] {
  if (Array.isArray(args)) for (const each of args) nodesIn(each, into);
  else if (isNode(args)) into.push(args);
  return into;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && (value as Partial<Node>).setMeta !== undefined;

/** The name and the arguments of a call, the receiver of `x.f()` first; `null` for other nodes. */
export function callOf(node: Node): { readonly name: string; readonly args: readonly Node[] } | null {
  if (node.op !== "call" && node.op !== "rcall") return null;
  const [name, ...args] = node.args as readonly [string, ...unknown[]];
  return { name, args: nodesIn(args) };
}

/** What `a.b`, `a.?b` and `a["b"]` read; `key` is `null` where it is computed. */
export function accessOf(node: Node): { readonly target: Node; readonly key: string | null } | null {
  if (node.op === "." || node.op === ".?") {
    const [target, key] = node.args as readonly [Node, string];
    return { target, key };
  }
  if (node.op !== "[]" && node.op !== "[?]") return null;
  const [target, index] = node.args as readonly [Node, Node];
  return { target, key: index.op === "value" && typeof index.args === "string" ? index.args : null };
}

export const isName = (node: Node, name: string): boolean => node.op === "id" && node.args === name;
