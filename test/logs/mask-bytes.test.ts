import { describe, expect, it } from "vitest";
import { createByteMask } from "../../src/logs/mask-bytes.ts";

describe("secrets in bytes that come in pieces", () => {
  it("are masked wherever the pieces are cut, and every length stays", () => {
    const text = Buffer.from("é käse secret! and käse-secret!, not käs\n\u0000\xff");
    const expected = Buffer.from(
      text
        .toString("latin1")
        .replaceAll(Buffer.from("käse").toString("latin1"), "*****")
        .replaceAll("secret!", "*******"),
      "latin1",
    );
    for (let size = 1; size <= text.length; size++) {
      const mask = createByteMask(["käse", "secret!"]);
      const pieces: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) pieces.push(mask.push(text.subarray(at, at + size)));
      expect(Buffer.concat([...pieces, mask.rest()])).toEqual(expected);
    }
  });

  it("are masked to their end where another one is how they begin", () => {
    const text = Buffer.from("one abcdef two abc");
    for (let size = 1; size <= text.length; size++) {
      const mask = createByteMask(["abcdef", "abc"]);
      const pieces: Buffer[] = [];
      for (let at = 0; at < text.length; at += size) pieces.push(mask.push(text.subarray(at, at + size)));
      expect(Buffer.concat([...pieces, mask.rest()]).toString()).toBe("one ****** two ***");
    }
  });
});
