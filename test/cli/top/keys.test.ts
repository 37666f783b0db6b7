import { describe, expect, it } from "vitest";
import { createKeys, type Key } from "../../../src/cli/top/terminal/keys.ts";

async function keysOf(...pieces: readonly (string | Buffer)[]): Promise<readonly Key[]> {
  const found: Key[] = [];
  const keys = createKeys((key) => found.push(key));
  for (const piece of pieces) keys.take(Buffer.from(piece));
  await new Promise((resolve) => setTimeout(resolve, 60));
  keys.close();
  return found;
}

describe("what a terminal sends", () => {
  it.each<[string, readonly Key[]]>([
    ["jk", ["j", "k"]],
    ["\u001B[A\u001BOB\u001B[5~", ["up", "down", "pageup"]],
    ["\r\t\u001B[Z\u007F", ["enter", "tab", "shift-tab", "backspace"]],
    ["\u0003\u001A\u000C", ["ctrl-c", "ctrl-z", "ctrl-l"]],
    ["日🚀", ["日", "🚀"]],
    ["\u001B", ["escape"]],
    ["\u001B[200~q\ry\u001B[201~x", [{ pasted: "q\ry" }, "x"]],
    ["\u001B[99;5u", []],
  ])("%j is %j", async (sent, keys) => {
    expect(await keysOf(sent)).toEqual(keys);
  });

  it("may come in pieces, in the middle of a letter or of a sequence", async () => {
    const bytes = Buffer.from("日");
    expect(await keysOf(bytes.subarray(0, 1), bytes.subarray(1), "\u001B", "[", "B")).toEqual(["日", "down"]);
    expect(await keysOf("\u001B[200~on", "e\u001B[201", "~")).toEqual([{ pasted: "one" }]);
  });
});
