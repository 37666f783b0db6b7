import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { addScripted, script } from "./agents.ts";
import { CHROMIUM, openInspector } from "./browser.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    fails: "workspace: none\nsteps:\n  - { id: no, run: exit 3 }\n",
    counts: `workspace: none
context: { count: 0 }
initial: todo
states:
  todo: { on: { more: { do: { set: { count: "\${{ context.count + 1 }}" } } }, end: done } }
  done: { type: final }
`,
    greets:
      'inputs: { name: { type: string, default: you } }\nworkspace: none\nsteps:\n  - { id: hello, run: "true" }\n',
  });
  addScripted(folder, "acp");
  const works = `name: works\nworkspace: none\nsteps:\n  - { id: work, agent: scripted, prompt: ${script([{ wait: path.join(folder, "go") }])} }\n`;
  writeFileSync(path.join(folder, ".drover/workflows/works.yaml"), works);
  daemon = await serve(folder);
});

interface Shown {
  readonly status: string;
  readonly context: { readonly count?: number };
  readonly messages: readonly { readonly text: string }[];
}

const shown = async (run: string): Promise<Shown> => (await call<Shown>(folder, daemon, `/runs/${run}`)).body;

async function started(workflow: string, status: string): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  await eventually(async () => (await shown(body.run)).status === status, workflow);
  return body.run;
}

const runsOf = async (workflow: string): Promise<number> =>
  (await call<{ items: readonly unknown[] }>(folder, daemon, `/runs?workflow=${workflow}`)).body.items.length;

/** A double click that is quicker than any picture, on what can be clicked by now. */
async function twice(button: Locator): Promise<void> {
  await button.click({ trial: true });
  await button.evaluate((element: { click(): void }) => {
    element.click();
    element.click();
  });
}

interface Element {
  getBoundingClientRect(): { left: number; top: number; width: number; height: number };
  readonly ownerDocument: { elementFromPoint(x: number, y: number): unknown };
}

/** Whether a click in the middle of an element comes to it. */
function isHit(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.ownerDocument.elementFromPoint(left + width / 2, top + height / 2) === element;
}

/** The daemon does what it is asked, and its answer does not come. */
async function losesAnswers(page: Page, to: string): Promise<void> {
  await page.route(to, async (route) => {
    await route.fetch();
    await route.abort();
  });
}

describe.skipIf(CHROMIUM === null)("what is asked for twice (needs the package chromium)", () => {
  it("is said once to an agent, by the dialog and beside its log", async () => {
    const run = await started("works", "running");
    const page = await openInspector(folder, `/runs/${run}/conversation`);
    await page.getByRole("button", { name: "Message", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Message").fill("Mind the tests.");
    await twice(dialog.getByRole("button", { name: "Send" }));
    const notice = page.getByText("The message is kept");
    // What lies under its words can be clicked.
    expect(await notice.evaluate(isHit)).toBe(false);
    expect(await page.getByRole("button", { name: "Close this notice" }).evaluate(isHit)).toBe(true);
    await page.getByLabel("Say something to the agent").fill("And the docs.");
    await twice(page.getByRole("button", { name: "Send", exact: true }));
    const waiting = page.getByRole("list", { name: "Messages that wait" });
    await waiting.getByText("And the docs.").waitFor();
    // The same words on purpose are another message.
    await page.getByLabel("Say something to the agent").fill("And the docs.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => waiting.getByRole("listitem").count()).toBe(3);
    expect((await shown(run)).messages.map(({ text }) => text)).toEqual([
      "Mind the tests.",
      "And the docs.",
      "And the docs.",
    ]);
  });

  it("is said once also when the answer to the first was lost", async () => {
    const run = await started("works", "running");
    const page = await openInspector(folder, `/runs/${run}`, { isTroubled: true });
    await page.getByRole("button", { name: "Message", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Message").fill("Mind the tests.");
    await losesAnswers(page, "**/messages");
    await dialog.getByRole("button", { name: "Send" }).click();
    await page.getByText(/^Cannot reach Drover/).waitFor();
    await page.unrouteAll();
    await dialog.getByRole("button", { name: "Send" }).click();
    await page.getByText("The message is kept").waitFor();
    expect((await shown(run)).messages.map(({ text }) => text)).toEqual(["Mind the tests."]);
  });

  it("starts a run once again, and sends an event once", async () => {
    const run = await started("fails", "failed");
    const page = await openInspector(folder, `/runs/${run}`);
    await twice(page.getByRole("button", { name: "Retry" }));
    await page.getByText("Started again, as a new run.").waitFor();
    await expect.poll(() => page.url()).not.toContain(run);
    await page.getByRole("button", { name: "Retry" }).waitFor();
    expect(await runsOf("fails")).toBe(2);

    const counting = await started("counts", "waiting");
    await page.goto(new URL(`/runs/${counting}`, page.url()).href);
    await page.getByRole("button", { name: "Send more" }).click();
    await twice(page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }));
    await page.getByText("more was taken.").first().waitFor();
    await page.getByRole("button", { name: "Send end" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).click();
    await eventually(async () => (await shown(counting)).status === "succeeded", "ended");
    expect((await shown(counting)).context.count).toBe(1);
  });
});

describe.skipIf(CHROMIUM === null)("a card that is moved again (needs the package chromium)", () => {
  it("does nothing twice where the answer to the first was lost", async () => {
    const run = await started("fails", "failed");
    const before = await runsOf("fails");
    const page = await openInspector(folder, "/board", { isTroubled: true });
    const card = page.locator(`[data-card="${run}"]`);
    await card.waitFor();
    const retry = page.getByRole("dialog").getByRole("button", { name: "At work by: Retry" });
    await card.focus();
    await page.keyboard.press("m");
    await losesAnswers(page, "**/retry");
    await retry.click();
    await page.getByText(/^Cannot reach Drover/).waitFor();
    await page.unrouteAll();
    await retry.click();
    await retry.waitFor({ state: "detached" });
    expect(await runsOf("fails")).toBe(before + 1);
    // On purpose, it is another one.
    await card.focus();
    await page.keyboard.press("m");
    await retry.click();
    await expect.poll(() => runsOf("fails")).toBe(before + 2);
  });
});

describe.skipIf(CHROMIUM === null)("what is saved twice (needs the package chromium)", () => {
  it("is no change by somebody else", async () => {
    const page = await openInspector(folder, "/workflows/greets/edit");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("# more");
    await twice(page.getByRole("button", { name: "Save", exact: true }));
    await page.getByText("Saved as .drover/workflows/greets.yaml.").waitFor();
    await page.getByRole("button", { name: "Saved", exact: true }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});

describe.skipIf(CHROMIUM === null)("a machine without a network (needs the package chromium)", () => {
  it("asks its own daemon all the same", async () => {
    const run = await started("counts", "waiting");
    const page = await openInspector(folder, `/runs/${run}`, { isItsOwn: true });
    await page.getByRole("button", { name: "Send more" }).waitFor();
    // As a browser tells it when the last network goes; this machine is still reached.
    await page.evaluate('window.dispatchEvent(new Event("offline"))');
    await page.getByRole("button", { name: "Send end" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => page.locator("[data-status]").first().textContent()).toContain("succeeded");
    await page.getByRole("link", { name: "Workflows" }).click();
    await page.getByRole("link", { name: "greets" }).waitFor();
  });
});

describe.skipIf(CHROMIUM === null)("a part of the page that did not come (needs the package chromium)", () => {
  it("is told in words, and comes when it is asked for again", async () => {
    const page = await openInspector(folder, "/", { isTroubled: true });
    await page.getByRole("link", { name: "Health" }).waitFor();
    await page.route("**/assets/health-page*", (route) => route.abort());
    await page.getByRole("link", { name: "Health" }).click();
    await page.getByText("A part of this page did not come: the daemon was away").waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Queue" }).waitFor();
  });

  it("keeps nobody from starting a run: the daemon looks at the inputs, too", async () => {
    const page = await openInspector(folder, "/workflows/greets", { isTroubled: true });
    await page.route("**/assets/inputs-*", (route) => route.abort());
    await page.getByRole("button", { name: "Start" }).click();
    await expect.poll(() => page.url()).toContain("/runs/");
    expect(await runsOf("greets")).toBe(1);
  });
});
