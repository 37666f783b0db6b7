import { describe, expect, it } from "vitest";
import {
  circlesOf,
  formatDiagnostic,
  loadTriggers,
  loadWorkflow,
  matchesGlob,
  readSchedule,
} from "../../src/definition/index.ts";
import { loadOptions } from "./load-options.ts";

const text = (name: string, more = ""): string =>
  `name: ${name}\ninputs: { prompt: { type: string } }\nsteps: [{ id: a, run: "true" }]\n${more}`;

const options = {
  ...loadOptions(),
  resolve: (name: string) => {
    if (name === "broken") return { file: "broken.yaml", text: "name: broken\nstep: []\n" };
    return name === "task" || name === "child" ? { file: `${name}.yaml`, text: text(name) } : ("unknown" as const);
  },
};

const mistakesOf = (list: string): readonly string[] =>
  loadTriggers({ file: "triggers.yaml", text: list }, options).diagnostics.map((one) =>
    formatDiagnostic(one, { color: false }),
  );

describe("triggers.yaml", () => {
  it("says nothing when it is empty", () => {
    for (const nothing of ["", "# none\n", "[]\n"])
      expect(loadTriggers({ file: "triggers.yaml", text: nothing }, options)).toEqual({
        triggers: [],
        diagnostics: [],
      });
  });

  it("gives each trigger with its defaults and its place", () => {
    const list =
      "- { workflow: task, inbox: ./tasks/ }\n- workflow: child\n  name: nightly\n  schedule: '@daily'\n  with: { prompt: x }\n";
    const { triggers, diagnostics } = loadTriggers({ file: "triggers.yaml", text: list }, options);
    expect(diagnostics).toEqual([]);
    expect(triggers).toMatchObject([
      {
        name: "task.inbox",
        kind: "inbox",
        workflow: "task",
        folder: "tasks",
        files: null,
        maxBytes: 1024 ** 2,
        deduplicateMs: 30 * 86_400_000,
        with: null,
        isEnabled: true,
        line: 1,
        column: 15,
      },
      {
        name: "nightly",
        kind: "schedule",
        workflow: "child",
        cron: "@daily",
        timezone: "UTC",
        overlap: "skip",
        catchUp: "none",
        line: 3,
        column: 9,
      },
    ]);
  });

  it("tells its own mistakes and those of the workflows that it names, each in its place", () => {
    expect(mistakesOf("inbox: in\n")).toEqual([
      "triggers.yaml:1:1 error D103 The file is a map.\n  1 | inbox: in\n    | ^\n  expected: a list of triggers",
    ]);
    expect(mistakesOf("- { inbox: in }\n- { workflow: tusk, inbox: in }\n")).toEqual([
      'triggers.yaml:1:12 error D102 The trigger does not say which workflow it starts.\n  1 | - { inbox: in }\n    |            ^^\n  try: add "workflow: …"',
      'triggers.yaml:2:15 error D208 Unknown workflow "tusk".\n  2 | - { workflow: tusk, inbox: in }\n    |               ^^^^\n  expected: attempt, child, task\n  did you mean: task',
    ]);
    expect(mistakesOf("- { workflow: broken, inbox: in }\n").join("\n")).toContain(
      'broken.yaml:2:1 error D101 Unknown key "step"',
    );
  });
});

describe("a workflow's triggers", () => {
  it("change nothing about what it is", () => {
    const hashOf = (more: string): unknown => {
      const loaded = loadWorkflow({ file: "task.yaml", text: text("task", more) }, options);
      return loaded.ok ? loaded.hash : loaded.diagnostics;
    };
    expect(hashOf("triggers: [{ inbox: in }]\n")).toBe(hashOf(""));
  });

  it("may use names as loop variables that only triggers know as roots", () => {
    const loaded = loadWorkflow(
      {
        file: "a.yaml",
        text: 'name: a\ncontext: {}\ninputs: { list: { type: array } }\nsteps: [{ id: a, run: "echo ${{ inputs.list.map(file, file) }}" }]\n'.replace(
          "context: {}\n",
          "",
        ),
      },
      options,
    );
    expect(loaded.ok ? [] : loaded.diagnostics).toEqual([]);
  });
});

describe("a glob", () => {
  it.each([
    ["*.md", "a.md", true],
    ["*.md", "a.mdx", false],
    ["a?c*", "abcd", true],
    ["*a*b*c*", "xxaxxbxxc", true],
    ["*a*b*c*", "xxaxxcxxb", false],
    ["*", "", true],
    ["a.b", "axb", false],
  ])("%s, %s: %s", (glob, name, fits) => expect(matchesGlob(glob, name)).toBe(fits));

  it("comes to an end for a name that is made to hold it up", () => {
    expect(matchesGlob(`${"*a".repeat(60)}b`, "a".repeat(250))).toBe(false);
  });
});

describe("a schedule", () => {
  const times = (cron: string, zone: string) => {
    const read = readSchedule(cron, zone);
    if ("faults" in read) throw new Error(JSON.stringify(read.faults));
    return read;
  };
  const at = (time: string): number => Date.parse(time);

  it("tells the next time, and the last ones up to a moment, the moment itself included", () => {
    const daily = times("0 9 * * *", "America/New_York");
    expect(daily.next(at("2026-07-01T13:00:00Z"))).toBe(at("2026-07-02T13:00:00Z"));
    expect(daily.next(at("2026-07-01T12:59:59.999Z"))).toBe(at("2026-07-01T13:00:00Z"));
    expect(daily.until(at("2026-07-02T13:00:00Z"), 2)).toEqual([
      at("2026-07-01T13:00:00Z"),
      at("2026-07-02T13:00:00Z"),
    ]);
    expect(daily.until(at("2026-07-02T12:59:59.999Z"), 1)).toEqual([at("2026-07-01T13:00:00Z")]);
    expect(times("*/10 * * * * *", "UTC").until(at("2026-01-01T00:00:25Z"), 2)).toEqual([
      at("2026-01-01T00:00:10Z"),
      at("2026-01-01T00:00:20Z"),
    ]);
  });
});

describe("circles of triggers", () => {
  it("are found however long they are, and only by those that lie on them", () => {
    const chain = [
      { after: "a", starts: ["b"] },
      { after: "b", starts: ["c", "x"] },
      { after: "x", starts: ["a"] },
      { after: "c", starts: ["end"] },
      { after: "other", starts: ["a"] },
    ];
    expect(circlesOf(chain).map(({ circle }) => circle.join(" "))).toEqual(["a b x a", "b x a b", "x a b x"]);
  });
});
