import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, git, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture } from "./browser.ts";

/** Turns what follows around, and begins a colour of a terminal. */
const HOSTILE = "\u202Eecivres \u001B[31mred";
const SHOWN = "‹202E›ecivres ‹001B›[31mred";
const LONG = "W".repeat(300);
const NAME = "n".repeat(80);

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    asks: 'inputs: { title: { type: string } }\nworkspace: none\nsteps:\n  - { id: sure, approve: "${{ inputs.title }}" }\n',
    says: `workspace: none\nsteps:\n  - { id: no, run: "printf '\\\\342\\\\200\\\\256live \\\\033[31m' >&2; exit 3" }\n`,
    quick: 'workspace: none\nsteps:\n  - { id: "yes", run: "true" }\n',
    waits: `workspace: none\nsteps:\n  - { id: sure, approve: "Sure?", timeout: 29m }\n`,
    long: `inputs: { ${NAME}: { type: string } }\nworkspace: none\nsteps:\n  - { id: "yes", run: "true" }\n`,
    changes: `workspace: { repo: ., branch: "work-\${{ run.shortId }}" }\nsteps:\n  - { id: change, run: "head -c 300 /dev/zero > zero.bin; echo end >> huge.txt" }\n`,
  });
  writeFileSync(path.join(folder, "zero.bin"), "\0");
  writeFileSync(path.join(folder, "huge.txt"), "line\n".repeat(60_000));
  git(folder, "add", "zero.bin", "huge.txt");
  git(folder, "commit", "-qm", "Add what is no text");
  daemon = await serve(folder);
});

async function started(workflow: string, status: string, inputs: object = {}): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow, inputs } });
  const statusOf = async () => (await call<{ status: string }>(folder, daemon, `/runs/${body.run}`)).body.status;
  await eventually(async () => (await statusOf()) === status, workflow);
  return body.run;
}

const goTo = (page: Page, to: string) => page.goto(new URL(to, page.url()).href);

/** How far what is written in the two numbers of a line is from each other. Pixels. */
const BETWEEN_NUMBERS = `(() => {
  const cell = [...document.querySelectorAll("span")].find((span) => span.textContent === "59999");
  const [before, after] = [...cell.parentElement.children].map((span) => {
    const range = document.createRange();
    range.selectNodeContents(span);
    return range.getBoundingClientRect();
  });
  return after.left - before.right;
})()`;

/** Whether what is drawn of an element lies within another. Pixels may be halves. */
const lies = async (page: Page, inner: string, outer: string): Promise<boolean> => {
  const [a, b] = await Promise.all([page.locator(inner).boundingBox(), page.locator(outer).boundingBox()]);
  if (a === null || b === null) throw new Error("it is not drawn");
  return a.x >= b.x - 1 && a.x + a.width <= b.x + b.width + 1;
};

describe.skipIf(CHROMIUM === null)("what others wrote (needs the package chromium)", () => {
  it("turns nothing around on a board, and leaves room for other cards", async () => {
    const page = await openInspector(folder, "/board/asks", { width: 1440 });
    const [hostile, long] = [
      await started("asks", "waiting", { title: HOSTILE }),
      await started("asks", "waiting", { title: LONG }),
    ];
    await page.locator(`[data-card="${hostile}"]`, { hasText: SHOWN }).waitFor();
    await page.getByRole("link", { name: SHOWN, exact: true }).waitFor();
    await goTo(page, "/board");
    const card = page.locator("li", { has: page.locator(`[data-card="${long}"]`) });
    await card.waitFor();
    expect((await card.innerText()).length).toBeLessThan(200);
    await page.getByRole("link", { name: SHOWN, exact: true }).waitFor();
    await picture(page, "board-hostile");
  });

  it("turns nothing around in the reason of a failure and in the sequence", async () => {
    const failed = await started("says", "failed");
    const page = await openInspector(folder, `/runs/${failed}`);
    await page.getByText("‹202E›live ‹001B›[31m").first().waitFor();
    const asking = await started("asks", "waiting", { title: HOSTILE });
    await goTo(page, `/runs/${asking}/sequence`);
    await page
      .getByRole("region", { name: "Sequence of messages" })
      .getByText(/‹202E›ecivres/)
      .waitFor();
  });

  it("stays in its form: the name of an input", async () => {
    const page = await openInspector(folder, "/workflows/long");
    await page.getByText(NAME, { exact: true }).waitFor();
    expect(await page.locator("form").evaluate((form) => form.scrollWidth <= form.clientWidth)).toBe(true);
  });

  it("stays in its place: the name of a file that is no text", async () => {
    const run = await started("changes", "succeeded");
    const page = await openInspector(folder, `/runs/${run}/changes`);
    const name = await page.locator("h3 code", { hasText: "zero.bin" }).boundingBox();
    const head = await page.locator("h3", { hasText: "zero.bin" }).boundingBox();
    expect((name?.x ?? 1_000) - (head?.x ?? 0)).toBeLessThan(60);
  });

  it("leaves its number readable, be it the 60,000th line", async () => {
    const run = await started("changes", "succeeded");
    const page = await openInspector(folder, `/runs/${run}/changes`, { width: 360 });
    await page.getByText("59999", { exact: true }).first().waitFor();
    expect(await page.evaluate<number>(BETWEEN_NUMBERS)).toBeGreaterThan(4);
  });

  it("stays in its state: the time that is left", async () => {
    const run = await started("waits", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await page.locator('[data-path="main.sure"] tspan', { hasText: /28 min/ }).waitFor();
    expect(await lies(page, '[data-path="main.sure"] tspan', '[data-path="main.sure"] > rect')).toBe(true);
  });
});

describe.skipIf(CHROMIUM === null)("a browser whose clock is wrong (needs the package chromium)", () => {
  it("tells times by the clock of the daemon", async () => {
    const run = await started("waits", "waiting");
    const page = await openInspector(folder, "/", { isItsOwn: true });
    await page.addInitScript("{ const now = Date.now; Date.now = () => now() - 3 * 3_600_000; }");
    await goTo(page, `/runs/${run}`);
    await page.getByText(/expires in 2[89] min/).waitFor();
    await page.locator('[data-path="main.sure"] tspan', { hasText: /2[89] min/ }).waitFor();
  });
});

describe.skipIf(CHROMIUM === null)("what is not there (needs the package chromium)", () => {
  it("is told of a run that was removed while it was looked at, as soon as it is asked for", async () => {
    const run = await started("quick", "succeeded");
    const page = await openInspector(folder, `/runs/${run}`, { isTroubled: true });
    await page.getByRole("button", { name: "Retry" }).waitFor();
    expect((await call(folder, daemon, `/runs/${run}`, { method: "DELETE" })).status).toBe(200);
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByText("There is no such run.").waitFor();
    await page.getByRole("link", { name: "All runs" }).waitFor();
  });

  it("leads on: from a view that does not exist, and from the address of all runs", async () => {
    const run = await started("quick", "succeeded");
    const page = await openInspector(folder, `/runs/${run}/logs`);
    await page.getByRole("link", { name: "The chart of the run" }).click();
    await page.locator('[data-path="main.yes"]').waitFor();
    await goTo(page, "/runs?status=succeeded");
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/?status=succeeded");
  });
});
