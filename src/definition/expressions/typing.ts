import type { JsonObject } from "../../core/json.ts";
import { nearest } from "../nearest.ts";
import { accessOf, aroundCheck, type CelType, type Checker, type Loop, type Node } from "./cel.ts";
import type { Problem, ScopeTypes } from "./contract.ts";
import { problem } from "./faults.ts";
import { OUTSIDE_ROOTS } from "./environment.ts";
import { secretOf, unknownName } from "./roots.ts";
import { itemsOf, keysOf, memberOf, rootSchema, typeNameOf } from "./schemas.ts";

interface Finding {
  readonly text: string;
  readonly report: (found: Problem) => void;
}

/** What the check of one expression knows. */
interface Typing extends Finding {
  readonly types: ScopeTypes;
  /** Loop variables in sight, innermost last. */
  readonly loops: { readonly name: string; readonly schema: JsonObject | null }[];
  readonly known: WeakMap<Node, JsonObject>;
  readonly report: (found: Problem) => void;
}

/**
 * Types names and keys by JSON Schema, so that a wrong key is found at load. It works on the nodes and leaves the shared
 * environment alone: an environment for every step's scope would cost more than all the rest of the check.
 */
export function addTypes(nodes: readonly Node[], types: ScopeTypes, { text, report }: Finding): void {
  const typing: Typing = { text, report, types, loops: [], known: new WeakMap() };
  for (const node of nodes) {
    if (node.op === "id") typeName(node, typing);
    else if (node.op === "comprehension") typeLoop(node, typing);
    else if (node.op === "==" || node.op === "!=") checkChoice(node, typing);
    else if (accessOf(node) !== null && secretOf(node) === null) typeAccess(node, typing);
  }
}

function typeName(node: Node, typing: Typing): void {
  aroundCheck(node, (next, checker) => {
    const type = next();
    const loop = typing.loops.findLast((each) => each.name === node.args);
    if (loop === undefined && isForeign(String(node.args), typing.types))
      typing.report(unknownName(String(node.args), node, typing.types));
    const schema = loop === undefined ? rootSchema(typing.types, String(node.args)) : loop.schema;
    if (schema == null) return type;
    typing.known.set(node, schema);
    return loop === undefined ? checker.getType("dyn") : type;
  });
}

/** A root of triggers where there is none. */
const isForeign = (name: string, { roots = {} }: ScopeTypes): boolean =>
  OUTSIDE_ROOTS.some((root) => root === name) && !Object.hasOwn(roots, name);

function typeLoop(node: Node, typing: Typing): void {
  const { iterable, iterVarName } = node.args as Loop;
  aroundCheck(node, (next, checker, names) => {
    checker.check(iterable, names);
    const list = typing.known.get(iterable);
    typing.loops.push({ name: iterVarName, schema: list === undefined ? null : itemsOf(list) });
    try {
      return next();
    } finally {
      typing.loops.pop();
    }
  });
}

function typeAccess(node: Node, typing: Typing): void {
  const access = accessOf(node);
  if (access === null) return;
  const { target, key } = access;
  aroundCheck(node, (next, checker, names) => {
    const left = checker.check(target, names);
    const schema = typing.known.get(target);
    const type = next();
    if (schema === undefined) return type;
    return key === null
      ? elementType(node, schema, typing, type)
      : memberType({ node, schema, key, left, type }, typing, checker);
  });
}

function elementType(node: Node, schema: JsonObject, typing: Typing, type: CelType): CelType {
  const items = itemsOf(schema);
  if (items !== null) typing.known.set(node, items);
  return type;
}

/** A text that is compared with a value of a few known texts has to be one of them: it would be unequal for ever. */
function checkChoice(node: Node, typing: Typing): void {
  aroundCheck(node, (next) => {
    const type = next();
    const [left, right] = node.args as readonly [Node, Node];
    for (const [one, literal] of [
      [left, right],
      [right, left],
    ] as const) {
      const choices = typing.known.get(one)?.["enum"];
      if (literal.op !== "value" || typeof literal.args !== "string" || !Array.isArray(choices)) continue;
      if (choices.includes(literal.args)) continue;
      const path = typing.text.slice(one.start, one.end);
      const words = choices.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
      const more = { expected: listed(words), suggestion: nearest(literal.args, words) };
      typing.report(problem(`${path} is never "${literal.args}"`, literal, more));
    }
    return type;
  });
}

interface Member {
  readonly node: Node;
  readonly schema: JsonObject;
  readonly key: string;
  readonly left: CelType;
  /** What the library made of it. */
  readonly type: CelType;
}

function memberType(member: Member, typing: Typing, checker: Checker): CelType {
  const { node, schema, key, type } = member;
  const keys = keysOf(schema);
  if (keys !== null && !keys.includes(key)) {
    typing.report(unknownKey(node, key, keys, typing.text));
    return type;
  }
  const found = memberOf(schema, key);
  if (found === null) return type;
  typing.known.set(node, found);
  // One that is not there is a failure to read, so that whatever can be read has the type.
  return type.kind === "optional" ? type : checker.getType(typeNameOf(found));
}

function unknownKey(node: Node, key: string, keys: readonly string[], text: string): Problem {
  const target = accessOf(node)?.target ?? node;
  const path = text.slice(target.start, target.end);
  const start = node.op.startsWith("[") ? target.end : node.pos;
  const dashed = dashedName(text.slice(start), key, keys);
  const near = dashed ?? nearest(key, keys);
  return problem(
    dashed === null ? `${path} has no "${key}"` : `"${dashed}" has to be quoted: a dash is a minus here`,
    { start, end: dashed === null ? node.end : start + dashed.length },
    { expected: listed(keys.filter(isWritten)), suggestion: near === null ? null : reading(path, near) },
  );
}

/** A step whose id was refused goes by its place in the file. */
const isWritten = (key: string): boolean => !key.startsWith("(");

/** `steps.my-step` reads as a subtraction: the name that was meant goes on after the key. */
function dashedName(rest: string, key: string, keys: readonly string[]): string | null {
  const written = /^[\w-]+/.exec(rest)?.[0];
  if (written === undefined || written === key) return null;
  return keys.includes(written)
    ? written
    : nearest(
        written,
        keys.filter((each) => each.includes("-")),
      );
}

const listed = (keys: readonly string[]): string | null =>
  keys.length === 0 ? null : `one of ${keys.slice(0, 20).join(", ")}${keys.length > 20 ? ", …" : ""}`;

const reading = (path: string, key: string): string =>
  /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`;
