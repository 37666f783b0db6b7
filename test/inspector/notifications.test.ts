import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, newPage, openInspector, picture, seriousFindings } from "./browser.ts";

const ASKS = "workspace: none\nsteps:\n  - { id: review, approve: Go on? }\n";
const FAILS = "workspace: none\nsteps:\n  - { id: no, run: exit 3 }\n";
const PARENT = "workspace: none\nsteps:\n  - { id: child, workflow: fine }\n";
const FINE = "workspace: none\nsteps:\n  - { id: yes, run: 'true' }\n";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ asks: ASKS, fails: FAILS, parent: PARENT, fine: FINE });
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

const answered = async (run: string): Promise<void> => {
  const { body } = await call<{ items: { id: string; run: string }[] }>(folder, daemon, "/asks");
  const ask = body.items.find((one) => one.run === run);
  await call(folder, daemon, `/asks/${encodeURIComponent(ask?.id ?? "")}/answer`, { body: { answer: "allow" } });
};

const opened = async (where: string): Promise<Page> => {
  const page = await openInspector(folder, where);
  await page.getByRole("navigation").waitFor();
  // It listens: an event that comes now is shown.
  const run = await started("fine");
  await page
    .getByText(`fine ${run.slice(-6)} has succeeded.`)
    .or(page.locator(`[data-run="${run}"]`))
    .first()
    .waitFor();
  return page;
};

describe.skipIf(CHROMIUM === null)("notices in the page (needs the package chromium)", () => {
  it("tell of requests and ends, in the tab's title too, and nothing of what is looked at", async () => {
    const page = await opened("/health");
    expect(await page.title()).toBe("Health · Drover");
    const run = await started("asks");
    await page.getByText(`asks ${run.slice(-6)} asks: Go on?`).waitFor();
    await expect.poll(() => page.title()).toBe("(1) Health · Drover");

    // A child's end is its parent's business.
    const parent = await started("parent");
    await page.getByText(`parent ${parent.slice(-6)} has succeeded.`).waitFor();
    expect(await page.getByText(/^fine .* has succeeded\.$/).count()).toBeLessThanOrEqual(1);

    const failed = await started("fails");
    await page.getByText(`fails ${failed.slice(-6)} has failed.`).waitFor();
    await picture(page, "notices");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: "Look at it" }).last().click();
    await page.waitForURL(`**/runs/${failed}`);

    // Before the person's eyes already; the other one is not.
    await page.goto(`${daemon.url}/runs/${run}`);
    await expect.poll(() => page.title()).toContain("(1)");
    await answered(run);
    const other = await started("fails");
    await page.getByText(`fails ${other.slice(-6)} has failed.`).waitFor();
    expect(await page.getByText(`asks ${run.slice(-6)} has succeeded.`).count()).toBe(0);
    await expect.poll(() => page.title()).not.toContain("(1)");
  });

  it("sum a burst up", async () => {
    const page = await opened("/health");
    await Promise.all(Array.from({ length: 12 }, () => started("fails")));
    // However the machine's pace cuts it: all are told, and most of them together.
    await page
      .getByText(/^\d+ runs have failed\.$/)
      .first()
      .waitFor();
    expect(await page.getByText(/ has failed\.$/).count()).toBeLessThanOrEqual(4);
    await page.getByRole("link", { name: "Look at them" }).first().click();
    await page.waitForURL("**/?status=failed");
  });
});

interface Shown {
  readonly body: string;
}

/** A browser that lets the page notify, and whose windows the person has left; what it would show is kept for the test. */
const BEHIND = `
  window.shown = [];
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, { body }) {
      super();
      window.shown.push({ body, click: () => this.dispatchEvent(new Event("click")) });
    }
    close() {}
  };
  document.hasFocus = () => false;
`;

async function behind(context: BrowserContext, where: string): Promise<Page> {
  await context.addInitScript(BEHIND);
  const page = await newPage(context);
  await page.goto(`${daemon.url}${where}`);
  await page.getByRole("navigation").waitFor();
  return page;
}

const shownIn = (page: Page): Promise<readonly Shown[]> => page.evaluate("window.shown.map(({ body }) => ({ body }))");

describe.skipIf(CHROMIUM === null)("notices of the browser (needs the package chromium)", () => {
  it("come only when they were asked for, from one window only, and lead where they belong", async () => {
    const first = await openInspector(folder, "/health", { isItsOwn: true });
    const context = first.context();
    await first.close();
    const [one, two] = [await behind(context, "/health"), await behind(context, "/health")];
    const all = async (): Promise<readonly string[]> =>
      [...(await shownIn(one)), ...(await shownIn(two))].map(({ body }) => body);

    const unwanted = await started("fails");
    await one.getByText(`fails ${unwanted.slice(-6)} has failed.`).waitFor();
    await two.getByText(`fails ${unwanted.slice(-6)} has failed.`).waitFor();
    expect(await all()).toEqual([]);

    await one.getByRole("button", { name: "Notices: off" }).click();
    await one.getByRole("button", { name: "Notices: on" }).waitFor();
    const wanted = await started("fails");
    const text = `fails ${wanted.slice(-6)} has failed.`;
    await one.getByText(text).waitFor();
    await two.getByText(text).waitFor();
    await expect.poll(all).toEqual([text]);

    // The window that told is closed: the other one takes its place, which tells of the next.
    expect((await shownIn(one)).length).toBe(1);
    await one.close();
    const waiting = "navigator.locks.query().then(({ pending }) => pending.map(({ name }) => name))";
    await expect.poll(() => two.evaluate<string[]>(waiting)).not.toContain("drover.notify.teller");
    const next = await started("asks");
    await expect
      .poll(async () => (await shownIn(two)).map(({ body }) => body))
      .toEqual([`asks ${next.slice(-6)} asks: Go on?`]);
    await two.evaluate("window.shown[0].click()");
    await two.waitForURL("**/inbox");
    await answered(next);

    // Somebody looks: the page tells it.
    await two.goto(`${daemon.url}/health`);
    await two.evaluate("document.hasFocus = () => true; window.dispatchEvent(new Event('focus'))");
    const seen = await started("fails");
    await two.getByText(`fails ${seen.slice(-6)} has failed.`).waitFor();
    expect(await shownIn(two)).toEqual([]);
    await two.getByRole("button", { name: "Notices: on" }).click();
    await two.getByRole("button", { name: "Notices: off" }).waitFor();
  });
});
