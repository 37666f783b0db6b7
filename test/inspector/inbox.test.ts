import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { drover, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { addScripted, script } from "./agents.ts";
import { CHROMIUM, newPage, openInspector, picture, seriousFindings } from "./browser.ts";

const agent = (steps: readonly object[]): string =>
  `workspace: none\nsteps:\n  - { id: work, agent: scripted, prompt: ${script(steps)} }\n`;

const HOSTILE = "npm test\u202E\u001B[8m<img src=x onerror=alert(1)>";

const WORKFLOWS = {
  publish: agent([{ ask: { name: "Bash", input: { command: "npm publish", description: "Publishes." } } }]),
  edit: agent([
    { ask: { name: "Edit", input: { file_path: "a.txt", old_string: "one\ntwo\n", new_string: "one\n2\n" } } },
  ]),
  question: agent([
    {
      ask: {
        name: "AskUserQuestion",
        input: { questions: [{ question: "Which?", options: [{ label: "Red" }, { label: "Blue" }] }] },
      },
    },
  ]),
  hostile: agent([{ ask: { name: "Bash", input: { command: HOSTILE } } }]),
  review: "workspace: none\nsteps:\n  - { id: review, approve: Release it?, timeout: 2h }\n",
  twice:
    "workspace: none\nsteps:\n  - { id: first, approve: The first?, timeout: 2h }\n  - { id: second, approve: The second?, timeout: 2h }\n",
  rest: "workspace: none\nsteps:\n  - { id: pause, wait: { event: woken, timeout: 3h } }\n",
};

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project(WORKFLOWS);
  addScripted(folder, "claude");
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

const cardOf = (page: Page, run: string): Locator => page.locator(`[data-ask^="${run}."]`);

const asksOf = async (run: string): Promise<number> =>
  (await call<{ asks: readonly unknown[] }>(folder, daemon, `/runs/${run}`)).body.asks.length;

/**
 * Clicks where a card has its Allow, as impatient people do, until another card is there, and twice more. The page itself does: what it is
 * told from outside may come a second later on a busy machine, when the other card may well be meant.
 */
async function clickUntilGone(page: Page, card: Locator): Promise<void> {
  const allow = card.getByRole("button", { name: "Allow" });
  await allow.click({ trial: true });
  const { x, y, width, height } = (await allow.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const ask = await card.getAttribute("data-ask");
  await page.evaluate(`new Promise((resolve) => {
    const byMouse = () => new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
    const click = () => document.elementFromPoint(${x + width / 2}, ${y + height / 2})?.dispatchEvent(byMouse());
    const look = () => {
      click();
      if (document.querySelector('[data-ask="${ask}"]') !== null) return;
      observer.disconnect();
      click();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true });
    look();
  })`);
}

const answerOf = async (run: string): Promise<unknown> => {
  const { body } = await call<{ steps: Record<string, { output: { text?: string } }> }>(folder, daemon, `/runs/${run}`);
  return body.steps["work"]?.output.text;
};

const isOver = async (run: string): Promise<string> =>
  (await call<{ status: string }>(folder, daemon, `/runs/${run}/wait?until=end&timeoutMs=15000`)).body.status;

/** It stands there for a second and a half only: the page itself looks at every change, from before it comes. */
const FOCUSED_AS_ALLOWED = (run: string): string => `new Promise((resolve) => {
  const look = () => {
    const { activeElement: at } = document;
    if (at?.matches('[data-ask^="${run}."]') && at.textContent.includes("Allowed.")) resolve();
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  document.addEventListener("focusin", look);
})`;

describe.skipIf(CHROMIUM === null)("the inbox (needs the package chromium)", () => {
  it("says so when nobody waits, and shows what is asked while it is open", async () => {
    const page = await openInspector(folder, "/inbox");
    await page.getByText("Nobody waits for you.").waitFor();
    const run = await started("publish");
    const card = cardOf(page, run);
    await card.getByText("wants to run a command").waitFor();
    expect(await card.textContent()).toMatch(/high risk.*expires in 29 min/);
    expect(await card.getByLabel("Command").textContent()).toBe("npm publish");
    expect(await card.getByLabel("Arguments").textContent()).toContain('"description": "Publishes."');
    expect(await page.getByRole("link", { name: /Inbox/ }).textContent()).toContain("1");
    await card.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Allowed: Bash npm publish").waitFor();
    await page.getByText("Nobody waits for you.").waitFor();
    expect(await isOver(run)).toBe("succeeded");
    expect(await answerOf(run)).toBe("[allow]");
  });

  it("is worked through by keys alone: next, deny with a reason, allow, open the run", async () => {
    const page = await openInspector(folder, "/inbox");
    const first = await started("edit");
    await cardOf(page, first).waitFor();
    const second = await started("review");
    await cardOf(page, second).waitFor();
    await page.keyboard.press("j");
    expect(await page.locator(":focus").getAttribute("data-ask")).toMatch(new RegExp(`^${first}`));
    expect(await cardOf(page, first).getByRole("group", { name: "Changes of a.txt" }).innerText()).toMatch(
      /-two[\s\S]*\+2/,
    );
    await page.keyboard.press("d");
    await page.keyboard.type("Not on a Friday.");
    await page.keyboard.press("Enter");
    await page.getByText(/Denied: /).waitFor();
    expect(await isOver(first)).toBe("succeeded");
    expect(await answerOf(first)).toBe("[deny: Not on a Friday.]");
    await page.keyboard.press("j");
    expect(await page.locator(":focus").getAttribute("data-ask")).toMatch(new RegExp(`^${second}`));
    // It goes to a place behind `g`, and allows nothing.
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.waitForURL("**/agents");
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await cardOf(page, second).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/runs/${second}`);
    const strip = page.getByRole("region", { name: "Waits for" });
    await strip.getByText("Release it?").waitFor();
    await strip.locator("[data-ask]").focus();
    await page.keyboard.press("a");
    expect(await isOver(second)).toBe("succeeded");
    await strip.waitFor({ state: "detached" });
  });

  it("finds the last card again by a key, when the one before it has gone and nothing has the focus", async () => {
    const [first, second] = [await started("review"), await started("review")];
    const page = await openInspector(folder, "/inbox");
    await cardOf(page, second).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.keyboard.press("j");
    await cardOf(page, first).waitFor({ state: "detached" });
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("j");
    expect(await page.locator(":focus").getAttribute("data-ask")).toMatch(new RegExp(`^${second}`));
    await page.keyboard.press("a");
    expect(await isOver(second)).toBe("succeeded");
  });

  it("answers a question by a choice, and by words", async () => {
    const [first, second] = [await started("question"), await started("question")];
    const page = await openInspector(folder, "/inbox");
    await cardOf(page, first).getByRole("button", { name: "Blue" }).click();
    await cardOf(page, second).getByLabel("Or in words").fill("Green");
    await cardOf(page, second).getByRole("button", { name: "Answer" }).click();
    await page.getByText("Nobody waits for you.").waitFor();
    await isOver(first);
    await isOver(second);
    expect(await answerOf(first)).toBe('[allow: {"Which?":"Blue"}]');
    expect(await answerOf(second)).toBe('[allow: {"Which?":"Green"}]');
  });

  it("answers nothing but what was pointed at, however often somebody clicks while cards move up", async () => {
    const [first, second] = [await started("review"), await started("review")];
    const page = await openInspector(folder, "/inbox");
    await cardOf(page, second).waitFor();
    await clickUntilGone(page, cardOf(page, first));
    expect(await isOver(first)).toBe("succeeded");
    expect(await asksOf(second)).toBe(1);
    await page.keyboard.press("j");
    await cardOf(page, second).getByRole("button", { name: "Allow" }).focus();
    const isAllowed = page.evaluate(FOCUSED_AS_ALLOWED(second));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await isAllowed;
    expect(await isOver(second)).toBe("succeeded");

    const run = await started("twice");
    await page.goto(new URL(`/runs/${run}`, page.url()).href);
    await clickUntilGone(page, page.locator("[data-ask]", { hasText: "The first?" }));
    await page.getByText("The second?").waitFor();
    expect(await asksOf(run)).toBe(1);
    await page.locator("[data-ask]").getByRole("button", { name: "Allow" }).click();
    expect(await isOver(run)).toBe("succeeded");
  });

  it("tells a second window what was answered in the first", async () => {
    const run = await started("publish");
    const page = await openInspector(folder, "/inbox");
    const other = await newPage(page.context());
    await other.goto(page.url());
    await cardOf(other, run).waitFor();
    await cardOf(page, run).getByRole("button", { name: "Allow" }).click();
    await other.getByText(/“Bash npm publish” was allowed by /).waitFor();
    await cardOf(other, run).waitFor({ state: "detached" });
    expect(await page.getByText(/was allowed by/).count()).toBe(0);
  });

  it("shows what was asked between its fetching and its listening", async () => {
    // Nobody takes such a route away again.
    const page = await openInspector(folder, "/inbox", { isItsOwn: true });
    let connect = (): void => undefined;
    const held = new Promise<void>((resolve) => (connect = resolve));
    await page.routeWebSocket("**/events*", (socket) => void held.then(() => socket.connectToServer()));
    await page.reload();
    await page.getByText("Nobody waits for you.").waitFor();
    const run = await started("review");
    await expect.poll(() => asksOf(run)).toBe(1);
    connect();
    await cardOf(page, run).getByRole("button", { name: "Allow" }).click();
    await isOver(run);
  });

  it("shows what was asked while the answer to its first fetching was on its way", async () => {
    const page = await openInspector(folder, "/inbox", { isItsOwn: true });
    await page.getByText("Nobody waits for you.").waitFor();
    let [asked, release] = [(): void => undefined, (): void => undefined];
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(
      "**/api/v1/asks*",
      async (route) => {
        const response = await route.fetch();
        asked();
        await held;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    const isHeard = new Promise<void>((resolve) => {
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => {
          if (payload.includes("step.waiting")) resolve();
        }),
      );
    });
    await page.reload();
    await isAsked;
    const run = await started("review");
    await isHeard;
    // What the page has to do for what it heard comes before this.
    await page.evaluate("new Promise(requestAnimationFrame)");
    release();
    await cardOf(page, run).getByRole("button", { name: "Allow" }).click();
    await isOver(run);
  });

  it("says what has become of an ask that is gone before the answer comes", async () => {
    const run = await started("review");
    const page = await openInspector(folder, "/inbox", { isTroubled: true });
    // The page hears of nothing while its requests are held up.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/answer", async (route) => {
      await held;
      await route.continue();
    });
    await cardOf(page, run).getByRole("button", { name: "Allow" }).click();
    await drover(folder, ["cancel", run], { env: { DROVER_FOREGROUND: "" } });
    release();
    await page.getByText(/Cannot find that request/).waitFor();
  });

  it("shows what an agent wrote as text, with what would hide made visible", async () => {
    const run = await started("hostile");
    const page = await openInspector(folder, "/inbox");
    const command = cardOf(page, run).getByLabel("Command");
    expect(await command.textContent()).toBe("npm test‹202E›‹001B›[8m<img src=x onerror=alert(1)>");
    await cardOf(page, run).getByRole("button", { name: "Deny…" }).click();
    await cardOf(page, run).getByRole("button", { name: "Deny", exact: true }).click();
    await isOver(run);
  });

  it("tells on a run's page of times and events that it waits for, with the commands", async () => {
    const page = await openInspector(folder, `/runs/${await started("rest")}`);
    const strip = page.getByRole("region", { name: "Waits for" });
    await strip.getByText(/drover send \w+ woken/).waitFor();
    expect(await strip.textContent()).toMatch(/in 2 h 59 min/);
  });

  it.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("has no serious findings (%s, %i px wide)", async (theme, width) => {
    for (const workflow of ["publish", "edit", "question", "review"]) await started(workflow);
    const page = await openInspector(folder, "/inbox", { theme, width });
    await expect.poll(() => page.locator("[data-ask]").count()).toBeGreaterThanOrEqual(4);
    await picture(page, `inbox-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
