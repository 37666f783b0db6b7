import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunState } from "../../src/core/run.ts";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { drover, eventually, project } from "../cli/drover.ts";
import { ask, call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings, type Opening } from "./browser.ts";

const LOOP = `# Why it loops: people look at it.
workspace: none
inputs:
  title: { type: string, description: What it is about }
steps:
  - id: work
    run: echo "\${{ inputs.title }}"
  - id: review
    approve: Is "\${{ inputs.title }}" done?
    on-failure: { goto: work, max: 3 }
  - id: tell
    run: echo "\${{ steps.work.output.tail }}"
    retry: { attempts: 2, delay: 10s }
`;
const CHART = `initial: idle
workspace: none
context: { count: 0 }
states:
  idle:
    on:
      add: { do: { set: { count: "\${{ context.count + 1 }}" } } }
      close: { target: closed, when: context.count > 1 }
    after: { 1h: closed }
  closed: { type: final }
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ loop: LOOP, edited: LOOP, fought: LOOP, chart: CHART });
  daemon = await serve(folder);
});

const fileOf = (name: string): string => path.join(folder, ".drover/workflows", `${name}.yaml`);

/** Opens the editor of a workflow and waits for what the daemon says of its text. */
async function edit(name: string, opening: Opening = {}): Promise<Page> {
  return checked(await openInspector(folder, `/workflows/${name}/edit`, opening));
}

async function checked(page: Page): Promise<Page> {
  await page.getByRole("heading", { name: "No mistakes" }).waitFor();
  return page;
}

const editor = (page: Page) => page.getByRole("textbox", { name: "Text of the workflow" });

/** Puts the cursor at the end of the first line that holds a text. */
async function toEndOf(page: Page, text: string): Promise<void> {
  await page.locator(".cm-line", { hasText: text }).first().click();
  await page.keyboard.press("End");
}

const isInText = (page: Page): Promise<boolean> =>
  page.evaluate("document.activeElement?.closest('.cm-editor') != null");

/** CodeMirror takes no Enter for a completion that has just come up: it was meant for the text. */
const TAKES_AFTER_MS = 100;

const places = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole("region", { name: "Mistakes" })
    .locator("li")
    .evaluateAll((items) =>
      items.map((item) => (item.textContent ?? "").replace(/^(\d+:\d+)(error|warning) (D\d+).*$/s, "$1 $3")),
    );

describe.skipIf(CHROMIUM === null)("the editor of workflows (needs the package chromium)", () => {
  it("tells mistakes where the command line tells them, and mends one", async () => {
    const page = await edit("edited");
    await toEndOf(page, "id: tell");
    await page.keyboard.type("\nwehn: steps.wrok.status == 'x'");
    await page.getByRole("heading", { name: /\d mistake/ }).waitFor();
    // With mistakes the last good picture stays, and says so.
    await page.getByText("As it was before the last changes.").waitFor();
    await page.locator('[data-path="main.tell"]').waitFor();
    await picture(page, "author-mistakes");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("no run of it starts until they are mended", { exact: false }).waitFor();
    const told = await drover(folder, ["validate", "edited"]);
    const byCommand = [...told.stdout.concat(told.stderr).matchAll(/edited\.yaml:(\d+:\d+) error (D\d+)/g)];
    expect(byCommand.length).toBeGreaterThan(0);
    expect(await places(page)).toEqual(byCommand.map(([, place, code]) => `${place} ${code}`));

    await page.getByRole("region", { name: "Mistakes" }).getByRole("button").first().click();
    expect(await isInText(page)).toBe(true);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8");
    await page.locator(".cm-lintRange-error").first().hover();
    await page.getByRole("button", { name: "Replace by when" }).click();
    await expect.poll(() => places(page)).not.toContain("13:5 D101");
    expect(await editor(page).textContent()).toContain("when: steps.wrok.status");
  });

  it("completes keys and names, by the keyboard alone, and is left with Escape and Tab", async () => {
    const page = await edit("loop");
    await toEndOf(page, "id: tell");
    await page.keyboard.type("\ntimeo");
    const list = page.locator(".cm-tooltip-autocomplete");
    await list.getByText("timeout").waitFor();
    await page.locator(".cm-completionInfo", { hasText: "How long one attempt may take" }).waitFor();
    await page.waitForTimeout(TAKES_AFTER_MS);
    await page.keyboard.press("Enter");
    await page.keyboard.type("5m\nenv: { A: '${{ inputs.");
    await list.getByText("title").waitFor();
    await page.waitForTimeout(TAKES_AFTER_MS);
    await page.keyboard.press("Enter");
    expect(await editor(page).textContent()).toContain("timeout: 5m");
    expect(await editor(page).textContent()).toContain("${{ inputs.title");
    await page.locator(".cm-line", { hasText: "on-failure" }).getByText("goto").hover();
    await page.locator(".cm-about", { hasText: "The step to go back to." }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await expect.poll(() => isInText(page)).toBe(false);
  });

  it("shows the machine beside the text: a state leads to its place, the cursor marks its state", async () => {
    const page = await edit("loop");
    const state = (name: string) => page.locator(`[data-path="main.${name}"]`);
    await state("tell").click();
    await page.keyboard.type("x");
    await page.keyboard.press("Backspace");
    expect(await page.locator(".cm-activeLine").textContent()).toContain("tell");
    await expect.poll(() => state("tell").getAttribute("aria-pressed")).toBe("true");
    await page.locator(".cm-line", { hasText: "approve" }).click();
    await expect.poll(() => state("review").getAttribute("aria-pressed")).toBe("true");
  });

  it("saves what was written, comments and all, and keeps what was not saved over a reload", async () => {
    // The browser's console tells a refusal as an error.
    const page = await edit("fought", { isTroubled: true });
    await toEndOf(page, "workspace: none");
    await page.keyboard.type(" # as ever");
    await page.keyboard.press("Control+s");
    await page.getByText("Saved as .drover/workflows/fought.yaml.").waitFor();
    expect(readFileSync(fileOf("fought"), "utf8")).toBe(
      `name: fought\n${LOOP.replace("workspace: none", "workspace: none # as ever")}`,
    );
    await page.keyboard.type(" and ever");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText("Your unsaved changes of before are back.").waitFor();
    expect(await editor(page).textContent()).toContain("# as ever and ever");

    // Somebody else writes the file meanwhile.
    const theirs = `name: fought\n${LOOP}# theirs\n`;
    writeFileSync(fileOf("fought"), theirs);
    await page.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "The file is not as you loaded it" });
    await dialog.getByText("# theirs").waitFor();
    expect(readFileSync(fileOf("fought"), "utf8")).toBe(theirs);
    await picture(page, "author-conflict");
    await dialog.getByRole("button", { name: "Write my text over it" }).click();
    await page.getByRole("button", { name: "Saved" }).waitFor();
    expect(readFileSync(fileOf("fought"), "utf8")).toContain("# as ever and ever");
  }, 90_000);

  it("makes a new file, and one of the project's own of what ships with Drover", async () => {
    const page = await openInspector(folder, "/workflows/new");
    await page.getByRole("heading", { name: "No mistakes" }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/workflows/my-workflow/edit");
    expect(existsSync(fileOf("my-workflow"))).toBe(true);
    await page.goto(new URL("/workflows/task/edit", daemon.url).href);
    await page.getByText("Saving makes a file of the project's own").waitFor();
    await editor(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n# ours");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved as .drover/workflows/task.yaml.").waitFor();
    expect(readFileSync(fileOf("task"), "utf8")).toContain("# ours");
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
  ] as const)("has no serious findings (%s, %i px wide)", async (theme, width) => {
    const page = await edit("loop", { theme, width });
    await page.locator('[data-path="main.tell"]').waitFor();
    await picture(page, `author-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await page.getByRole("tab", { name: "Simulation" }).click();
    await page.getByLabel("title").fill("a thing");
    await page.getByRole("button", { name: "Begin the simulation" }).click();
    await page.getByRole("button", { name: "work succeeded" }).waitFor();
    await picture(page, `simulation-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});

const status = (page: Page) => page.getByRole("status", { name: "The simulated run" }).locator("[data-status]");

async function simulate(name: string): Promise<Page> {
  const page = await edit(name);
  await page.getByRole("tab", { name: "Simulation" }).click();
  return page;
}

describe.skipIf(CHROMIUM === null)("a simulation in the page (needs the package chromium)", () => {
  it("goes through a loop with an approval, back to any input, and starts nothing", async () => {
    const page = await simulate("loop");
    const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
    await press("Begin the simulation");
    await page.getByLabel("title").fill("a thing");
    await press("Begin the simulation");
    await page.getByLabel("Output of work").fill('{ "exitCode": 0, "tail": "all good" }');
    await press("work succeeded");
    await page.getByText('review asks: Is "a thing" done?').waitFor();
    await expect.poll(() => page.locator('[data-path="main.review"]').getAttribute("data-active")).toBe("true");
    await page.getByLabel("Comment on review").fill("not yet");
    await press("Deny review");
    await page.getByText("work run, attempt 1, visit 2").waitFor();
    await expect.poll(() => page.locator('[data-path="main.work"]').getAttribute("data-active")).toBe("true");
    const gone = page.locator("[data-count]", { has: page.getByText("main.review → main.work", { exact: false }) });
    await expect.poll(() => gone.getAttribute("data-last")).toBe("true");
    expect(await gone.getAttribute("data-count")).toBe("1");
    await picture(page, "simulation");
    await press("work succeeded");
    await press("Approve review");
    // The first attempt fails; the second comes after its delay.
    await press("tell failed");
    await press("Let 10 s pass");
    await page.getByText("tell run, attempt 2").waitFor();
    await press("tell timed out");
    await expect.poll(() => status(page).textContent()).toContain("failed");

    const taken = page.getByRole("region", { name: "Inputs taken" });
    await taken.getByRole("button", { name: /event: approve/ }).click();
    await taken.getByRole("list", { name: "Effects" }).getByText("start tell (run)").waitFor();
    await press("tell succeeded");
    await expect.poll(() => status(page).textContent()).toContain("succeeded");
    expect((await call<{ items: unknown[] }>(folder, daemon, "/runs")).body.items).toEqual([]);
  });

  it("says that it goes on with a former text once there are mistakes in the new one", async () => {
    const page = await simulate("chart");
    await page.getByRole("button", { name: "Begin the simulation" }).click();
    await page.getByText("its condition says no now").waitFor();
    await toEndOf(page, "name:");
    await page.keyboard.type("\nnobody: knows");
    await page.getByText("This goes on with the last one that had none.").waitFor();
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Delete");
    await checked(page);
    await expect.poll(() => page.getByText("This goes on with").count()).toBe(0);
    expect(await status(page).textContent()).toContain("waiting");
  });

  it("sends the events that a chart takes, and lets time pass", async () => {
    const page = await simulate("chart");
    const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
    await press("Begin the simulation");
    await page.getByText("its condition says no now").waitFor();
    await press("Send add");
    await press("Send add");
    await page.getByRole("list", { name: "Changes" }).getByText("context.count").waitFor();
    await expect.poll(() => page.getByText("its condition says no now").count()).toBe(0);
    await press("Send close");
    await expect.poll(() => status(page).textContent()).toContain("succeeded");
    await page.getByRole("button", { name: "2 succeeded: open" }).click();
    await press("Let 1 h 0 min pass");
    await expect.poll(() => status(page).textContent()).toContain("succeeded");
  });

  it("makes of a real run's journal exactly what the engine has made of it", async () => {
    const { run } = (
      await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "loop", inputs: { title: "it's so" } } })
    ).body;
    const at = async (wanted: string): Promise<void> =>
      eventually(
        async () => (await call<{ status: string }>(folder, daemon, `/runs/${run}`)).body.status === wanted,
        `${run} is ${wanted}`,
      );
    await at("waiting");
    await ask(folder, ["approve", run, "--deny", "--comment", "again"]);
    await eventually(
      async () =>
        (await call<{ steps: { work?: { visits: number } }; status: string }>(folder, daemon, `/runs/${run}`)).body
          .steps.work?.visits === 2,
      "it works again",
    );
    await at("waiting");
    await ask(folder, ["approve", run]);
    await at("succeeded");
    const page = await openInspector(folder, `/runs/${run}`);
    await page.getByRole("button", { name: "What if" }).click();
    await page.getByText(/The \d+ inputs of run/).waitFor();
    await page.getByText("The whole state").click();
    const shown = JSON.parse((await page.getByLabel("The whole state").textContent()) ?? "") as RunState;
    await page.close();
    await ask(folder, ["stop"]);
    const store = await openLmdbStore({ folder: path.join(folder, ".drover/state/store"), readOnly: true });
    try {
      expect(shown).toEqual(JSON.parse(JSON.stringify(store.getState(run as never))));
      expect(shown.snapshot.seq).toBeGreaterThan(5);
    } finally {
      await store.close();
    }
  });
});
