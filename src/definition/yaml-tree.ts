import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type Scalar } from "yaml";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json } from "../core/json.ts";
import { diagnosticAt, type Finding, type Range, type Source } from "./source.ts";

/** What a file's aliases may expand to, all together. */
const MOST_EXPANDED = 50_000;

export type MutableJson = string | number | boolean | null | MutableJson[] | { [key: string]: MutableJson };
export type Container = MutableJson[] | { [key: string]: MutableJson };

export interface Place {
  readonly key: Node | null;
  readonly value: Node | null;
  /** Where an empty value would stand. */
  readonly range: Range;
}

/** Where each member of each object and list stands. Lists keep theirs by index. */
export type Places = WeakMap<object, Map<string | number, Place>>;

export interface Tree {
  readonly value: MutableJson;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
  /** The aliases expand to so much that the value is not whole. */
  readonly hasExploded: boolean;
}

interface Walk {
  readonly source: Source;
  readonly places: Places;
  readonly diagnostics: Diagnostic[];
  readonly anchors: Map<string, Node>;
  /** Anchored nodes that are being read now: an alias to one of them would contain itself. */
  readonly open: Set<Node>;
  aliasDepth: number;
  expanded: number;
}

/** The document as JSON, with places; merge keys (`<<`) and aliases are resolved. Never throws. */
export function toTree(source: Source, document: Document): Tree {
  const walk: Walk = {
    source,
    places: new WeakMap(),
    diagnostics: [],
    anchors: new Map(),
    open: new Set(),
    aliasDepth: 0,
    expanded: 0,
  };
  const value = read(walk, document.contents);
  return { value, places: walk.places, diagnostics: walk.diagnostics, hasExploded: walk.expanded > MOST_EXPANDED };
}

function read(walk: Walk, node: Node | null): MutableJson {
  if (node === null) return null;
  if (walk.aliasDepth > 0 && ++walk.expanded > MOST_EXPANDED) return null;
  if (isAlias(node)) return readAlias(walk, node.source, node);
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return readScalar(walk, node);
  walk.open.add(node);
  const value = isMap(node)
    ? readMap(walk, node.items, rangeOf(node))
    : isSeq(node)
      ? readSeq(walk, node.items as Node[])
      : null;
  walk.open.delete(node);
  return value;
}

function readAlias(walk: Walk, name: string, node: Node): MutableJson {
  const anchor = walk.anchors.get(name);
  if (anchor === undefined) {
    report(walk, rangeOf(node), {
      code: "D005",
      message: `Unknown alias "*${name}": no anchor "&${name}" stands before it.`,
    });
    return null;
  }
  if (walk.open.has(anchor)) {
    report(walk, rangeOf(node), { code: "D005", message: `The alias "*${name}" stands inside its own anchor.` });
    return null;
  }
  const wasWithin = walk.expanded <= MOST_EXPANDED;
  walk.aliasDepth++;
  const value = wasWithin ? read(walk, anchor) : null;
  walk.aliasDepth--;
  if (wasWithin && walk.expanded > MOST_EXPANDED && walk.aliasDepth === 0)
    report(walk, rangeOf(node), {
      code: "D005",
      message: "The aliases of this file expand to too much.",
      expected: `at most ${MOST_EXPANDED} values in all`,
    });
  return value;
}

function readScalar(walk: Walk, node: Scalar): MutableJson {
  const { value } = node;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  report(walk, rangeOf(node), {
    code: "D010",
    message: `The value ${node.source ?? JSON.stringify(value)} cannot be written as JSON.`,
    suggestion: "put it in quotes to make it a text",
  });
  return null;
}

function readSeq(walk: Walk, items: readonly Node[]): MutableJson[] {
  const list: MutableJson[] = [];
  const places = new Map<string | number, Place>();
  walk.places.set(list, places);
  for (const [i, item] of items.entries()) {
    list.push(read(walk, item));
    places.set(i, { key: null, value: item, range: rangeOf(item) });
  }
  return list;
}

function readMap(walk: Walk, items: readonly Pair[], range: Range): { [key: string]: MutableJson } {
  // Without a prototype `__proto__` is a key like any other.
  const object: { [key: string]: MutableJson } = Object.create(null) as { [key: string]: MutableJson };
  const places = new Map<string | number, Place>();
  walk.places.set(object, places);
  for (const pair of items) if (keyOf(pair) !== "<<") readPair(walk, pair, object, range);
  for (const pair of items) if (keyOf(pair) === "<<") merge(walk, object, pair);
  return object;
}

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : "");

function readPair(walk: Walk, pair: Pair, object: { [key: string]: MutableJson }, range: Range): void {
  const key = pair.key as Node | null;
  const name = keyOf(pair);
  const value = pair.value as Node | null;
  const places = walk.places.get(object);
  const first = places?.get(name);
  if (isScalar(key) && key.anchor !== undefined) walk.anchors.set(key.anchor, key);
  const keyRange = key === null ? range : rangeOf(key);
  if (first !== undefined) {
    const line = first.key === null ? 0 : atLine(walk.source, rangeOf(first.key).start);
    report(walk, keyRange, { code: "D008", message: `Duplicate key "${name}": it stands in line ${line} already.` });
    read(walk, value);
    return;
  }
  object[name] = read(walk, value);
  places?.set(name, { key, value, range: value === null ? keyRange : rangeOf(value) });
}

function merge(walk: Walk, object: { [key: string]: MutableJson }, pair: Pair): void {
  const node = pair.value as Node | null;
  const value = read(walk, node);
  const sources = Array.isArray(value) ? value : [value];
  const places = walk.places.get(object);
  for (const from of sources) {
    if (typeof from !== "object" || from === null || Array.isArray(from)) {
      const range = node === null ? rangeOf(pair.key as Node) : rangeOf(node);
      report(walk, range, { code: "D103", message: "Only maps can be merged with <<.", expected: "an alias of a map" });
      continue;
    }
    for (const [key, inner] of Object.entries(from)) {
      if (key in object) continue;
      object[key] = inner;
      const place = walk.places.get(from)?.get(key);
      if (place !== undefined) places?.set(key, place);
    }
  }
}

function report(walk: Walk, range: Range, finding: Finding): void {
  walk.diagnostics.push(diagnosticAt(walk.source, range, finding));
}

const atLine = (source: Source, offset: number): number => source.text.slice(0, offset).split("\n").length;

export function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 1];
  return { start, end };
}

/** A JSON value as others may keep it. */
export const asJson = (value: MutableJson): Json => value;
