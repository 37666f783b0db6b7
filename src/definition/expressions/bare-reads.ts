import { accessOf, callOf, childrenOf, isName, type Node } from "./cel.ts";
import { environment } from "./environment.ts";

/** `steps.<id>` or a key of `error`, read without asking first whether it is there. */
export interface BareRead {
  /** `null` for `error`. */
  readonly step: string | null;
  /** In the expression's text. */
  readonly start: number;
  readonly end: number;
}

/** Calls that say how the run or a step went: what they decide about is read only where it is there. */
const QUESTIONS: ReadonlySet<string> = new Set(["has", "success", "failure", "canceled"]);

/** In the order of the text; none of a text that is no expression. */
export function bareReads(text: string): readonly BareRead[] {
  const found: BareRead[] = [];
  try {
    // The library's own object: `Node` names the parts that its types leave out.
    visit(environment().parse(text).ast as unknown as Node, found);
  } catch {
    return [];
  }
  return found;
}

function visit(node: Node, found: BareRead[]): void {
  const call = callOf(node);
  if (call?.name === "has") return;
  if (call?.name === "default") return visitAll(call.args.slice(1), found);
  const children = childrenOf(node);
  const [first] = children;
  if (["&&", "||", "?:"].includes(node.op) && first !== undefined && asks(first)) return visit(first, found);
  // What stands behind `?` may be missing.
  if (node.op === ".?" || node.op === "[?]") return;
  const read = readBy(node);
  if (read !== null) found.push(read);
  visitAll(children, found);
}

const visitAll = (nodes: readonly Node[], found: BareRead[]): void => {
  for (const node of nodes) visit(node, found);
};

function readBy(node: Node): BareRead | null {
  const access = accessOf(node);
  if (access === null) return null;
  const { target, key } = access;
  const place = { start: target.start, end: node.end };
  if (isName(target, "error")) return { step: null, ...place };
  return isName(target, "steps") && key !== null ? { step: key, ...place } : null;
}

/** `error != null` asks as well. */
function asks(node: Node): boolean {
  const name = callOf(node)?.name;
  if (name !== undefined && QUESTIONS.has(name)) return true;
  const children = childrenOf(node);
  if ((node.op === "!=" || node.op === "==") && children.some((one) => isName(one, "error"))) return true;
  return children.some(asks);
}
