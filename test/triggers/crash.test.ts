import { spawn } from "node:child_process";
import { utimesSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { bundledFixture } from "../crash/bundle.ts";
import { dropped, filesIn, holding, makeProject, promptIn, write } from "./project.ts";

const PROCESS = bundledFixture("triggers-process.mjs");

interface Life {
  readonly root: string;
  readonly killAt?: number;
  readonly inboxes?: readonly string[];
  /** How many runs there have to be, and how many of them have to have ended. */
  readonly wanted: number;
  readonly finishAfter?: readonly string[];
  /** Which boundaries count. */
  readonly only?: string;
}

interface Over {
  readonly boundaries: number;
  readonly runs: readonly { readonly run: string; readonly workflow: string; readonly inputs: JsonObject }[];
  readonly letters: readonly { readonly id: string; readonly file: string }[];
  readonly faults: readonly string[];
}

const OPTIONS = { pollMs: 30, settleMs: 30 };

/** One life of an app with triggers. `null`: it was killed, as asked. */
function live(life: Life): Promise<Over | null> {
  const child = spawn(process.execPath, [...PROCESS, JSON.stringify({ ...life, options: OPTIONS })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) => {
      const lines = text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { over?: boolean; killed?: string });
      const last = lines.at(-1);
      if (signal === "SIGKILL" && last?.killed !== undefined) resolve(null);
      else if (last?.over === true) resolve(last as unknown as Over);
      else reject(new Error(`ended with ${code ?? signal ?? "?"}: ${text}`));
    });
  });
}

const promptsOf = ({ runs }: Over): readonly string[] => runs.map(({ inputs }) => promptIn(inputs)).toSorted();

/** Two at a time: half of a life is waiting. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const one = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([one(), one()]);
}

function inboxProject(): string {
  const root = makeProject({
    ".drover/workflows/hold.yaml": holding(
      '  - { inbox: in, files: "*.md" }\n  - { name: path, inbox: in, with: { prompt: "${{ file.path }}" } }\n',
    ),
    "in/good.md": "Good",
    "in/bad.md": "---\nprio: 1\n---\nBad",
    "in/path.txt": "By its path",
  });
  for (const name of filesIn(root, "in")) utimesSync(path.join(root, "in", name), 1, 1);
  return root;
}

describe("an app with triggers that is killed", () => {
  it("at any boundary of taking a file makes one run of it, and moves it once", { timeout: 180_000 }, async () => {
    // Counts for people, and what is only tidied up, make no difference.
    const inbox = { inboxes: ["in"], wanted: 2, only: "claim|rename|link|write|start|content" };
    const whole = await live({ root: inboxProject(), ...inbox });
    expect(whole?.boundaries).toBeGreaterThan(20);
    const points = Array.from({ length: whole?.boundaries ?? 0 }, (_, i) => i + 1);
    let kills = 0;
    await forEach(points, async (killAt) => {
      const root = inboxProject();
      // The order of what goes on at the same time differs from life to life, and so may their number.
      const first = await live({ root, killAt, ...inbox });
      if (first === null) kills += 1;
      const over = first ?? (await live({ root, ...inbox }));
      expect([killAt, over?.faults]).toEqual([killAt, []]);
      expect(promptsOf(over as Over).map((prompt) => prompt.replace(/[0-9a-z]{20}-/, ""))).toEqual([
        "Good",
        "in/done/path.txt",
      ]);
      expect([killAt, dropped(root, "in", "done"), dropped(root, "in", "rejected")]).toEqual([
        killAt,
        expect.arrayContaining(["good.md", "path.txt"]) as unknown,
        ["bad.md", "bad.md.reason.txt"],
      ]);
      expect(filesIn(root, "in/done")).toHaveLength(2);
      expect(over?.letters).toHaveLength(1);
    });
    expect(kills).toBeGreaterThan(points.length / 2);
  });

  it("again and again among many files makes one run of each", { timeout: 120_000 }, async () => {
    const count = 150;
    const root = makeProject({ ".drover/workflows/hold.yaml": holding("  - { inbox: in }\n") });
    for (let i = 0; i < count; i++) write(root, `in/${i}.txt`, `number ${i}`);
    const inbox = { inboxes: ["in"], wanted: count };
    for (let life = 0; life < 5; life++) await live({ root, killAt: 20 + Math.floor(Math.random() * 250), ...inbox });
    const over = await live({ root, ...inbox });
    expect(over?.faults).toEqual([]);
    expect(promptsOf(over as Over)).toEqual(Array.from({ length: count }, (_, i) => `number ${i}`).toSorted());
    expect(dropped(root, "in", "done").toSorted()).toEqual(
      Array.from({ length: count }, (_, i) => `${i}.txt`).toSorted(),
    );
    expect(filesIn(root, "in/rejected")).toEqual([]);
  });

  it("at any boundary of following another run starts one for each", { timeout: 120_000 }, async () => {
    const project = (): string =>
      makeProject({
        ".drover/workflows/hold.yaml": holding("  - { inbox: in }\n"),
        ".drover/workflows/tell.yaml": holding(
          '  - { after: hold, with: { prompt: "after ${{ run.inputs.prompt }}" } }\n',
          "tell",
        ),
        "in/a.txt": "a",
      });
    const all = { inboxes: ["in"], wanted: 2, finishAfter: ["hold"], only: "start|trigger:after" };
    const whole = await live({ root: project(), ...all });
    const points = Array.from({ length: whole?.boundaries ?? 0 }, (_, i) => i + 1);
    await forEach(points, async (killAt) => {
      const root = project();
      const over = (await live({ root, killAt, ...all })) ?? (await live({ root, ...all }));
      expect([killAt, promptsOf(over as Over), over?.faults]).toEqual([killAt, ["a", "after a"], []]);
    });
  });
});
