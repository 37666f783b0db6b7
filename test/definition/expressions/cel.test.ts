import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { aroundCheck, callOf, nodesOf, type Node } from "../../../src/definition/expressions/cel.ts";

// What `cel.ts` reads and replaces in the library is not part of its typed surface: a new version has to pass this first.

const environment = new Environment({ enableOptionalTypes: true }).registerVariable("a", "dyn");

const parse = (text: string) => {
  const parsed = environment.parse(text);
  return { parsed, root: parsed.ast as unknown as Node };
};

test("a node's check and evaluation can be replaced", () => {
  const { parsed, root } = parse("a.b");
  root.setMeta("check", (checker) => checker.getType("string"));
  root.setMeta("evaluate", (_runner, _node, names) => `read ${String(names.getValue("a"))}`);
  expect(parsed.check()).toMatchObject({ valid: true, type: "string" });
  expect(parsed({ a: 1 })).toBe("read 1");
});

test("checks can be wrapped whichever way the library checks: node, macro or expansion", () => {
  for (const text of ["a.b", "has(a.b)", "a.?b.orValue(1)", "a.map(x, x)", "cel.bind(x, 1, x)", "size(a)"]) {
    const { parsed, root } = parse(text);
    let seen = 0;
    aroundCheck(root, (next) => {
      seen++;
      return next();
    });
    expect(parsed.check().valid).toBe(true);
    expect(seen).toBe(1);
  }
});

test("every node is found once, children first, loops by their expansion", () => {
  const ops = (text: string) => nodesOf(parse(text).root).map((node) => node.op);
  expect(ops('a["x"].b + 1 > 2 && [a].size() == {"k": a}.k')).toEqual([
    "id",
    "value",
    "[]",
    ".",
    "value",
    "+",
    "value",
    ">",
    "id",
    "list",
    "rcall",
    "value",
    "id",
    "map",
    ".",
    "==",
    "&&",
  ]);
  expect(ops("a.map(x, x > 1, x + 1)")).toContain("comprehension");
  expect(ops("has(a.b) ? -a : !a")).toEqual(["id", ".", "call", "id", "-_", "id", "!_", "?:"]);
});

test("positions are offsets into the text; an access points at its key", () => {
  const text = "1 + a.key";
  const node = nodesOf(parse(text).root).find((each) => each.op === ".");
  expect([node?.start, node?.pos, node?.end]).toEqual([4, 6, 9]);
});

test("operators and calls are evaluated from the operands and the handle that their check leaves", () => {
  const { parsed, root } = parse("a + 1");
  parsed.check();
  expect(root.left.op).toBe("id");
  expect(root.right.op).toBe("value");
  expect(typeof root.handle).toBe("function");
  const call = parse("a.contains('x')");
  call.parsed.check();
  expect(call.root.receiverWithArgs).toHaveLength(2);
  expect(callOf(call.root)?.name).toBe("contains");
});

test("errors carry a code, a summary and a range", () => {
  const { error } = environment.check("a + nope");
  expect(error).toMatchObject({
    code: "unknown_variable",
    summary: "Unknown variable: nope",
    range: { start: 4, end: 8 },
  });
});
