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

  it("are masked as a whole where one begins as another does, in whatever order they were used", () => {
    const two = { get: (name: string) => (name === "SHORT" ? "hunter" : "hunter2-and-more") };
    const attempt = createRevealer(two);
    attempt.reveal([secretPlaceholder("SHORT"), secretPlaceholder("LONG")]);
    expect(attempt.mask("hunter2-and-more, hunter")).toBe("***, ***");
  });

  it("are masked line by line too: the last line of a log is told without the others", () => {
    const attempt = createRevealer({ get: () => "-----BEGIN KEY-----\r\nMIIEabc=\r\n}\n" });
    attempt.reveal(secretPlaceholder("KEY"));
    expect(attempt.mask("exited with code 1: MIIEabc=")).toBe("exited with code 1: ***");
    expect(attempt.mask("{ a: 1 }")).toBe("{ a: 1 }");
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
