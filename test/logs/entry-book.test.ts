import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import { createEntryBook, entryBooks } from "../../src/logs/entry-book.ts";
import { Gen } from "../../src/core/ids.ts";

const said = (id: string, text: string): Entry => ({ v: 1, id, at: null, type: "assistant", text });

/** A log that tells these, one list after another. */
const logOf = (...told: readonly (readonly Entry[])[]) => {
  const rest = [...told];
  return { more: () => rest.shift() ?? [] };
};

describe("a book of entries", () => {
  it("has each entry at its number, as it was told last", async () => {
    const tool = said("t", "begun");
    const book = createEntryBook(
      logOf([said("a", "He"), tool], [said("a", "Hello")], [], [said("t", "🐑 ended"), said("b", "x")]),
    );
    await book.refresh(false);
    expect(book.page(0, 10)).toEqual([said("a", "Hello"), tool]);
    await book.refresh(false);
    expect(book.count()).toBe(3);
    expect(book.page(1, 2)).toEqual([said("t", "🐑 ended"), said("b", "x")]);
    expect(book.page(7, 2)).toEqual([]);
    book.close();
  });

  it("is searched whole, forwards and backwards, a part at a time", async () => {
    const entries = Array.from({ length: 30_000 }, (_, i) => said(`e${i}`, i % 10_000 === 7 ? "A Needle" : "hay"));
    const book = createEntryBook(logOf(entries));
    await book.refresh(true);
    const search = { text: "needle", from: 0, isBackward: false, limit: 10 };
    expect(await book.search(search)).toEqual({ hits: [7, 10_007], next: 20_000 });
    expect(await book.search({ ...search, from: 20_000 })).toEqual({ hits: [20_007], next: null });
    expect(await book.search({ ...search, from: 10_006, isBackward: true })).toEqual({ hits: [7], next: null });
    expect(await book.search({ ...search, limit: 1 })).toEqual({ hits: [7], next: 8 });
    expect((await book.search({ ...search, text: "e7" })).hits).toEqual([]);
    book.close();
  });

  it("is read from the beginning again when it has been put away, but never while somebody looks into it", async () => {
    const books = entryBooks({});
    const gens = Array.from({ length: 8 }, (_, i) => Gen(`${"a".repeat(20)}.${i}.0`));
    const first = gens[0] ?? Gen("");
    const look = (gen: Gen, text: string, into = async () => undefined as unknown) =>
      books.look(gen, () => logOf([said("a", text)]), {
        isEnded: true,
        into: async (book) => {
          await into();
          return book.page(0, 1);
        },
      });
    const others = async () => {
      for (const gen of gens.slice(1)) await look(gen, "other");
    };
    expect(await look(first, "before", others)).toEqual([said("a", "before")]);
    await others();
    expect(await look(first, "anew")).toEqual([said("a", "anew")]);
  });
});
