import { describe, expect, it } from "vitest";
import { DEEPEST, isTooDeep, type Json } from "../../src/core/json.ts";
import { parseBody } from "../../src/http/body.ts";

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const startWith = (input: string): string => `{"workflow":"w","inputs":{"v":${input}}}`;

describe("the body of a request", () => {
  it("may hold what is as deep as an input may be, and is refused in words far beyond", () => {
    const { inputs } = parseBody(startWith(nested(DEEPEST))) as { inputs: { v: Json } };
    expect(isTooDeep(inputs.v)).toBe(false);
    expect(() => parseBody(startWith(nested(10_000)))).toThrow(/nested more than \d+ levels deep/);
  });

  it("is UTF-8, or refused: other bytes would become other words", () => {
    const latin = Buffer.from('{"prompt":"Zürich"}', "latin1");
    expect(() => parseBody(latin)).toThrow(/no UTF-8/);
    expect(parseBody(Buffer.from('{"prompt":"Zürich"}'))).toEqual({ prompt: "Zürich" });
  });
});
