import { Optional } from "@marcbachmann/cel-js";
import { isJsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { secretPlaceholder } from "../../core/secrets.ts";
import type { Problem, ScopeTypes } from "./contract.ts";
import { ABSENT, VERDICTS } from "./environment.ts";
import { ROOTS } from "./contract.ts";
import { problem } from "./faults.ts";
import { accessOf, aroundCheck, callOf, isCelError, isName, type Evaluate, type Node } from "./cel.ts";
import { isPlain } from "./values.ts";

/** A name that nothing stands for in this scope. */
export function unknownName(
  name: string,
  place: { readonly start: number; readonly end: number },
  types: ScopeTypes | null,
): Problem {
  const names = types?.roots === undefined ? ROOTS : Object.keys(types.roots);
  const expected = `${names.length > 1 ? "one of " : ""}${names.join(", ")}`;
  return problem(`there is no "${name}"`, place, { expected, suggestion: nearest(name, names) });
}

/** The name of the secret that a node reads; `null` for every other node. */
export function secretOf(node: Node): string | null {
  const access = accessOf(node);
  if (access?.key == null || !isName(access.target, "secrets")) return null;
  return node.op === "." || node.op === "[]" ? access.key : null;
}

/** The library checks only the root of `has(a.b.c)`, and evaluates it by other means than `a.b.c`. Call before the check. */
export function checkPaths(nodes: readonly Node[]): void {
  for (const node of nodes) {
    const call = callOf(node);
    const path = call?.name === "has" ? call.args[0] : undefined;
    if (path?.op !== "." && path?.op !== ".?") continue;
    aroundCheck(node, (next, checker, names) => {
      checker.check(path, names);
      return next();
    });
  }
}

/** `secrets.NAME` is the placeholder that core puts the value for, once the effect is performed. Call before the check. */
export function placeSecrets(nodes: readonly Node[]): void {
  for (const node of nodes) {
    const name = secretOf(node);
    if (name === null) continue;
    const placeholder = secretPlaceholder(name);
    node.setMeta("check", (checker) => checker.getType("string"));
    node.setMeta("evaluate", () => placeholder);
  }
}

/** Gives the verdict functions and `has()` their meaning. Call after the check. */
export function placeFunctions(nodes: readonly Node[]): void {
  for (const node of nodes) {
    const call = callOf(node);
    const verdict = VERDICTS.find((name) => name === call?.name);
    if (verdict !== undefined && call?.args.length === 0) node.setMeta("evaluate", asksVerdict(verdict));
    if (call?.name === "has") forgiveMissing(node);
  }
}

function asksVerdict(name: (typeof VERDICTS)[number]): Evaluate {
  if (name === "always") return () => true;
  return (_runner, _node, names) => {
    const run = names.getValue("run");
    const verdict = isJsonObject(run) ? (run["verdict"] ?? null) : null;
    if (name === "success") return verdict === null || verdict === "succeeded";
    return verdict === (name === "failure" ? "failed" : "canceled");
  };
}

/** `has(a.b.c)` is false, not an error, when already `a.b` is missing. */
function forgiveMissing(node: Node): void {
  const { macro } = node.meta;
  const path = callOf(node)?.args[0];
  if (macro === undefined || path === undefined) return;
  node.setMeta("macro", {
    ...macro,
    evaluate(runner, _macro, names) {
      try {
        const value = runner.run(path, names);
        return value instanceof Optional ? value.hasValue() : true;
      } catch (error) {
        if (isCelError(error) && ABSENT.has(error.code)) return false;
        throw error;
      }
    },
  });
}

/** Reads keys by ownership alone: the library looks at `constructor` first, which data may hold. Call after the check. */
export function placeReading(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if ((node.op !== "." && node.op !== "[]") || secretOf(node) !== null) continue;
    const [target, key] = node.args as readonly [Node, Node | string];
    node.setMeta("evaluate", (runner, self, names) => {
      const object = runner.run(target, names);
      const name = typeof key === "string" ? key : runner.run(key, names);
      if (!isPlain(object)) return node.handle(object, name, self, runner);
      if ((typeof name === "string" || typeof name === "number") && Object.hasOwn(object, name)) return object[name];
      throw runner.createError("no_such_key", `No such key: ${String(name)}`, node);
    });
  }
}
