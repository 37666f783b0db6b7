import { nearest } from "../nearest.ts";
import { accessOf, callOf, childrenOf, isName, type Loop, type Node } from "./cel.ts";
import type { Problem, ScopeTypes } from "./contract.ts";
import { environment, VERDICTS } from "./environment.ts";
import { ROOTS } from "./contract.ts";
import { problem } from "./faults.ts";
import { MAX_LOOPS } from "./limits.ts";
import { patternOf } from "./regex.ts";
import { secretOf } from "./roots.ts";

/** What the language leaves out, and what cannot be read here. `types` is `null` when only the language is asked. */
export function refusals(nodes: readonly Node[], types: ScopeTypes | null): readonly Problem[] {
  const handled = new Set(nodes.filter((node) => secretOf(node) !== null).map((node) => accessOf(node)?.target));
  const found = nodes.flatMap((node) => [
    ...refusedCall(node),
    ...refusedLoop(node),
    ...refusedNumber(node),
    ...(handled.has(node) ? [] : refusedSecrets(node)),
    ...refusedName(node),
    ...(types === null ? [] : refusedRoot(node, types)),
  ]);
  const root = nodes.at(-1);
  if (root === undefined || loopDepth(root) <= MAX_LOOPS) return found;
  return [
    ...found,
    problem(`more than ${MAX_LOOPS} loops stand in one another`, root, { suggestion: "do this in a script" }),
  ];
}

function refusedCall(node: Node): readonly Problem[] {
  const call = callOf(node);
  if (call === null) return [];
  if (call.name === "matches")
    return [
      problem("matches() is left out: some patterns would hang the engine", node, {
        suggestion: "regex(text, pattern)",
      }),
    ];
  if (call.name === "uint")
    return [problem("uint() is left out: there is one kind of number", node, { suggestion: "int(…)" })];
  if (call.name === "has" && call.args.some((path) => secretOf(path) !== null))
    return [problem("has() cannot tell whether a secret is set", node)];
  const names = functionNames();
  if (!names.has(call.name)) return [unknownFunction(node, call.name, [...names])];
  return call.name === "regex" ? refusedPattern(call.args[1]) : [];
}

function unknownFunction(node: Node, name: string, names: readonly string[]): Problem {
  const near = nearest(name, names);
  return problem(`there is no function ${name}()`, node, { suggestion: near === null ? null : `${near}()` });
}

/** A pattern that is written out is tried at once. */
function refusedPattern(node: Node | undefined): readonly Problem[] {
  if (node?.op !== "value" || typeof node.args !== "string") return [];
  const pattern = patternOf(node.args);
  return "refusal" in pattern ? [problem(`regex() cannot use the pattern: ${pattern.refusal}`, node)] : [];
}

let known: ReadonlySet<string> | null = null;

function functionNames(): ReadonlySet<string> {
  known ??= new Set(
    environment()
      .getDefinitions()
      .functions.map((each) => each.name)
      .filter((name) => name !== "matches" && name !== "uint"),
  );
  return known;
}

/** Loop variables hide what is named like them; `success()` and the roots have to stay what they are. */
function refusedLoop(node: Node): readonly Problem[] {
  if (node.op !== "comprehension") return [];
  const { iterVarName } = node.args as Loop;
  if (!ROOTS.some((root) => root === iterVarName)) return [];
  return [problem(`"${iterVarName}" cannot name a loop variable: it is a root`, node)];
}

function refusedNumber(node: Node): readonly Problem[] {
  if (node.op !== "value" || typeof node.args !== "bigint") return [];
  const exact = BigInt(Number(node.args)) === node.args;
  return exact ? [] : [problem("the number is too large to be exact", node, { suggestion: "write it as a text" })];
}

function refusedSecrets(node: Node): readonly Problem[] {
  if (!isName(node, "secrets")) return [];
  return [
    problem("secrets are read one at a time, by a name that stands in the file", node, { suggestion: "secrets.NAME" }),
  ];
}

const SECRET_NAME = /^[A-Za-z_]\w*$/;

function refusedName(node: Node): readonly Problem[] {
  const name = secretOf(node);
  return name === null || SECRET_NAME.test(name) ? [] : [problem(`"${name}" cannot name a secret`, node)];
}

function refusedRoot(node: Node, types: ScopeTypes): readonly Problem[] {
  if (types.roots !== undefined) return refusedOutside(node, Object.keys(types.roots));
  if (isName(node, "event") && !types.event)
    return [problem("event cannot be read here: only what an event sets off can see it", node)];
  if (isName(node, "error") && !types.error)
    return [problem("error cannot be read here: only what a failure sets off can see it", node)];
  if (isName(node, "secrets") && !types.secrets)
    return [
      problem("secrets cannot be read here (only where a value goes to an action: run, with, env, prompt)", node),
    ];
  return [];
}

/** Where there is no run yet. Its roots cannot name loop variables: whoever writes one means the root. */
function refusedOutside(node: Node, roots: readonly string[]): readonly Problem[] {
  const verdict = VERDICTS.find((name) => callOf(node)?.name === name);
  if (verdict !== undefined) return [problem(`${verdict}() asks how a run goes, and here is none yet`, node)];
  const name = ROOTS.find((root) => isName(node, root));
  if (name === undefined || roots.includes(name)) return [];
  return [
    problem(`${name} cannot be read here: a run that is still to start has none`, node, { expected: roots.join(", ") }),
  ];
}

/** How many loops run inside one another; a list that is made by a loop counts once, not for each item. */
function loopDepth(node: Node): number {
  if (node.meta.alternate !== undefined) return loopDepth(node.meta.alternate);
  if (node.op !== "comprehension") return Math.max(0, ...childrenOf(node).map(loopDepth));
  const { iterable, step } = node.args as Loop;
  return Math.max(loopDepth(iterable), 1 + loopDepth(step));
}
