import { describe, expect, it } from "vitest";
import { approve, go, holding, makeProject, promptsOf, runsOf, until, write, type Going } from "./project.ts";

/** `deploy` waits for an approval; what follows it stands in files of its own. */
const project = (follower: string): string =>
  makeProject({
    ".drover/workflows/deploy.yaml": holding(
      "  - { schedule: '0 0 1 1 *', enabled: false, with: { prompt: x } }\n",
      "deploy",
    ),
    ".drover/workflows/tell.yaml": holding(`  - ${follower}\n`, "tell"),
  });

const deploy = async (going: Going, prompt: string, how: "approve" | "deny" = "approve"): Promise<string> => {
  const run = await going.app.start("deploy", { prompt }, { from: going.root });
  await approve(going, run, how);
  return run;
};

describe("a trigger after another workflow", () => {
  const all =
    '{ after: deploy, status: any, with: { prompt: "${{ run.status }} ${{ json(run.output) }} ${{ run.inputs.prompt }}" } }';

  it("starts when a run of that workflow has ended as it asks, and sees how", async () => {
    const going = await go(project(all));
    await deploy(going, "one");
    await deploy(going, "two", "deny");
    await until(() => promptsOf(going, "tell").length === 2);
    expect(promptsOf(going, "tell")).toEqual(["failed null two", 'succeeded {"said":"one"} one']);
  });

  it("starts after success alone unless told otherwise, and where `when` says yes", async () => {
    const going = await go(
      project('{ after: deploy, when: run.inputs.prompt != "quiet", with: { prompt: "${{ run.id }}" } }'),
    );
    await deploy(going, "fails", "deny");
    await deploy(going, "quiet");
    const loud = await deploy(going, "loud");
    // The run is there a moment before it is counted.
    await until(() => going.triggers.list().some(({ counts }) => counts.started === 1));
    expect(promptsOf(going, "tell")).toEqual([loud]);
    expect(going.triggers.list().find(({ kind }) => kind === "after")?.counts).toEqual({
      started: 1,
      rejected: 0,
      skipped: 1,
    });
  });

  it("sees what has ended while it was not at work, once, and nothing from before it was there", async () => {
    const root = makeProject({ ".drover/workflows/deploy.yaml": holding("  []\n", "deploy") });
    const before = await go(root);
    await deploy(before, "before");
    await before.close();
    write(root, ".drover/workflows/tell.yaml", holding(`  - ${all}\n`, "tell"));
    const first = await go(root);
    await deploy(first, "first");
    await until(() => promptsOf(first, "tell").length === 1);
    // Without its triggers, as if they had been killed before they saw it.
    await first.triggers.close();
    const second = await deploy(first, "second");
    await first.close();
    const going = await go(root);
    await until(() => promptsOf(going, "tell").length === 2);
    expect(promptsOf(going, "tell")).toEqual([
      'succeeded {"said":"first"} first',
      'succeeded {"said":"second"} second',
    ]);
    expect(going.app.store.getSnapshot(second as never)?.status).toBe("succeeded");
  });

  it("starts nothing twice when its place in the log is lost", async () => {
    const root = project(all);
    const first = await go(root);
    await deploy(first, "one");
    await until(() => runsOf(first, "tell").length === 1);
    await first.triggers.close();
    await first.app.store.putFact("trigger:after:tell.after", 0);
    await first.close();
    const going = await go(root);
    await deploy(going, "two");
    await until(() => runsOf(going, "tell").length === 2);
    expect(promptsOf(going, "tell").map((text) => text.split(" ").at(-1))).toEqual(["one", "two"]);
  });
});
