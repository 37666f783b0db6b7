import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { addScripted, script } from "./agents.ts";
import { CHROMIUM, openInspector, picture } from "./browser.ts";

const QUESTION = {
  ask: {
    name: "AskUserQuestion",
    input: { questions: [{ question: "Which colour?", options: [{ label: "Red" }, { label: "Blue" }] }] },
  },
};

const WORKFLOWS = {
  leaf: "workspace: none\nsteps:\n  - { id: greet, run: echo hello }\n  - { id: sure, approve: Is the child sure? }\n",
  parent: `workspace: none
steps:
  - { id: first, run: "true" }
  - { id: fan, parallel: [{ id: one, workflow: leaf }, { id: two, workflow: leaf }] }
`,
  asks: `workspace: none\nsteps:\n  - { id: work, agent: scripted, prompt: ${script([QUESTION])} }\n  - { id: review, approve: Release it? }\n`,
  complains: `workspace: none
steps:
  - { id: boom, run: "while [ ! -e complain ]; do sleep 0.05; done; echo 'TypeError: no' >&2; exit 2" }
`,
  retries: `workspace: none
steps:
  - { id: flaky, run: exit 1, retry: { attempts: 4, delay: 20m } }
`,
  board: `workspace: none
context: { rounds: 0 }
initial: todo
states:
  todo: { on: { go: { target: done, do: { set: { rounds: 1 } } } } }
  done: { type: final }
`,
};

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project(WORKFLOWS);
  addScripted(folder, "claude");
  daemon = await serve(folder);
});

interface Seen {
  readonly status: string;
  readonly asks?: readonly unknown[];
  readonly children?: readonly string[];
  readonly steps: Readonly<Record<string, { readonly status: string; readonly output: { readonly text?: string } }>>;
}

interface Child {
  readonly run: string;
  readonly startedBy: { readonly activity: string };
}

const seen = async (run: string): Promise<Seen> => (await call<Seen>(folder, daemon, `/runs/${run}`)).body;

async function started(workflow: string, isThere: (run: Seen) => boolean): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  await eventually(async () => isThere(await seen(body.run)), workflow);
  return body.run;
}

const state = (page: Page, of: string) => page.locator(`[data-path="main.${of}"]`);

describe.skipIf(CHROMIUM === null)("the page of a run (needs the package chromium)", () => {
  it("answers its agent's question and its approval, and takes a message", async () => {
    const run = await started("asks", ({ asks = [] }) => asks.length === 1);
    const page = await openInspector(folder, `/runs/${run}`);
    await page.getByRole("button", { name: "Message" }).click();
    await page.getByRole("dialog").getByLabel("Message").fill("Mind the tests.");
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await page.getByText("The message is kept").waitFor();
    await page.getByRole("option", { name: /message Mind the tests\./ }).waitFor();
    await page.getByRole("button", { name: "Blue" }).click();
    await page.getByText("Release it?").waitFor();
    expect((await seen(run)).steps["work"]?.output.text).toContain("heard: Mind the tests.");
    const { body } = await call<{ items: readonly { input: { type: string } }[] }>(
      folder,
      daemon,
      `/runs/${run}/journal`,
    );
    const decisions = body.items.flatMap(({ input }) => (input.type === "decision" ? [input] : []));
    expect(JSON.stringify(decisions)).toContain("Blue");
    expect(await page.getByRole("button", { name: "Send approve" }).count()).toBe(0);
    await page.getByRole("button", { name: "Allow" }).click();
    await expect.poll(async () => (await seen(run)).status).toBe("succeeded");
  });

  it("tells at a state which attempt it is, of how many", async () => {
    const run = await started("retries", ({ status }) => status === "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "flaky").getByText("attempt 1 of 4").waitFor();
  });

  it("takes no message where no step is an agent, and says so", async () => {
    const run = await started("board", ({ status }) => status === "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await page.getByRole("button", { name: "Message" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("No step of this run is an agent: nobody would hear a message.").waitFor();
    await dialog.getByLabel("Message").fill("Hello?");
    expect(await dialog.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  });

  it("leads to each child run: by its state, its lane, its bars and the head of the page, and from a step without a log", async () => {
    const run = await started("parent", ({ children = [] }) => children.length === 2);
    const { body } = await call<{ items: readonly Child[] }>(folder, daemon, `/runs?parent=${run}`);
    const two = body.items.find(({ startedBy }) => startedBy.activity === "main.fan.two.two")?.run ?? "";
    const page = await openInspector(folder, `/runs/${run}`);
    const leads = async (link: Locator): Promise<void> => expect(await link.getAttribute("href")).toBe(`/runs/${two}`);
    await expect.poll(() => page.getByText("Is the child sure?").count()).toBe(2);
    await leads(page.getByRole("link", { name: `two ${two.slice(-6)}` }));
    await state(page, "fan.two.two").click();
    await leads(page.getByRole("list", { name: "Child runs" }).getByRole("link"));
    await page.getByRole("tab", { name: "Sequence" }).click();
    await leads(page.getByRole("region", { name: "Sequence of messages" }).getByRole("link", { name: "two" }));
    await page.getByRole("tab", { name: "Timeline" }).click();
    await leads(page.getByRole("list", { name: "Steps over time" }).getByRole("link", { name: "two" }));
    await page.goto(`${new URL(page.url()).origin}/runs/${run}/conversation?step=two`);
    await page.getByText("two has written no log.").waitFor();
    await page.getByRole("link", { name: /^The logs of its run/ }).click();
    await page.getByText("hello").waitFor();
    await page.getByText("part of").waitFor();
  });

  it("opens a log where the script says something: with its errors, if they are all that it wrote", async () => {
    const going = path.join(folder, "complain");
    const run = await started("complains", ({ status }) => status === "running");
    const page = await openInspector(folder, `/runs/${run}/conversation`);
    await page.getByText("Nothing was written yet.").waitFor();
    writeFileSync(going, "");
    await page.getByRole("region", { name: "Log", exact: true }).getByText("TypeError: no").waitFor();
    expect(await page.getByRole("button", { name: "Errors" }).getAttribute("aria-pressed")).toBe("true");
    await picture(page, "run-errors");
    await page.getByRole("button", { name: "Output" }).click();
    await page.getByText("Nothing was written.", { exact: true }).waitFor();
  });

  it("tells first what an entry has changed, and of a chart without steps why it has no timeline", async () => {
    const run = await started("board", ({ status }) => status === "waiting");
    await call(folder, daemon, `/runs/${run}/signals`, { body: { name: "go" } });
    const page = await openInspector(folder, `/runs/${run}/state?at=2`);
    await page.getByRole("list", { name: "Changes of the context" }).waitFor();
    expect(await page.getByRole("tabpanel").getByRole("heading").first().textContent()).toBe(
      "What entry 2 changed in the context",
    );
    await page.goto(`${new URL(page.url()).origin}/runs/${run}/timeline`);
    await page.getByText("States that only wait for events are no steps").waitFor();
  });

  it("is replayed in a simulation also when the file of its workflow is gone", async () => {
    const run = await started("board", ({ status }) => status === "waiting");
    rmSync(path.join(folder, ".drover/workflows/board.yaml"));
    const page = await openInspector(folder, `/runs/${run}`, { isTroubled: true });
    await page.getByRole("button", { name: "What if" }).click();
    await page.getByText("no file of that name").waitFor();
    await page.getByRole("button", { name: "Send go" }).click();
    await expect
      .poll(() => page.getByRole("status", { name: "The simulated run" }).textContent())
      .toContain("succeeded");
  });

  it("says so, and leads on, where there is no such run, nor such a workflow", async () => {
    const page = await openInspector(folder, "/runs/01m8f7zzzzzzzzzzzzzz", { isTroubled: true });
    await page.getByRole("heading", { name: "Run 01m8f7zzzzzzzzzzzzzz" }).waitFor();
    await page.getByText("there is none of that id").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Look for it" }).click();
    await page.getByText("No run fits.").waitFor();
    // With the end of an id, as the command line tells it, it is found so.
    const run = await started("leaf", ({ status }) => status === "waiting");
    await page.goto(`${new URL(page.url()).origin}/runs/${run.slice(-6)}`);
    await page.getByText("The id of a run has 20 letters and digits.").waitFor();
    await page.getByRole("link", { name: "Look for it" }).click();
    await page.locator(`[data-run="${run}"]`).waitFor();
    await page.goto(`${new URL(page.url()).origin}/workflows/nowhere/edit`);
    await page.getByRole("heading", { name: "Edit nowhere" }).waitFor();
    await page.getByRole("link", { name: "a new one" }).click();
    await page.getByRole("heading", { name: "New workflow" }).waitFor();
  });
});

describe.skipIf(CHROMIUM === null)("the chart of a workflow (needs the package chromium)", () => {
  it("is saved as that of a run is", async () => {
    const page = await openInspector(folder, "/workflows/parent");
    await state(page, "fan").waitFor();
    const saved = async (format: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByLabel("Save the chart").selectOption(format),
      ]);
      return readFileSync(await download.path(), "latin1");
    };
    expect(await saved("svg")).toContain('data-path="main.fan"');
    expect(await saved("png")).toContain("PNG");
    expect(await saved("mermaid")).toMatch(/^stateDiagram-v2/);
    expect(JSON.parse(await saved("xstate"))).toHaveProperty("states");
  });
});
