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
