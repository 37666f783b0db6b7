import type { CDPSession, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const LONG = "a-step-with-a-name-that-is-longer-than-any-box-has-room-for";
const GROUPS = ["plan", "write", "try", "review", "ship"];
const sixty = GROUPS.map(
  (name, i) => `  ${name}:
    initial: s0
    states:
${Array.from({ length: 11 }, (_, k) => `      s${k}: { on: { next: ${k === 10 ? "end" : `s${k + 1}`} } }`).join("\n")}
      end: { type: final }
    on-done: ${GROUPS[i + 1] ?? "over"}
`,
).join("");

const WORKFLOWS = {
  sixty: `workspace: none\ninitial: plan\nstates:\n${sixty}  over: { type: final }\n`,
  regions: `workspace: none
initial: idle
states:
  idle: { on: { begin: work } }
  work:
    initial: both
    states:
      both:
        type: parallel
        states:
          code:
            initial: write
            states: { write: { on: { written: look } }, look: { on: { red: write, green: fine } }, fine: { type: final } }
          law:
            initial: wait
            states: { wait: { on: { cleared: fine }, after: { 45m: fine } }, fine: { type: final } }
          words:
            initial: outline
            states: { outline: { on: { outlined: fine } }, fine: { type: final } }
        on-done: all
      all: { type: final }
      back: { type: history, history: deep, target: both }
    on: { pause: paused, stop: dropped }
    on-done: over
  paused: { on: { resume: work.back } }
  over: { type: final }
  dropped: { type: final, status: canceled }
`,
  either: `workspace: none
steps:
  - { id: ${LONG}, run: exit 1, on-failure: continue }
  - { id: well, run: "true", on-failure: continue }
  - { id: again, run: exit 1, retry: { attempts: 3, delay: 1h } }
`,
};

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project(WORKFLOWS);
  daemon = await serve(folder);
});

async function started(workflow: string, ...events: readonly string[]): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  const look = () => call<{ status: string }>(folder, daemon, `/runs/${body.run}`);
  await eventually(async () => (await look()).body.status === "waiting", "waiting");
  await send(body.run, ...events);
  return body.run;
}

async function send(run: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) await call(folder, daemon, `/runs/${run}/signals`, { body: { name } });
}

const state = (page: Page, path: string) => page.locator(`[data-path="main.${path}"]`);
const scaleOf = async (page: Page): Promise<number> =>
  Number(await page.locator("svg[data-scale]").getAttribute("data-scale"));
const atState = (page: Page): Promise<unknown> => page.evaluate("document.activeElement.dataset.path");

/** Whether a state lies within what can be seen of the chart. */
const isSeen = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(`(() => {
    const frame = document.querySelector("svg[data-scale]").getBoundingClientRect();
    const box = document.querySelector('[data-path="main.${path}"]').getBoundingClientRect();
    return box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right;
  })()`);

describe.skipIf(CHROMIUM === null)("a chart that is too large for its frame (needs the package chromium)", () => {
  it("is shown where the run is, near enough to be read, and goes along with it; all of it is shown when asked", async () => {
    const run = await started("sixty", ...Array.from({ length: 15 }, () => "next"));
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "write.s4").waitFor();
    await expect.poll(() => isSeen(page, "write.s4")).toBe(true);
    expect(await scaleOf(page)).toBeGreaterThan(0.6);
    await picture(page, "chart-sixty");
    await send(run, ...Array.from({ length: 16 }, () => "next"));
    await expect.poll(() => isSeen(page, "try.s9")).toBe(true);
    await page.getByRole("button", { name: "Fit" }).click();
    for (const path of ["plan", "ship", "over"]) expect(await isSeen(page, path)).toBe(true);
    await page.getByRole("button", { name: "Active", exact: true }).click();
    await expect.poll(() => isSeen(page, "try.s9")).toBe(true);
    expect(await scaleOf(page)).toBeGreaterThan(0.6);
  });

  it("goes along with the cursor of a text, too", async () => {
    const page = await openInspector(folder, "/workflows/sixty/edit");
    await state(page, "plan").waitFor();
    expect(await isSeen(page, "over")).toBe(false);
    await page.getByRole("textbox", { name: "Text of the workflow" }).click();
    await page.keyboard.press("Control+End");
    await expect.poll(() => isSeen(page, "over")).toBe(true);
  });

  it("stays where somebody has moved it", async () => {
    const run = await started("sixty");
    const page = await openInspector(folder, `/runs/${run}`);
    await expect.poll(() => isSeen(page, "plan.s0")).toBe(true);
    for (let i = 0; i < 4; i++) await page.getByRole("button", { name: "Larger" }).click();
    const near = await scaleOf(page);
    await send(run, "next");
    await page.locator('[data-path="main.plan.s1"][data-active="true"]').waitFor();
    expect(await scaleOf(page)).toBe(near);
  });

  it("is one stop of the Tab key, walked through by arrows, and what has the focus comes in sight", async () => {
    const run = await started("sixty");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "plan.s0").waitFor();
    await page.getByRole("button", { name: "Active", exact: true }).focus();
    await page.keyboard.press("Tab");
    expect(await atState(page)).toBe("main.plan.s0");
    await page.keyboard.press("ArrowDown");
    expect(await atState(page)).toBe("main.plan.s1");
    await page.keyboard.press("End");
    expect(await atState(page)).toBe("main.over");
    await expect.poll(() => isSeen(page, "over")).toBe(true);
    await page.keyboard.press("PageUp");
    expect(await atState(page)).toBe("main.ship.end");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "State end" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await atState(page)).toBeUndefined();
    await page.keyboard.press("Shift+Tab");
    expect(await atState(page)).toBe("main.ship.end");
  });

  it("is made larger by two fingers, about the place between them", async () => {
    const run = await started("sixty");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "plan.s0").waitFor();
    const before = await scaleOf(page);
    const { x, y, width, height } = (await page.locator("svg[data-scale]").boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const [midX, midY] = [x + width / 2, y + height / 2];
    const touch = await page.context().newCDPSession(page);
    await fingers(touch, "touchStart", [midX, midY, 30]);
    for (const apart of [40, 60, 90]) await fingers(touch, "touchMove", [midX, midY, apart]);
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect.poll(() => scaleOf(page)).toBeGreaterThan(before * 1.5);
    await touch.detach();
  });
});

const fingers = (
  touch: CDPSession,
  type: "touchStart" | "touchMove",
  [x, y, apart]: readonly [number, number, number],
): Promise<unknown> =>
  touch.send("Input.dispatchTouchEvent", {
    type,
    touchPoints: [
      { x: x - apart, y, id: 1 },
      { x: x + apart, y, id: 2 },
    ],
  });

describe.skipIf(CHROMIUM === null)("a chart with regions and history (needs the package chromium)", () => {
  it("shows every region where it is, and comes back to it by its history", async () => {
    const run = await started("regions", "begin", "written", "pause");
    const page = await openInspector(folder, `/runs/${run}`);
    const active = (): Promise<(string | null)[]> =>
      page.locator('[data-active="true"]').evaluateAll((all) => all.map((one) => one.getAttribute("data-path")));
    await expect.poll(active).toEqual(["main.paused"]);
    await send(run, "resume");
    await expect
      .poll(active)
      .toEqual(
        expect.arrayContaining(["main.work.both.code.look", "main.work.both.law.wait", "main.work.both.words.outline"]),
      );
    await page.locator('[data-path="main.work.back"][data-visited="true"]').waitFor();
    await picture(page, "chart-regions");
  });

  it("tells of each region what it waits for, folded where it is much, and nothing of now beside the past", async () => {
    const run = await started("regions", "begin", "written");
    const page = await openInspector(folder, `/runs/${run}`);
    const strip = page.getByRole("region", { name: "Waits for" });
    await strip.getByText("Waits for 4 events and times").click();
    const said = (await strip.textContent()) ?? "";
    expect(said).toContain("work › both › code › look waits for an event: red, green");
    expect(said).toMatch(/work › both › law › wait waits for an event: cleared, or its time is up in 4[45] min/);
    expect(said).toContain("work › both › words › outline waits for an event: outlined");
    expect(said).toContain("work waits for an event: pause, stop");
    await page.locator("#entry-1").click();
    await page.getByText("As it was after entry 1").waitFor();
    expect(await strip.count()).toBe(0);
  });
});

describe.skipIf(CHROMIUM === null)("a state of a chart (needs the package chromium)", () => {
  it("tells by which of two ways to the same state it was left", async () => {
    const page = await openInspector(folder, `/runs/${await started("either")}`);
    const ways = (from: string) =>
      page
        .locator("[data-way]", { has: page.getByText(`main.${from} → `, { exact: false }) })
        .evaluateAll((all) =>
          all.map((way) => [way.querySelector("title")?.textContent ?? "", way.getAttribute("data-count")]),
        );
    await state(page, "again").waitFor();
    await expect
      .poll(() => ways(LONG))
      .toEqual([
        [expect.stringContaining("success"), "0"],
        [expect.stringContaining("failure, gone 1 times"), "1"],
      ]);
    expect(await ways("well")).toEqual([
      [expect.stringContaining("success, gone 1 times"), "1"],
      [expect.stringContaining("failure"), "0"],
    ]);
  });

  it("keeps its words within its box, and waits for its next attempt as what waits", async () => {
    const page = await openInspector(folder, `/runs/${await started("either")}`);
    await state(page, "again").getByText("◷").waitFor();
    const outside = await page.evaluate(`[...document.querySelectorAll("[data-path]")].flatMap((one) => {
      const box = one.querySelector("rect").getBoundingClientRect();
      return [...one.querySelectorAll("text")].filter((text) => {
        const words = text.getBoundingClientRect();
        return words.left < box.left || words.right > box.right;
      }).map((text) => text.textContent);
    })`);
    expect(outside).toEqual([]);
    const fill = (path: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('[data-path="main.${path}"] rect')).fill`);
    expect(await fill("again")).not.toBe(await fill(LONG));
  });
});

describe.skipIf(CHROMIUM === null)("a phone (needs the package chromium)", () => {
  it("scrolls a run as a whole, with room for each of its views, and reaches every place", async () => {
    const run = await started("regions", "begin");
    const page = await openInspector(folder, `/runs/${run}`, { width: 360, height: 740, theme: "dark" });
    await state(page, "work.both.code.write").waitFor();
    const height = async (selector: string): Promise<number> =>
      (await page.locator(selector).first().boundingBox())?.height ?? 0;
    expect(await height("svg[data-scale]")).toBeGreaterThan(300);
    await page.locator("#entry-2").click();
    await page.getByText("As it was after entry 2").waitFor();
    for (const name of ["Usage", "Health"]) expect(await isWithin(page, page.getByRole("link", { name }))).toBe(true);
    await page.getByRole("button", { name: "Theme: system" }).click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    await page.getByRole("button", { name: "Theme: dark" }).click();
    await page.goto(`${new URL(page.url()).origin}/board`);
    expect(await isWithin(page, page.getByLabel("Board of"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

async function isWithin(page: Page, one: ReturnType<Page["getByRole"]>): Promise<boolean> {
  const box = await one.boundingBox();
  return box !== null && box.x >= 0 && box.x + box.width <= (page.viewportSize()?.width ?? 0);
}
