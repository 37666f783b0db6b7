import { describe, expect, it } from "vitest";
import { lexed } from "../../inspector/src/run/logs/entries/lex.ts";

const typesOf = (text: string): readonly string[] | undefined => lexed(text)?.map(({ type }) => type);

describe("Markdown of agents", () => {
  it("is taken for a document where a person could have written it", () => {
    const text =
      "# Done\n\n> > a quote\n\n- one\n  - two\n    1. three\n\n**bold** `code`\n\n```js\na_b * c_d[0]\n```\n";
    expect(typesOf(text)?.filter((type) => type !== "space")).toEqual([
      "heading",
      "blockquote",
      "list",
      "paragraph",
      "code",
    ]);
    expect(
      typesOf("A paragraph of *ordinary* words, with a [link](https://example.org).\n\n".repeat(250)),
    ).toBeDefined();
  });

  it.each([
    ["quotes in quotes", `${"> ".repeat(5_000)}x`],
    ["lists in lists", "- ".repeat(9_000)],
    ["numbers in numbers", `words\n${"1. ".repeat(5_000)}x`],
    ["underlines that nothing closes", "_a".repeat(9_000)],
    ["stars that nothing closes", "**a".repeat(6_000)],
    ["brackets that nothing closes", "[".repeat(15_000)],
    ["more than anybody reads", "word ".repeat(5_000)],
  ])("stays the text that it is where it was made to hold the page: %s", (_, text) => {
    expect(lexed(text)).toBeNull();
  });
});
