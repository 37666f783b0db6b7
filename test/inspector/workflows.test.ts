import { copyFileSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { drover, project, workflow } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const RELEASE = `description: Makes a release.
inputs:
  title: { type: string, minLength: 3, description: What it is called. }
  prompt: { type: string, default: "" }
  kind: { enum: [major, minor, patch], default: patch }
  count: { type: integer, minimum: 1, maximum: 5, default: 2 }
  share: { type: number, default: 0.5 }
  dry: { type: boolean, default: false }
  sure: { type: boolean }
  tags: { type: array, items: { type: string }, default: [latest] }
  options: { type: object, properties: { a: { type: integer } }, default: { a: 1 } }
  code: { type: string, pattern: "^[A-Z]{3}$", default: ABC }
  owner: { type: [string, "null"], default: null }
workspace: none
steps:
  - { id: say, run: echo released }
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    release: RELEASE,
    broken: "steps:\n  - { id: one, run: echo, tmeout: 3s }\n",
    plain: "workspace: none\nsteps:\n  - { id: say, run: echo plain }\n",
  });
  daemon = await serve(folder);
});

const inputsOf = async (url: string): Promise<unknown> => {
  const run = /\/runs\/(\w+)/.exec(url)?.[1] ?? "";
  return (await call<{ inputs: unknown }>(folder, daemon, `/runs/${run}`)).body.inputs;
};

const runsOf = async (name: string): Promise<number> =>
  (await call<{ items: unknown[] }>(folder, daemon, `/runs?workflow=${name}`)).body.items.length;

describe.skipIf(CHROMIUM === null)("workflows (needs the package chromium)", () => {
  it("are listed with what they are for, and walked through by keys", async () => {
    const page = await openInspector(folder, "/");
    await page.getByText("No runs yet.").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await page.getByText("Makes a release.").waitFor();
    expect(await page.locator("li", { has: page.locator('[data-workflow="task"]') }).textContent()).toContain(
      "ships with Drover",
    );
    await page.getByLabel("Search workflows").fill("makes");
    await expect.poll(() => page.locator("[data-workflow]").count()).toBe(1);
    await page.getByLabel("Search workflows").fill("");
    await page.locator('[data-workflow="attempt"]').focus();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/workflows/broken");
  });

  it("tell their mistakes as the command line does, and cannot be run with them", async () => {
    const page = await openInspector(folder, "/workflows/broken");
    const told = await page.getByLabel("error at line 3, column 27").innerText();
    const { stderr, stdout } = await drover(folder, ["validate", "broken"]);
    expect(`${stdout}${stderr}`).toContain(told.trim());
    await page.getByText("It cannot be run before its mistakes are mended.").waitFor();
  });

  it("are run by a form of all that inputs can be", async () => {
    const page = await openInspector(folder, "/workflows/release");
    const form = page.getByRole("region", { name: "Start a run" });
    await form.getByLabel("title", { exact: true }).fill("Spring");
    await form.getByLabel("prompt", { exact: true }).fill("Two\nlines");
    await form.getByLabel("kind").selectOption({ label: "major" });
    await form.getByLabel("count").fill("3");
    await form.getByLabel("share").fill("0.25");
    await form.getByLabel("dry").check();
    await form.getByLabel("sure").selectOption({ label: "true" });
    await form.getByRole("button", { name: "Add one" }).click();
    await form.getByLabel("tags 2", { exact: true }).fill("next");
    await form.getByLabel("options").fill('{ "a": 7 }');
    await form.getByLabel("no value").uncheck();
    await form.getByLabel("owner", { exact: true }).fill("ann");
    await page.getByLabel("Statechart").waitFor();
    await picture(page, "workflow-light-1280");
    await form.getByRole("button", { name: "Start" }).click();
    await page.waitForURL("**/runs/*");
    expect(await inputsOf(page.url())).toEqual({
      title: "Spring",
      prompt: "Two\nlines",
      kind: "major",
      count: 3,
      share: 0.25,
      dry: true,
      sure: true,
      tags: ["latest", "next"],
      options: { a: 7 },
      code: "ABC",
      owner: "ann",
    });
    // Again with other inputs: from the run's page, filled with what it was given.
    await page.getByRole("link", { name: "Run with other inputs" }).click();
    await expect.poll(() => form.getByLabel("title", { exact: true }).inputValue()).toBe("Spring");
    expect(await form.getByLabel("tags 2", { exact: true }).inputValue()).toBe("next");
    await form.getByLabel("title", { exact: true }).fill("Summer");
    await form.getByRole("button", { name: "Start" }).click();
    await page.waitForURL((url) => /\/runs\/\w+$/.test(url.pathname));
    expect(await inputsOf(page.url())).toMatchObject({ title: "Summer", tags: ["latest", "next"], owner: "ann" });
  });

  it("are checked before anything is sent, each mistake at its field", async () => {
    const before = await runsOf("release");
    const page = await openInspector(folder, "/workflows/release?count=many&code=abc&options=%7B&sure=false&title=ok");
    const field = (name: string) => page.locator(`[data-input="${name}"]`);
    await page.getByRole("button", { name: "Start" }).click();
    await field("count").getByText("“many” is not a number.").waitFor();
    expect(await field("options").textContent()).toContain("This is not JSON");
    await field("count").getByRole("textbox").fill("9");
    await field("options").getByRole("textbox").fill('{ "a": "x" }');
    await page.getByRole("button", { name: "Start" }).click();
    await field("count").getByText("Expected: at most 5.").waitFor();
    expect(await field("title").textContent()).toContain("at least 3 characters");
    expect(await field("code").textContent()).toContain("^[A-Z]{3}$");
    expect(await field("options").textContent()).toContain("a whole number");
    expect(await field("kind").getByRole("alert").count()).toBe(0);
    expect(await runsOf("release")).toBe(before);
  });

  it("show what the daemon says of inputs, where the file has changed behind the form", async () => {
    const page = await openInspector(folder, "/workflows/release?title=Spring&sure=true", { isTroubled: true });
    await page.getByRole("button", { name: "Start" }).waitFor();
    // The form is of before: its answer comes no more.
    await page.route("**/api/v1/workflows/release", (route) => route.abort());
    workflow(folder, "release", RELEASE.replace("minLength: 3", "minLength: 30"));
    await page.getByRole("button", { name: "Start" }).click();
    await page.locator('[data-input="title"]').getByText("at least 30 characters").waitFor();
    workflow(folder, "release", RELEASE);
  });

  it("start one run by a double click, and by a second try when the answer was lost", async () => {
    const page = await openInspector(folder, "/workflows/plain", { isTroubled: true });
    let lost = 0;
    await page.route("**/api/v1/runs", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.continue();
      lost++;
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Start" }).dblclick();
    await page.waitForURL("**/runs/*");
    expect(lost).toBe(1);
    expect(await runsOf("plain")).toBe(1);
  });

  it("say so when there is none of that name", async () => {
    const page = await openInspector(folder, "/workflows/nothing", { isTroubled: true });
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("nothing");
  });

  it("are named by their files where two have the same name", async () => {
    workflow(folder, "twice", "workspace: none\nsteps:\n  - { id: say, run: echo 1 }\n");
    const other = path.join(folder, ".drover/workflows/twice.yml");
    copyFileSync(path.join(folder, ".drover/workflows/twice.yaml"), other);
    const page = await openInspector(folder, "/workflows");
    await page.locator('[data-workflow="twice"]').nth(1).click();
    await page.getByText("twice.yml", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Start" }).click();
    await page.waitForURL("**/runs/*");
    rmSync(other);
    expect(await runsOf("twice")).toBe(1);
  });

  it.each([
    ["dark", 1280, "/workflows"],
    ["light", 360, "/workflows/release"],
    ["dark", 1280, "/workflows/broken"],
  ] as const)("have no serious findings (%s, %i px wide, %s)", async (theme, width, where) => {
    const page = await openInspector(folder, where, { theme, width });
    await page
      .getByText(/release|broken/)
      .first()
      .waitFor();
    if (where.endsWith("release")) await page.getByLabel("Statechart").waitFor();
    await picture(page, `workflows-${path.basename(where)}-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
