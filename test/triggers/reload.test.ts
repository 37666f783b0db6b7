import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { RunId } from "../../src/core/ids.ts";
import {
  dropped,
  go,
  holding,
  makeProject,
  promptsOf,
  runsOf,
  until,
  virtualClock,
  write,
  type Going,
} from "./project.ts";

const HOLD = ".drover/workflows/hold.yaml";
const LIST = ".drover/triggers.yaml";
const stateOf = ({ triggers }: Going, name: string) => triggers.list().find((one) => one.name === name);

describe("the triggers of a project", () => {
  it("follow their files by themselves, while runs keep the definition that they began with", async () => {
    const root = makeProject({ [HOLD]: holding("  - { inbox: in }\n"), "in/a.txt": "old" });
    const going = await go(root);
    await until(() => promptsOf(going).length === 1);
    write(
      root,
      HOLD,
      holding('  - { inbox: in, with: { prompt: "new: ${{ file.text }}" } }\n').replace("Go on?", "Really?"),
    );
    write(root, LIST, "- { name: more, workflow: hold, inbox: more }\n");
    await until(() => stateOf(going, "more") !== undefined);
    write(root, "in/b.txt", "b");
    write(root, "more/c.txt", "c");
    await until(() => promptsOf(going).length === 3);
    expect(promptsOf(going)).toEqual(["c", "new: b", "old"]);
    const questionOf = (run: RunId): unknown =>
      Object.values(going.app.store.getSnapshot(run)?.activities ?? {})[0]?.params["message"];
    for (const { run, inputs } of runsOf(going)) {
      const asked = await until(() => questionOf(run));
      expect(asked).toBe(inputs["prompt"] === "old" ? "Go on?" : "Really?");
    }
    rmSync(path.join(root, LIST));
    await until(() => stateOf(going, "more") === undefined);
    expect(going.problems).toEqual([]);
  });

  it("go on as they were when a file has mistakes, which are told once, and again when they are mended", async () => {
    const root = makeProject({ [HOLD]: holding("  - { inbox: in }\n") });
    const going = await go(root);
    write(root, HOLD, holding("  - { inbx: in }\n"));
    await until(() => stateOf(going, "hold.inbox")?.state === "failing");
    expect(stateOf(going, "hold.inbox")?.diagnostics).toMatchObject([
      { file: HOLD, line: 10, column: 7, suggestion: "inbox" },
    ]);
    write(root, "in/a.txt", "as before");
    await until(() => dropped(root, "in", "done").length === 1);
    write(root, HOLD, holding("  - { inbox: in }\n"));
    await until(() => stateOf(going, "hold.inbox")?.state === "active");
    expect(going.problems.map(([file, diagnostics]) => [file, diagnostics.length])).toEqual([
      [HOLD, 1],
      [HOLD, 0],
    ]);
  });

  it("are told of by their file where it could never be read, and keep what is dropped until it can", async () => {
    const root = makeProject({
      [LIST]: "- { workflow: hld, inbox: in }\n",
      [HOLD]: holding("  []\n"),
      "in/a.txt": "waits",
    });
    const going = await go(root);
    expect(going.triggers.list()).toMatchObject([{ name: LIST, kind: null, state: "failing", line: 1, column: 15 }]);
    write(root, LIST, "- { workflow: hold, inbox: in }\n");
    await until(() => promptsOf(going).length === 1);
    expect(stateOf(going, "hold.inbox")).toMatchObject({ state: "active", file: LIST });
  });

  it("are told of by the later file when two have one name, share a path, or go round in a circle", async () => {
    const twice = "  - { name: same, inbox: in }\n  - { webhook: hook, insecure: true, with: { prompt: x } }\n";
    const follow = (after: string, when = "") => `  - { after: ${after}, ${when} with: { prompt: x } }\n`;
    const root = makeProject({
      ".drover/workflows/a.yaml": holding(twice, "a"),
      ".drover/workflows/b.yaml": holding(twice, "b"),
      ".drover/workflows/c.yaml": holding(follow("d"), "c"),
      ".drover/workflows/d.yaml": holding(follow("c"), "d"),
      ".drover/workflows/e.yaml": holding(follow("f"), "e"),
      ".drover/workflows/f.yaml": holding(follow("e", 'when: run.status == "failed",'), "f"),
    });
    const going = await go(root);
    const told = going.problems.map(([file, found]) => [
      path.basename(file),
      found.map(({ code, line, message }) => `${code}:${line} ${message}`),
    ]);
    expect(told).toEqual([
      [
        "b.yaml",
        [
          'D201:10 A trigger named "same" stands in .drover/workflows/a.yaml already.',
          'D201:11 A webhook with the path "hook" stands in .drover/workflows/a.yaml already.',
        ],
      ],
      ["c.yaml", ["D506:10 The triggers start each other in a circle: d → c → d."]],
      ["d.yaml", ["D506:10 The triggers start each other in a circle: c → d → c."]],
    ]);
  });

  it("are not disturbed by a change that is none of theirs", async () => {
    const clock = virtualClock(Date.parse("2026-01-01T00:30:00Z"));
    const root = makeProject({ [HOLD]: holding('  - { schedule: "0 * * * *", with: { prompt: x } }\n') });
    const going = await go(root, { clock });
    await clock.advance(Date.parse("2026-01-01T00:59:59Z"));
    write(root, HOLD, `# A remark.\n${holding('  - { schedule: "0 * * * *", with: { prompt: x } }\n')}`);
    await going.triggers.reload();
    expect(stateOf(going, "hold.schedule")?.line).toBe(11);
    await clock.advance(Date.parse("2026-01-01T01:00:00Z"));
    expect(promptsOf(going)).toEqual(["x"]);
  });
});
