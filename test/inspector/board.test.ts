import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const CARDS = `inputs: { title: { type: string } }
workspace: none
context: { rounds: 0, remark: none }
initial: todo
states:
  todo: { on: { start: doing, drop: dropped, close: dropped } }
  doing:
    entry: { set: { rounds: "\${{ context.rounds + 1 }}" } }
    on: { ready: review }
  review:
    on:
      accept: done
      close: done
      reject: { target: doing, when: context.rounds < 2, do: { set: { remark: "\${{ event.data.because }}" } } }
  done: { type: final }
  dropped: { type: final, status: canceled }
`;
const RELEASE = `workspace: none
steps:
  - { id: release, approve: "Publish it?" }
  - { id: publish, run: 'true' }
  - { id: rest, wait: 1h }
`;
/** Nothing in it can be broken between two lines. */
const LONG = `workspace: none
steps:
  - { id: look, approve: "Look at https://example.org/${"a/very/long/path/".repeat(8)}?" }
`;
const FAILS = "workspace: none\nsteps:\n  - { id: no, run: exit 3 }\n";
const WAITS = "workspace: none\nsteps:\n  - { id: rest, wait: 1h }\n";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ cards: CARDS, release: RELEASE, long: LONG, fails: FAILS, waits: WAITS });
  daemon = await serve(folder);
});

const started = async (workflow: string, inputs: object = {}): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow, inputs } })).body.run;

const runOf = async (run: string) =>
  (await call<{ status: string; context: object; error: object | null }>(folder, daemon, `/runs/${run}`)).body;

/** As somebody else says it to the run, who does not look at this board. */
const signal = async (run: string, name: string): Promise<void> =>
  expect((await call(folder, daemon, `/runs/${run}/signals`, { body: { name } })).status).toBe(200);

const column = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });
const cardIn = (page: Page, title: string, run: string): Locator =>
  column(page, title).locator("li", { has: page.locator(`[data-card="${run}"]`) });

async function drag(page: Page, card: Locator, to: string): Promise<void> {
  await pickUp(page, card, to);
  await page.mouse.up();
}

type Place = Exclude<Awaited<ReturnType<Locator["boundingBox"]>>, null>;

/** A card that is just drawn anew has none for a moment. */
async function placeOf(what: Locator): Promise<Place> {
  let place: Place | null = null;
  await expect.poll(async () => (place = await what.boundingBox())).not.toBeNull();
  return place ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** Holds a card over a column, as a person does before letting go. */
async function pickUp(page: Page, card: Locator, to: string): Promise<void> {
  const [from, target] = [await placeOf(card), await placeOf(column(page, to))];
  await page.mouse.move(from.x + 10, from.y + from.height - 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 30, from.y + from.height + 10, { steps: 3 });
  await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 5 });
}

describe.skipIf(CHROMIUM === null)("the board of a workflow (needs the package chromium)", () => {
  it("moves a card by mouse where an event leads, and nowhere else", async () => {
    const run = await started("cards", { title: "Mend the roof" });
    const page = await openInspector(folder, "/board/cards", { width: 1440, isTroubled: true });
    const card = cardIn(page, "todo", run);
    await card.getByText("Mend the roof").waitFor();

    await pickUp(page, card, "done");
    await expect.poll(() => column(page, "doing").getAttribute("data-drag")).toBe("takes");
    expect(await column(page, "done").getAttribute("data-drag")).toBe("refuses");
    expect(await column(page, "review").getAttribute("data-drag")).toBe("refuses");
    await picture(page, "board-dragging");
    await page.mouse.up();
    await expect.poll(() => column(page, "doing").getAttribute("data-drag")).toBe("");
    expect(await card.count()).toBe(1);

    await drag(page, card, "doing");
    await cardIn(page, "doing", run).waitFor();
    // It goes on there, and the board follows it, also when the card is held at that moment: then it is let go.
    await pickUp(page, cardIn(page, "doing", run), "Canceled");
    await expect.poll(() => column(page, "Canceled").getAttribute("data-drag")).toBe("takes");
    await signal(run, "ready");
    await cardIn(page, "review", run).waitFor();
    await expect.poll(() => column(page, "Canceled").getAttribute("data-drag")).toBe("");
    await page.mouse.up();
    expect(await page.getByRole("dialog").count()).toBe(0);

    // The way looks at what the event carries.
    await drag(page, cardIn(page, "review", run), "doing");
    await page.getByLabel("because").fill("it leaks");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await cardIn(page, "doing", run).waitFor();
    expect((await runOf(run)).context).toEqual({ rounds: 2, remark: "it leaks" });
    await signal(run, "ready");
    await cardIn(page, "review", run).waitFor();

    // Its condition does not hold a second time.
    await drag(page, cardIn(page, "review", run), "doing");
    await page.getByText("Taken only when context.rounds < 2").waitFor();
    await page.getByLabel("because").fill("again");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(/^Cannot send "reject" to run/).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();

    await drag(page, cardIn(page, "review", run), "done");
    await page.getByRole("button", { name: "done by: accept" }).click();
    await cardIn(page, "done", run).getByText("succeeded").waitFor();
    expect((await runOf(run)).status).toBe("succeeded");
  });

  it("asks by which of several events, and tells a canceled run from one that has ended as canceled", async () => {
    const [dropped, canceled] = [await started("cards", { title: "One" }), await started("cards", { title: "Two" })];
    const page = await openInspector(folder, "/board/cards", { width: 1440 });
    await drag(page, cardIn(page, "todo", dropped), "dropped");
    await page.getByRole("button", { name: /by: close/ }).click();
    await cardIn(page, "dropped", dropped).waitFor();

    await drag(page, cardIn(page, "todo", canceled), "Canceled");
    await page.getByLabel("Reason").fill("not now");
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await cardIn(page, "Canceled", canceled).waitFor();
    expect(await cardIn(page, "dropped", canceled).count()).toBe(0);
  });

  it("is worked with by the keyboard alone", async () => {
    const [second, first] = [await started("cards", { title: "Second" }), await started("cards", { title: "First" })];
    const page = await openInspector(folder, "/board/cards", { width: 1440 });
    await cardIn(page, "todo", second).waitFor();
    await page.locator(`[data-card="${first}"]`).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate("document.activeElement.dataset.card")).toBe(second);
    await page.keyboard.press("m");
    const menu = page.getByRole("dialog", { name: "Move Second to…" });
    await menu.getByRole("button", { name: "doing by: start" }).waitFor();
    await picture(page, "board-menu");
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await cardIn(page, "doing", second).waitFor();
    // Told to those who hear the page, and the focus goes with the card.
    await page.getByRole("status").filter({ hasText: "Sent: start." }).waitFor();
    await page.getByRole("status").filter({ hasText: "Second is now in doing." }).waitFor();
    await expect.poll(() => page.evaluate("document.activeElement.dataset.card")).toBe(second);
    await page.keyboard.press("ArrowLeft");
    expect(await page.evaluate("document.activeElement.dataset.card")).toBe(first);
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("document.activeElement.dataset.card")).toBe(second);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/runs/${second}`);
  });

  it("offers in an open menu what is possible by now", async () => {
    const run = await started("cards", { title: "Third" });
    const page = await openInspector(folder, "/board/cards", { width: 1440 });
    await page.locator(`[data-card="${run}"]`).focus();
    await page.keyboard.press("m");
    const menu = page.getByRole("dialog", { name: "Move Third to…" });
    await menu.getByRole("button", { name: "doing by: start" }).waitFor();
    await signal(run, "drop");
    await cardIn(page, "dropped", run).waitFor();
    await expect.poll(() => menu.getByRole("button", { name: "doing by: start" }).count()).toBe(0);
    await menu.getByRole("button", { name: "todo by: " }).waitFor();
  });

  it("approves where an approval leads on", async () => {
    const run = await started("release");
    const page = await openInspector(folder, "/board/release", { width: 1440 });
    await cardIn(page, "release", run).getByText("Publish it?").waitFor();
    await drag(page, cardIn(page, "release", run), "publish");
    await cardIn(page, "rest", run).waitFor();
  });

  it("says what to do where there are no runs", async () => {
    const page = await openInspector(folder, "/board");
    await page.getByLabel("Board of").selectOption("waits");
    await page.getByText("No runs of this workflow yet.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/board/waits");
  });
});

describe.skipIf(CHROMIUM === null)("the board of all runs (needs the package chromium)", () => {
  it("shows each where it stands while it goes on, cancels and retries", async () => {
    const page = await openInspector(folder, "/board", { width: 1720 });
    const [asking, waiting, failed] = [await started("release"), await started("waits"), await started("fails")];
    await cardIn(page, "Waits for you", asking).getByText("Publish it?").waitFor();
    await cardIn(page, "Waits", waiting).waitFor();
    await cardIn(page, "Failed", failed).waitFor();
    await picture(page, "board-status");

    await drag(page, cardIn(page, "Waits", waiting), "Canceled");
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await cardIn(page, "Canceled", waiting).waitFor();

    const before = await column(page, "Failed").locator("li").count();
    // However often somebody drags it while the answer is on its way, it is started again once.
    let retries = 0;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/retry", async (route) => {
      retries += 1;
      await held;
      await route.continue();
    });
    await drag(page, cardIn(page, "Failed", failed), "At work");
    await drag(page, cardIn(page, "Failed", failed), "At work");
    release();
    await page.getByText("Started again, as a new run.").waitFor();
    expect(retries).toBe(1);
    await expect.poll(() => column(page, "Failed").locator("li").count()).toBe(before + 1);
  });

  it("keeps a card within its column, whatever its words are", async () => {
    const run = await started("long");
    const page = await openInspector(folder, "/board");
    const card = cardIn(page, "Waits for you", run);
    const [place, around] = [await placeOf(card), await placeOf(column(page, "Waits for you"))];
    expect(place.x + place.width).toBeLessThanOrEqual(around.x + around.width);
    await card.getByRole("button", { name: "Move long" }).click();
    await page.getByRole("dialog", { name: "Move long to…" }).waitFor();
  });

  it.each([
    ["dark", 1440],
    ["light", 360],
  ] as const)("has no serious findings (%s, %i px wide)", async (theme, width) => {
    const run = await started("release");
    const page = await openInspector(folder, "/board", { theme, width });
    await cardIn(page, "Waits for you", run).waitFor();
    await picture(page, `board-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
