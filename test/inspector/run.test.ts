import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createMachine } from "xstate";
import { eventually, project } from "../cli/drover.ts";
import { ask, call, killed, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, newContext, newPage, openInspector, picture, seriousFindings } from "./browser.ts";

const LOOP = `workspace: none
steps:
  - { id: write, run: "true" }
  - id: check
    run: test -e "\${{ run.id }}" || { touch "\${{ run.id }}"; echo 'not yet' >&2; exit 1; }
    on-failure: { goto: write, max: 3 }
  - id: both
    parallel:
      - { id: left, run: "true" }
      - { id: right, run: "true" }
  - { id: review, approve: Go on? }
`;
const BOARD = `workspace: none
context: { remark: none, rounds: 0 }
initial: todo
states:
  todo:
    on: { start: doing }
    after: { 1h: dropped }
  doing:
    on:
      back: { target: todo, do: { set: { remark: "\${{ event.data.because }}", rounds: "\${{ context.rounds + 1 }}" } } }
      finish: done
  done: { type: final }
  dropped: { type: final, status: canceled }
`;

let folder: string;
let daemon: Status;

interface Seen {
  readonly run: string;
  readonly status: string;
  readonly seq: number;
  readonly states: readonly string[];
  readonly context: Readonly<Record<string, unknown>>;
}

beforeAll(async () => {
  folder = project({ loop: LOOP, board: BOARD });
  daemon = await serve(folder);
});

const seen = async (run: string, at = ""): Promise<Seen> =>
  (await call<Seen>(folder, daemon, `/runs/${run}${at}`)).body;

async function started(workflow: string, status: string): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } });
  await eventually(async () => (await seen(body.run)).status === status, status);
  return body.run;
}

const send = (run: string, name: string, data?: unknown) =>
  call(folder, daemon, `/runs/${run}/signals`, { body: { name, data } });

const state = (page: Page, path: string) => page.locator(`[data-path="${path}"]`);
const paths = (page: Page, mark: "active" | "visited"): Promise<string[]> =>
  page.locator(`[data-${mark}="true"]`).evaluateAll((all) => all.map((one) => one.getAttribute("data-path") ?? ""));
const entry = (page: Page, seq: number) => page.locator(`#entry-${seq}`);

describe.skipIf(CHROMIUM === null)("the chart of a run (needs the package chromium)", () => {
  it("shows where the run is, the way that it went last, where it has been and how often", async () => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "main.review").waitFor();
    await expect.poll(() => paths(page, "active")).toEqual(["main.review"]);
    await expect
      .poll(() => paths(page, "visited"))
      .toEqual(expect.arrayContaining(["main.write", "main.check", "main.both"]));
    await expect.poll(() => page.locator('[data-last="true"]').count()).toBe(1);
    const loop = page.locator("[data-count]", { has: page.getByText("main.check → main.write", { exact: false }) });
    expect(await loop.getAttribute("data-count")).toBe("1");
    expect(await state(page, "main.check").textContent()).toContain("× 2");
    const fill = (path: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('[data-path="${path}"] rect')).fill`);
    expect(new Set([await fill("main.review"), await fill("main.write"), await fill("main.both")]).size).toBe(3);
    await page.getByRole("button", { name: "Full machine" }).click();
    await page.locator('svg[data-detail="machine"]').waitFor();
    await picture(page, "run-chart");
  });

  it("follows the run as it goes on, and counts down what time it has", async () => {
    const run = await started("board", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await expect.poll(() => state(page, "main.todo").textContent()).toMatch(/(?:◷ 1 h 0|59) min/);
    await send(run, "start");
    await expect.poll(() => paths(page, "active")).toEqual(["main.doing"]);
    // What is entered first has been left too, though nothing leads to it and it does nothing.
    await expect.poll(() => paths(page, "visited")).toContain("main.todo");
    await send(run, "finish");
    await expect.poll(() => page.locator("[data-status]").first().textContent()).toContain("succeeded");
  });

  it("opens a state by the keyboard: its place in the file and what its step has left", async () => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "main.check").focus();
    await page.keyboard.press("Enter");
    const facts = page.getByRole("region", { name: "State check" });
    expect(await facts.textContent()).toContain("5:9");
    expect(await facts.textContent()).toContain("succeeded");
    await page.keyboard.press("Escape");
    await facts.waitFor({ state: "detached" });
  });

  it("offers the events that are possible now and no other, and sends one with what it carries", async () => {
    const run = await started("board", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    const offered = () =>
      page.getByRole("group", { name: "Events that can be sent now" }).getByRole("button").allTextContents();
    await expect.poll(offered).toEqual(["Send start"]);
    await page.getByRole("button", { name: "Send start" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await expect.poll(offered).toEqual(["Send back", "Send finish"]);
    await page.getByRole("button", { name: "Send back" }).click();
    await page.getByRole("dialog").getByLabel("because").fill("too short");
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await expect.poll(async () => (await seen(run)).context).toEqual({ remark: "too short", rounds: 1 });
  });
});

describe.skipIf(CHROMIUM === null)("time travel (needs the package chromium)", () => {
  it("shows at each entry what the stored snapshot says, and what the entry changed and asked for", async () => {
    const run = await started("board", "waiting");
    await send(run, "start");
    await send(run, "back", { because: "no" });
    await send(run, "start");
    const { seq } = await seen(run);
    const page = await openInspector(folder, `/runs/${run}`);
    for (let at = seq; at > 1; at--) {
      await entry(page, at).click();
      await page.getByText(`As it was after entry ${at} of ${seq}.`).waitFor();
      const then = await seen(run, `/snapshot?seq=${at}`);
      await expect
        .poll(async () => (await paths(page, "active")).toSorted())
        .toEqual(then.states.filter((path) => path !== "main").toSorted());
    }
    await page.goto(`${daemon.url}/runs/${run}/state?at=${seq - 1}`);
    const changes = page.getByRole("list", { name: "Changes of the context" });
    expect(await changes.textContent()).toContain('remark"none""no"');
    expect(await page.getByLabel("Effects").textContent()).toContain("main.todo#after0");
    await picture(page, "run-state");
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText("As it was after entry").waitFor({ state: "detached" });
  });

  it("goes from entry to entry by keys, and back to now", async () => {
    const run = await started("loop", "waiting");
    const { seq } = await seen(run);
    const page = await openInspector(folder, `/runs/${run}`);
    await entry(page, seq).click();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("ArrowUp");
    await page.waitForURL(`**?at=${seq - 1}`);
    await page.keyboard.press("ArrowDown");
    await page.waitForURL(`**?at=${seq}`);
    await page.keyboard.press("Home");
    await page.waitForURL("**?at=1");
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("at"));
  });
});

describe.skipIf(CHROMIUM === null)("what can be done with a run (needs the package chromium)", () => {
  it("is canceled with a reason, and tried again", async () => {
    const run = await started("board", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByLabel("Reason").fill("another way is better");
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await expect.poll(async () => (await seen(run)).status).toBe("canceled");
    await page.getByRole("button", { name: "Retry" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/runs/") && !url.pathname.includes(run));
    await state(page, "main.todo").waitFor();
  });

  it("is forked after the entry that is looked at, and from where a step began", async () => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}?at=3`);
    await page.getByRole("button", { name: "Fork here" }).click();
    await page.getByRole("button", { name: "Fork the run" }).click();
    await page.getByText(/forked from .* after entry 3/).waitFor();
    const fork = new URL(page.url()).pathname.split("/")[2] ?? "";
    expect(fork).not.toBe(run);
    await expect.poll(() => paths(page, "active")).toEqual(["main.review"]);
    await state(page, "main.check").click();
    await page.getByRole("button", { name: "Retry from here" }).click();
    await page.getByRole("button", { name: "Fork the run" }).click();
    await page.waitForURL((url) => !url.pathname.includes(fork));
    await expect.poll(() => paths(page, "active")).toEqual(["main.review"]);
  });

  it("is refused in words to who may only look", async () => {
    const run = await started("board", "waiting");
    const { stdout } = await ask(folder, ["token", "add", "looker", "--role", "read", "--json"]);
    const { token } = JSON.parse(stdout) as { token: string };
    const page = await newPage(await newContext(), { isTroubled: true });
    await page.goto(`${daemon.url}/runs/${run}`);
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByRole("button", { name: "Send start" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await page.getByText('Cannot do that with the role "read": it takes "operate".').waitFor();
    expect((await seen(run)).states).toContain("main.todo");
  });

  it("is the same in two windows", async () => {
    const run = await started("board", "waiting");
    const one = await openInspector(folder, `/runs/${run}`);
    const other = await newPage(one.context());
    await other.goto(one.url());
    await one.getByRole("button", { name: "Send start" }).click();
    await one.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    for (const page of [one, other]) await expect.poll(() => paths(page, "active")).toEqual(["main.doing"]);
  });

  it("goes on after the daemon was killed, without anybody's doing", async () => {
    const run = await started("board", "waiting");
    const page = await openInspector(folder, `/runs/${run}`, { isTroubled: true });
    await state(page, "main.todo").waitFor();
    await killed(daemon);
    await page.getByText("The daemon does not answer").waitFor();
    daemon = await serve(folder, ["--port", new URL(daemon.url).port]);
    await page.getByText("The daemon does not answer").waitFor({ state: "detached" });
    await send(run, "start");
    await expect.poll(() => paths(page, "active")).toEqual(["main.doing"]);
  });
});

describe.skipIf(CHROMIUM === null)("the other views of a run (needs the package chromium)", () => {
  it("has the picture ready while another view is looked at", async () => {
    const run = await started("board", "waiting");
    const page = await openInspector(folder, `/runs/${run}/timeline`, { isTroubled: true, isItsOwn: true });
    const asked = (): Promise<readonly string[]> =>
      page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
    await expect.poll(asked).toContainEqual(expect.stringMatching(/\/layout$/));
    await page.context().setOffline(true);
    await page.getByRole("tab", { name: "Chart" }).click();
    await state(page, "main.todo").waitFor();
  });

  it("shows attempts and waits over time, and who said what to whom", async () => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}/timeline`);
    const bars = page.getByRole("list", { name: "Steps over time" }).getByRole("button");
    await expect.poll(() => bars.count()).toBe(7);
    expect(await bars.evaluateAll((all) => all.map((one) => one.getAttribute("data-status")))).toEqual(
      expect.arrayContaining(["failed", "succeeded", "waiting"]),
    );
    await picture(page, "run-timeline");
    await page.getByRole("tab", { name: "Sequence" }).click();
    await page.getByRole("button", { name: /^this run to people: .*Go on\?/ }).waitFor();
    await page.getByRole("button", { name: /^scripts to this run: check: failed/ }).click();
    await page.getByText(/As it was after entry \d+/).waitFor();
    await picture(page, "run-sequence");
  });

  it.each(
    ["chart", "timeline", "sequence", "state?at=3"].flatMap((tab) => [
      [tab, "dark", { theme: "dark" }] as const,
      [tab, "narrow", { width: 360, height: 740 }] as const,
    ]),
  )("has no serious findings at %s (%s)", async (tab, _, window) => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}/${tab}`, window);
    await page.getByRole("tabpanel").waitFor();
    await page.locator("#entry-1").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});

describe.skipIf(CHROMIUM === null)("a chart for other programs (needs the package chromium)", () => {
  it("is saved as SVG and PNG as it is shown, as Mermaid, and as XState takes it", async () => {
    const run = await started("loop", "waiting");
    const page = await openInspector(folder, `/runs/${run}`);
    await state(page, "main.review").waitFor();
    const saved = async (format: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByLabel("Save the chart").selectOption(format),
      ]);
      return readFileSync(await download.path());
    };
    const svg = (await saved("svg")).toString();
    expect(svg).toContain('data-path="main.review"');
    expect(svg).not.toContain("class=");
    const png = await saved("png");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBeGreaterThan(300);
    expect((await saved("mermaid")).toString()).toMatch(/^stateDiagram-v2/);
    const config = JSON.parse((await saved("xstate")).toString()) as Parameters<typeof createMachine>[0];
    expect(Object.keys(createMachine(config).states)).toContain("main");
  });
});
