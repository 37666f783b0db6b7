import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { TOOLS } from "../../src/mcp/tools.ts";
import { root } from "../cli/drover.ts";

it("docs/mcp.md lists every tool with its role, and none that does not exist", () => {
  const text = readFileSync(path.join(root, "docs/mcp.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| .+ \| (\w+) \|$/gm)].map(([, name, role]) => [name, role]);
  expect(rows).toEqual(TOOLS.map(({ name, needs }) => [name, needs]));
});
