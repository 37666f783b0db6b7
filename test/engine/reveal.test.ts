import { describe, expect, it } from "vitest";
import { secretPlaceholder } from "../../src/core/secrets.ts";
import { createRevealer } from "../../src/engine/reveal.ts";

const secrets = { get: (name: string) => (name === "TOKEN" ? "hunter2" : null) };

describe("secrets", () => {
  it("take the place of their placeholders everywhere in a value, only when an effect is performed", () => {
    const { reveal } = createRevealer(secrets);
    const params = { env: { AUTH: `Bearer ${secretPlaceholder("TOKEN")}` }, list: [secretPlaceholder("TOKEN")], n: 1 };
    expect(reveal(params)).toEqual({ env: { AUTH: "Bearer hunter2" }, list: ["hunter2"], n: 1 });
  });

  it("are masked in whatever comes back from the attempt that used them", () => {
    const { reveal, mask } = createRevealer(secrets);
    reveal(secretPlaceholder("TOKEN"));
    expect(mask({ output: { tail: "token is hunter2\n" }, error: { message: "hunter2 refused" } })).toEqual({
      output: { tail: "token is ***\n" },
      error: { message: "*** refused" },
    });
  });

  it("leave other attempts' output alone", () => {
    const { mask } = createRevealer(secrets);
    expect(mask("hunter2 is also a word")).toBe("hunter2 is also a word");
  });

  it("that are not set stop the attempt with what to do", () => {
    const { reveal } = createRevealer(secrets);
    expect(() => reveal(secretPlaceholder("OTHER"))).toThrow(/DROVER_SECRET_OTHER/);
  });
});
