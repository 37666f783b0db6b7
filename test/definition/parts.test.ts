import { describe, expect, it } from "vitest";
import {
  compileSchema,
  desugar,
  formatDiagnostic,
  formatDuration,
  loadConfig,
  parseDuration,
  parseYaml,
} from "../../src/definition/index.ts";
import { arrowsOf } from "./arrows.ts";

describe("a duration", () => {
  it.each([
    ["250ms", 250],
    ["1.5s", 1500],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    ["0s", 0],
  ])("%s is %d ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "10", "m", "10 m", "-1s", "1m1h", "1e3s", "10M", "1w", "1000000d", "١s"])("%j is none", (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  it("is written as short as it can be", () => {
    expect([0, 1, 90_000, 86_400_000, 3_661_001].map(formatDuration)).toEqual([
      "0s",
      "1ms",
      "1m30s",
      "1d",
      "1h1m1s1ms",
    ]);
  });
});

describe("parseYaml", () => {
  it("gives the value and where its parts stand", () => {
    const { value, locate, diagnostics } = parseYaml("a: 1\nlist:\n  - x\n  - { b: &y yes, c: *y }\n", "f.yaml");
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(value)).toBe('{"a":1,"list":["x",{"b":"yes","c":"yes"}]}');
    expect(locate(["list", 1, "b"])).toEqual({ line: 4, column: 13 });
    expect(locate(["list", 7, "b"])).toEqual({ line: 3, column: 3 });
    expect(locate([])).toEqual({ line: 1, column: 1 });
  });

  it("gives nothing but diagnostics for what is no YAML", () => {
    const { value, diagnostics } = parseYaml("a: [", "f.yaml");
    expect([value, diagnostics.map((one) => one.code)]).toEqual([null, ["D001"]]);
  });
});

describe("a configuration", () => {
  it("says nothing when it is empty", () => {
    const config = {
      agent: null,
      checkpoints: "agents",
      inherit: [],
      workspace: { base: null, copy: [] },
      retention: null,
      notify: [],
      mcp: { shell: { allow: [], deny: [] } },
    };
    for (const text of ["", "# nothing\n", "{}"]) expect(loadConfig(text, "config.yaml")).toEqual({ ok: true, config });
  });

  it("gives what it says", () => {
    expect(
      loadConfig(
        "agent: claude\nenv: { inherit: [PATH] }\nworkspace: { base: main, copy: [.env] }\nmcp: { shell: { allow: [npm test] } }\n",
        "config.yaml",
      ),
    ).toEqual({
      ok: true,
      config: {
        agent: "claude",
        checkpoints: "agents",
        inherit: ["PATH"],
        workspace: { base: "main", copy: [".env"] },
        retention: null,
        notify: [],
        mcp: { shell: { allow: ["npm test"], deny: [] } },
      },
    });
  });

  it("is refused with every mistake in its place", () => {
    const result = loadConfig("agnt: claude\nenv: { inherit: PATH }\n", "config.yaml");
    expect(
      result.ok ? [] : result.diagnostics.map((one) => `${one.line}:${one.column} ${one.code} ${one.suggestion ?? ""}`),
    ).toEqual(["1:1 D101 agent", "2:17 D103 "]);
  });
});

describe("a diagnostic", () => {
  const diagnostic = {
    code: "D101",
    severity: "error",
    file: "f.yaml",
    line: 3,
    column: 3,
    endColumn: 6,
    message: "No.",
    expected: null,
    suggestion: null,
    excerpt: "\t\tabc\u001B[31m",
  } as const;

  it("keeps tabs before its carets and lets no control character through", () => {
    expect(formatDiagnostic(diagnostic, { color: false })).toBe(
      "f.yaml:3:3 error D101 No.\n  3 | \t\tabc·[31m\n    | \t\t^^^",
    );
  });

  it("is colored when asked", () => {
    expect(formatDiagnostic(diagnostic, { color: true })).toContain("\u001B[31m^^^\u001B[39m");
  });

  it("shows the part of a long line that matters", () => {
    const long = { ...diagnostic, excerpt: `${"x".repeat(500)}abc`, column: 501, endColumn: 504 };
    const lines = formatDiagnostic(long, { color: false }).split("\n");
    expect(lines.map((line) => line.length <= 140)).toEqual([true, true, true]);
    expect(lines[1]?.slice(lines[2]?.indexOf("^"))).toBe("abc");
  });
});

describe("an output schema", () => {
  it("says what does not fit", () => {
    const check = compileSchema({ type: "object", properties: { n: { type: "integer" } }, required: ["n"] });
    expect([check({ n: 1 }), check({}), check({ n: "x" })]).toEqual([
      null,
      "n is missing",
      'n is the text "x", expected a whole number',
    ]);
  });
});

describe("desugar", () => {
  it("draws the arrows between steps", () => {
    const chain = desugar({
      name: "x",
      steps: [
        { id: "a", run: "1", "on-failure": "continue" },
        { id: "b", run: "2" },
      ],
    });
    expect(arrowsOf(chain)).toEqual([
      "main.a -success-> main.b",
      "main.a -failure-> main.b",
      "main.b -success-> main.(succeeded)",
      "main.b -failure-> main.(failed)",
    ]);
  });
});
