import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { git, go, project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { addScripted, script } from "./agents.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const WORKTREE = 'workspace: { repo: ., branch: "work-${{ run.shortId }}" }\n';
const EDITS = [
  "sed -i '10s/.*/changed ten/; 60,62d; 100a\\added one' long.txt",
  "printf 'one\\ntwo\\nthree\\n' > 'new é.txt'",
  "head -c 3000 /dev/urandom > picture.bin",
  "rm README",
  "seq 1 700 > numbers.txt",
];

/** Changes files, and then has an agent that works until `go`, and answers with what it was told. */
const change = (folder: string): string =>
  `${WORKTREE}steps:\n  - id: prepare\n    run: |\n${EDITS.map((line) => `      ${line}\n`).join("")}` +
  `  - { id: work, agent: scripted, prompt: ${script([{ say: "At it." }, { wait: path.join(folder, "go") }, { say: "Done." }])} }\n`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    huge: `${WORKTREE}steps:\n  - { id: prepare, run: "seq 1 49000 > huge.txt; seq 1 60000 > larger.txt" }\n`,
    task: `${WORKTREE}context: { told: "" }\ninitial: review\nstates:\n  review: { on: { follow_up: { target: done, do: { set: { told: "\${{ event.data.prompt }}" } } } } }\n  done: { type: final }\n`,
    none: "workspace: none\nsteps:\n  - { id: say, run: echo hello }\n",
    quiet: `${WORKTREE}steps:\n  - { id: prepare, run: "echo two >> README; sed -i 60s/line/other/ long.txt" }\n`,
  });
  const lines = Array.from({ length: 120 }, (_, at) => `line ${at + 1}`);
  writeFileSync(path.join(folder, "long.txt"), `${lines.join("\n")}\n`);
  writeFileSync(path.join(folder, ".drover/workflows/change.yaml"), `name: change\n${change(folder)}`);
  git(folder, "add", "long.txt");
  git(folder, "commit", "-qm", "Add a long file");
  addScripted(folder, "acp");
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

interface Shown {
  readonly status: string;
  readonly workspace: { readonly path: string };
  readonly context: { readonly told?: string };
  readonly steps: Record<string, { status: string; output: { text?: string } }>;
  readonly messages: readonly { readonly text: string }[];
}
const shown = async (run: string): Promise<Shown> => (await call<Shown>(folder, daemon, `/runs/${run}`)).body;

const working = async (): Promise<string> => {
  const run = await started("change");
  await expect
    .poll(async () => (await shown(run)).steps["work"]?.status, { timeout: 20_000 })
    .toMatch(/running|succeeded/);
  return run;
};
const ended = (run: string) => call(folder, daemon, `/runs/${run}/wait?until=end&timeoutMs=20000`);

const pane = (page: Page) => page.getByRole("group", { name: /^Changed lines/ });
const files = (page: Page) => page.getByRole("navigation", { name: "Changed files" });

/** Leaves the window's store no room for another letter. */
const FILL = `for (let size = 1 << 22, i = 0; size >= 1; ) {
  try { sessionStorage.setItem("fill" + i++, "x".repeat(size)); } catch { size >>= 1; }
}`;

describe.skipIf(CHROMIUM === null)("the changes of a run (needs the package chromium)", () => {
  it("are shown file by file, inline or side by side, folded where they are long, with more around them when asked", async () => {
    const run = await working();
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await files(page).getByText("5 files").waitFor();
    expect(await files(page).innerText()).toMatch(
      /README[\s\S]*\+0[\s\S]*long\.txt[\s\S]*\+2[\s\S]*−4[\s\S]*new é\.txt/,
    );
    await pane(page).getByText("It is no text, or larger than 512 kB").waitFor();
    expect(await page.getByLabel("Workspace").textContent()).toMatch(/Worktree.*Branchwork-\w+ Began at/);
    await files(page)
      .getByRole("button", { name: /long\.txt/ })
      .click();
    await pane(page).getByText("-line 10", { exact: true }).waitFor();
    await pane(page).getByText("+changed ten", { exact: true }).waitFor();
    await picture(page, "changes-inline-light-1280");
    // What lies between: a piece, then all of it.
    expect(await pane(page).getByText("line 40", { exact: true }).count()).toBe(0);
    await pane(page).getByRole("button", { name: "All 6 lines" }).click();
    await pane(page)
      .getByText(/^\s?line 1$/)
      .waitFor();
    await files(page).getByLabel("Filter files").fill("numb");
    await files(page)
      .getByRole("button", { name: /numbers/ })
      .click();
    await pane(page).getByText("+700", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Side by side" }).click();
    await page.reload();
    expect(await page.getByRole("button", { name: "Side by side" }).getAttribute("aria-pressed")).toBe("true");
    await files(page)
      .getByRole("button", { name: /long\.txt/ })
      .click();
    const row = pane(page).locator("[data-index]", { hasText: "changed ten" });
    await expect.poll(() => row.innerText()).toMatch(/10\s*-line 10\s*10\s*\+changed ten/);
    await picture(page, "changes-side-light-1280");
  });

  it("come as the agent makes them, and the files are there to be read", async () => {
    const run = await working();
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await files(page).getByText("5 files").waitFor();
    writeFileSync(path.join((await shown(run)).workspace.path, "later.txt"), "<b>later</b>\n");
    await files(page).getByText("6 files").waitFor();
    await page.getByRole("button", { name: "All files" }).click();
    await page.getByRole("button", { name: "later.txt" }).click();
    await page.getByRole("group", { name: "Text of later.txt" }).getByText("<b>later</b>").waitFor();
    await page.getByRole("button", { name: "picture.bin" }).click();
    await page.getByText("This is no text (3000 bytes).").waitFor();
  });

  it("are commented on line by line, and the comments reach the agent as one message", async () => {
    const run = await working();
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await files(page)
      .getByRole("button", { name: /long\.txt/ })
      .click();
    const number = (text: string) => pane(page).locator("[data-index]", { hasText: text }).locator("span").nth(1);
    await number("+changed ten").click();
    await page.getByRole("button", { name: "Comment on the chosen lines" }).click();
    await page.getByRole("textbox", { name: "Comment" }).fill("Say eleven.");
    await page.getByRole("button", { name: "Keep" }).click();
    // By keys: several lines of a new file.
    await files(page).getByRole("button", { name: /new é/ }).click();
    await number("+one").click();
    await pane(page).focus();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("c");
    await page.keyboard.type("Wrong oder.");
    await page.reload();
    await files(page).getByRole("button", { name: /new é/ }).click();
    await page.getByRole("textbox", { name: "Comment" }).fill("Wrong order.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Wrong order.").waitFor();
    // One that is begun where the browser has no room to keep it: it stays, and nobody sends it.
    await page.evaluate(FILL);
    await number("+three").click();
    await page.keyboard.press("c");
    await page.getByText(/will not outlast a reload/).waitFor();
    await picture(page, "changes-comments-light-1280");
    await page.getByRole("button", { name: "Send 2 comments…" }).click();
    await page.getByText("The agent of “work” hears it").waitFor();
    const text = await page.getByRole("textbox", { name: "Message" }).inputValue();
    expect(text).toBe(
      [
        "Comments on what you have changed:",
        "long.txt:10\n> +changed ten\nSay eleven.",
        "new é.txt:1-2\n> +one\n> +two\nWrong order.",
      ].join("\n\n"),
    );
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(/The comments are kept/).waitFor();
    expect(await page.getByRole("button", { name: "No comments" }).isDisabled()).toBe(true);
    const begun = page.getByRole("region", { name: "Comment on line 3" });
    await begun.getByRole("button", { name: "Remove" }).click();
    await begun.waitFor({ state: "detached" });
    expect((await shown(run)).messages).toMatchObject([{ text }]);
    go(folder);
    await ended(run);
    expect((await shown(run)).steps["work"]?.output.text).toBe(`I was told: ${text}`);
  });

  it("are commented on in vain when the run has ended: that is said, with what can be done", async () => {
    const run = await started("quiet");
    await ended(run);
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await pane(page).getByText("+two", { exact: true }).waitFor();
    await pane(page).getByRole("button", { name: "All 56 lines" }).waitFor();
    await pane(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await page.keyboard.type("Better three.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Send 1 comment…" }).click();
    await page.getByText("This run has ended: no agent of it hears anything any more.").waitFor();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Send", exact: true }).count()).toBe(0);
    expect(await dialog.getByRole("link", { name: "Run with other inputs" }).getAttribute("href")).toContain(
      "/workflows/quiet#",
    );
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Archive…" }).click();
    await page.getByRole("button", { name: "Archive the worktree" }).click();
    await page.getByText(/What was not merged is kept as refs\//).waitFor();
    expect(existsSync((await shown(run)).workspace.path)).toBe(false);
    // What was there is still shown, and from where; files are not there to be read.
    await page.keyboard.press("Escape");
    await page.getByText(/The folder is gone\. This is what it held when it was archived, kept as refs\//).waitFor();
    await pane(page).getByText("+two", { exact: true }).waitFor();
    await pane(page).getByText("+other 60", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /All files|All \d+ lines|more/ }).count()).toBe(0);
    await picture(page, "changes-archived");
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("are commented on for a task that waits for a review: the comments go with its follow_up", async () => {
    const run = await started("task");
    await expect.poll(async () => (await shown(run)).status).toBe("waiting");
    writeFileSync(path.join((await shown(run)).workspace.path, "README"), "another\n");
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await pane(page).getByText("+another", { exact: true }).waitFor();
    await pane(page).focus();
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await page.keyboard.type("Keep the old one.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Send 1 comment…" }).click();
    await page.getByRole("button", { name: "Send to the task as follow_up" }).click();
    await page.getByText("The task goes on with your comments.").waitFor();
    await expect.poll(async () => (await shown(run)).status).toBe("succeeded");
    expect((await shown(run)).context.told).toContain("README:1 (removed)\n> -a project\nKeep the old one.");
  });

  it("stay usable with 50,000 lines, and say what is left out", async () => {
    const run = await started("huge");
    await ended(run);
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await files(page).getByRole("button", { name: /huge/ }).click();
    await pane(page).getByText("+1", { exact: true }).waitFor();
    expect(await pane(page).locator("[data-index]").count()).toBeLessThan(150);
    await files(page)
      .getByRole("button", { name: /larger/ })
      .click();
    await pane(page)
      .getByText(/left out, as the whole would be too long/)
      .waitFor();
    await pane(page).getByRole("button", { name: "Show it" }).click();
    await pane(page)
      .getByText(/More than 50,000 lines/)
      .waitFor();
    expect(await pane(page).locator("[data-index]").count()).toBeLessThan(150);
  });

  it("say so where a run has no worktree of its own", async () => {
    const run = await started("none");
    await ended(run);
    const page = await openInspector(folder, `/runs/${run}/changes`);
    await page.getByText("what others change here is shown as well").waitFor();
    await page
      .getByText(/Nothing has changed|1 file|files/)
      .first()
      .waitFor();
  });

  it.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("have no serious findings (%s, %i px wide)", async (theme, width) => {
    const run = await working();
    const page = await openInspector(folder, `/runs/${run}/changes`, { theme, width });
    await files(page)
      .getByRole("button", { name: /long\.txt/ })
      .click();
    await pane(page).getByText("+changed ten", { exact: true }).waitFor();
    await pane(page).focus();
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await picture(page, `changes-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});
