import { expect, it } from "vitest";
import { ended, openProject } from "../examples/project.ts";

it("a broken agent profile stops the workflows that name an agent, and no other", async () => {
  const project = await openProject({
    ".drover/agents/broken.yaml": "executor: nonsense\n",
    "plain.yaml": "name: plain\nworkspace: none\nsteps:\n  - { id: a, run: 'true' }\n",
    "agent.yaml": "name: agent\nworkspace: none\nsteps:\n  - { id: a, agent: recorded, prompt: x }\n",
  });
  try {
    const run = await project.app.start("./plain.yaml", {}, { from: project.root });
    expect((await ended(project.app, run)).snapshot.status).toBe("succeeded");
    await expect(project.app.start("./agent.yaml", {}, { from: project.root })).rejects.toMatchObject({
      code: "agent.invalid",
    });
  } finally {
    await project.close();
  }
});

it("a broken agent profile is told beside the workflow's own mistakes, with its place", async () => {
  const project = await openProject({
    ".drover/agents/broken.yaml": "executor: nonsense\n",
    "agent.yaml":
      "name: agent\nworkspace: none\nsteps:\n  - { id: a, agent: recorded, prompt: x, timeuot: 5m, when: inputs.no }\n",
  });
  try {
    const error = await project.app.start("./agent.yaml", {}, { from: project.root }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: "workflow.invalid",
      details: [
        { file: ".drover/agents/broken.yaml", line: 1, code: "D210", message: expect.stringContaining("executor") },
        { file: "agent.yaml", line: 4, code: "D101" },
        { file: "agent.yaml", line: 4, code: "D301" },
      ],
    });
  } finally {
    await project.close();
  }
});
