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

/** Lives of an app with triggers, one after the other in one process. `null`: it was killed there, as asked. */
function lives(all: readonly Life[]): Promise<readonly (Over | null)[]> {
  const argument = JSON.stringify(all.map((life) => ({ ...life, options: OPTIONS })));
  const child = spawn(process.execPath, [...PROCESS, argument], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) => {
      const lines = text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { over?: boolean; killed?: string });
      const over = lines.filter((line) => line.over === true) as unknown as Over[];
      if (signal === "SIGKILL" && lines.at(-1)?.killed !== undefined) resolve([...over, null]);
      else if (over.length === all.length) resolve(over);
      else reject(new Error(`ended with ${code ?? signal ?? "?"}: ${text}`));
    });
  });
}

const live = async (life: Life): Promise<Over | null> => (await lives([life]))[0] ?? null;

/** How the project of one boundary has ended, by the life that was killed there and the next one, or by one that came to its end. */
type Ended = (ended: { readonly root: string; readonly killAt: number; readonly over: Over }) => void;

/**
 * Kills an app at each boundary, in a project of its own each time. A process first brings the project of the boundary before to its end:
 * that saves every second start. Two at a time: half of a life is waiting. The order of what goes on at the same time differs from life
 * to life, and so may the number of its boundaries: not every one need be reached.
 */
async function killEverywhere(
  make: () => string,
  life: Omit<Life, "root">,
  verify: Ended,
): Promise<{ readonly boundaries: number; readonly kills: number }> {
  const boundaries = (await live({ root: make(), ...life }))?.boundaries ?? 0;
  let [next, kills] = [1, 0];
  const lane = async (): Promise<void> => {
    for (let before: { readonly root: string; readonly killAt: number } | null = null; ;) {
      const doomed = next <= boundaries ? { root: make(), killAt: next++ } : null;
      if (before === null && doomed === null) return;
      const all = [
        ...(before === null ? [] : [{ root: before.root, ...life }]),
        ...(doomed === null ? [] : [{ ...doomed, ...life }]),
      ];
      const ended = await lives(all);
      if (before !== null) verify({ ...before, over: ended[0] as Over });
      const own = doomed === null ? null : (ended.at(-1) ?? null);
      if (doomed !== null && own !== null) verify({ ...doomed, over: own });
      before = own === null ? doomed : null;
      if (before !== null) kills += 1;
    }
  };
  await Promise.all([lane(), lane()]);
  return { boundaries, kills };
}

const promptsOf = ({ runs }: Over): readonly string[] => runs.map(({ inputs }) => promptIn(inputs)).toSorted();

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
    const { boundaries, kills } = await killEverywhere(inboxProject, inbox, ({ root, killAt, over }) => {
      expect([killAt, over.faults]).toEqual([killAt, []]);
      expect(promptsOf(over).map((prompt) => prompt.replace(/[0-9a-z]{20}-/, ""))).toEqual([
        "Good",
        "in/done/path.txt",
      ]);
      expect([killAt, dropped(root, "in", "done"), dropped(root, "in", "rejected")]).toEqual([
        killAt,
        expect.arrayContaining(["good.md", "path.txt"]) as unknown,
        ["bad.md", "bad.md.reason.txt"],
      ]);
      expect(filesIn(root, "in/done")).toHaveLength(2);
      expect(over.letters).toHaveLength(1);
    });
    expect(boundaries).toBeGreaterThan(20);
    expect(kills).toBeGreaterThan(boundaries / 2);
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
    const { kills } = await killEverywhere(project, all, ({ killAt, over }) =>
      expect([killAt, promptsOf(over), over.faults]).toEqual([killAt, ["a", "after a"], []]),
    );
    expect(kills).toBeGreaterThan(0);
  });
});
