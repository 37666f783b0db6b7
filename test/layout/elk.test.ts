import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ElkNode } from "../../src/layout/elk-graph.ts";
import { openElk, type Elk, type ElkOptions } from "../../src/layout/elk.ts";

const program = path.resolve(import.meta.dirname, "../fixtures/layout-worker.mjs");
const opened: Elk[] = [];

afterEach(async () => {
  for (const elk of opened.splice(0)) await elk.close();
});

function elkOf(options: Partial<ElkOptions> = {}): Elk {
  const elk = openElk({ program, ...options });
  opened.push(elk);
  return elk;
}

const graph = (id: string): ElkNode => ({ id: "whole", children: [{ id }] });
const asked = (elk: Elk, id: string, author?: string): Promise<string | undefined> =>
  elk.layout(graph(id), author).then(
    ({ children }) => children?.[0]?.id,
    (error: { code?: string }) => error.code,
  );

describe("the thread that lays out", () => {
  it("is asked again in a new one when it dies, and given up when that dies as well", async () => {
    const elk = elkOf();
    const once = `dies-once:${path.join(mkdtempSync(path.join(os.tmpdir(), "drover-")), "died")}`;
    expect(await asked(elk, once)).toBe(once);
    expect(await asked(elk, "dies")).toBe("layout.failed");
    expect(await asked(elk, "lives")).toBe("lives");
  });

  it("that eats all its memory takes neither the process nor the next question with it", async () => {
    const elk = elkOf({ memoryMb: 32 });
    expect(await asked(elk, "eats")).toBe("layout.failed");
    expect(await asked(elk, "lives")).toBe("lives");
  });

  it("is ended when it takes too long, and those who wait are answered by the next", async () => {
    const elk = elkOf({ timeoutMs: 2_000 });
    expect(await Promise.all(["hangs", "lives", "fails"].map((id) => asked(elk, id)))).toEqual([
      "layout.failed",
      "lives",
      "layout.failed",
    ]);
  });

  it("ends when nobody asks, and starts again when somebody does", async () => {
    const elk = elkOf({ idleMs: 1 });
    const once = `dies-once:${path.join(mkdtempSync(path.join(os.tmpdir(), "drover-")), "died")}`;
    for (const id of ["a", once, "b"]) expect(await asked(elk, id)).toBe(id);
  });

  it("is asked for what is saved before texts, of each author's only for the newest, and of few authors'", async () => {
    const elk = elkOf({ timeoutMs: 1_000 });
    const order: string[] = [];
    const told = (what: string, id: string, author?: string): Promise<unknown> =>
      asked(elk, id, author).then((answer) => order.push(`${what}: ${answer}`));
    await Promise.all([
      told("first", "hangs", "ada"),
      told("older", "lives", "ada"),
      told("newer", "lives", "ada"),
      ...["bea", "cal", "dan", "eve"].map((author) => told(author, "lives", author)),
      told("saved", "lives"),
    ]);
    expect(order).toEqual([
      "older: request.too_many",
      "eve: request.too_many",
      "first: layout.failed",
      "saved: lives",
      "newer: lives",
      "bea: lives",
      "cal: lives",
      "dan: lives",
    ]);
  });

  it("refuses more questions than it could answer in a reasonable time, and all once it is closed", async () => {
    const elk = elkOf();
    const answers = await Promise.all(Array.from({ length: 70 }, () => asked(elk, "lives")));
    expect(answers.filter((one) => one === "request.too_many")).toHaveLength(5);
    const hung = asked(elk, "hangs");
    await elk.close();
    expect([await hung, await asked(elk, "lives")]).toEqual(["engine.stopped", "engine.stopped"]);
  });
});
