import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { go, makeProject, until, virtualClock, type Going } from "./project.ts";

const example = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, "../../examples", `${name}.yaml`), "utf8");

const outputsOf = ({ app }: Going, workflow: string): readonly unknown[] =>
  app.store
    .list({ workflow })
    .flatMap(({ run, status }) => (status === "succeeded" ? app.store.getSnapshot(run)?.output : []));

describe("the triggers of the examples", () => {
  it("start what they say", async () => {
    const root = makeProject({
      ".drover/workflows/inbox.yaml": example("inbox"),
      ".drover/workflows/schedule.yaml": example("schedule"),
      "tasks/good.md": "---\nurgent: true\n---\nMend the login page",
    });
    const clock = virtualClock(Date.parse("2026-07-03T12:00:00Z"));
    const going = await go(root, { clock });
    await until(() => outputsOf(going, "inbox").length === 1);
    expect(outputsOf(going, "inbox")).toEqual([{ said: "At once: Mend the login page" }]);
    // A weekend lies between.
    await clock.advance(Date.parse("2026-07-06T12:00:00Z"));
    await until(() => outputsOf(going, "schedule").length === 1);
    expect(outputsOf(going, "schedule")).toEqual([{ said: "A report on 2026-07-06" }]);
    expect(going.triggers.list().map(({ name, state }) => [name, state])).toEqual([
      ["inbox.inbox", "active"],
      ["schedule.schedule", "active"],
      ["schedule.after", "active"],
    ]);
  });
});
