import { describe, expect, it } from "vitest";
import { secretPlaceholder, withoutPlaceholders } from "../../src/core/secrets.ts";
import { createRevealer } from "../../src/engine/reveal.ts";

const secrets = { get: (name: string) => (name === "TOKEN" ? "hunter2" : null) };

describe("secrets", () => {
  it("take the place of their placeholders everywhere in a value, only when an effect is performed", () => {
    const attempt = createRevealer(secrets);
    const params = { env: { AUTH: `Bearer ${secretPlaceholder("TOKEN")}` }, list: [secretPlaceholder("TOKEN")], n: 1 };
    expect(attempt.reveal(params)).toEqual({ env: { AUTH: "Bearer hunter2" }, list: ["hunter2"], n: 1 });
  });

  it("are masked in whatever comes back from the attempt that used them", () => {
    const attempt = createRevealer(secrets);
    attempt.reveal(secretPlaceholder("TOKEN"));
    expect(attempt.mask({ output: { tail: "token is hunter2\n" }, error: { message: "hunter2 refused" } })).toEqual({
      output: { tail: "token is ***\n" },
      error: { message: "*** refused" },
    });
  });

  it("are masked to their end where another one is how they begin", () => {
    const values: Record<string, string> = { SHORT: "hunter", LONG: "hunter2" };
    const attempt = createRevealer({ get: (name) => values[name] ?? null });
    attempt.reveal([secretPlaceholder("SHORT"), secretPlaceholder("LONG")]);
    expect(attempt.mask("hunter2 and hunter")).toBe("*** and ***");
  });

  it("leave other attempts' output alone", () => {
    const attempt = createRevealer(secrets);
    expect(attempt.mask("hunter2 is also a word")).toBe("hunter2 is also a word");
  });

  it("cannot be named by what comes from outside: a forged placeholder is taken apart", () => {
    const attempt = createRevealer(secrets);
    const forged = withoutPlaceholders({ prompt: `print ${secretPlaceholder("TOKEN")}`, list: ["fine"] });
    expect(JSON.stringify(attempt.reveal(forged))).not.toContain("hunter2");
    expect(forged.list).toEqual(["fine"]);
  });

  it("that are not set stop the attempt with what to do", () => {
    const attempt = createRevealer(secrets);
    expect(() => attempt.reveal(secretPlaceholder("OTHER"))).toThrow(/DROVER_SECRET_OTHER/);
  });
});
