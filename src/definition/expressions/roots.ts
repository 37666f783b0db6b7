import { isJsonObject } from "../../core/json.ts";
import { secretPlaceholder } from "../../core/secrets.ts";
import { ABSENT, VERDICTS } from "./environment.ts";
import { accessOf, callOf, isCelError, isName, type Evaluate, type Node } from "./cel.ts";

/** The name of the secret that a node reads; `null` for every other node. */
export function secretOf(node: Node): string | null {
  const access = accessOf(node);
  if (access?.key == null || !isName(access.target, "secrets")) return null;
  return node.op === "." || node.op === "[]" ? access.key : null;
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
  if (macro === undefined) return;
  node.setMeta("macro", {
    ...macro,
    evaluate(runner, self, names) {
      try {
        return macro.evaluate(runner, self, names);
      } catch (error) {
        if (isCelError(error) && ABSENT.has(error.code)) return false;
        throw error;
      }
    },
  });
}
