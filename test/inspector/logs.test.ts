import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, go, project, root } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");
const HOSTILE = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>[click](javascript:window.hacked=1) ![pic](http://127.0.0.1:1/p.png) \u202Eevil\u0007 \u001B[2J&lt;b&gt;`;

/** What an agent can say and do. */
const talk = (folder: string) => [
  { update: { sessionUpdate: "agent_thought_chunk", content: { type: "text", text: "The tests fail.\nI look." } } },
  {
    update: {
      sessionUpdate: "plan",
      entries: [
        { content: "Read the source", status: "completed", priority: "high" },
        { content: "Mend add", status: "in_progress", priority: "high" },
      ],
    },
  },
  {
    update: {
      sessionUpdate: "tool_call",
      toolCallId: "e1",
      title: "Edit src/add.js",
      kind: "edit",
      status: "completed",
      locations: [{ path: "src/add.js" }],
      content: [{ type: "diff", path: "src/add.js", oldText: "// adds\na - b\n", newText: "// adds\na + b\n" }],
    },
  },
  {
    update: {
      sessionUpdate: "tool_call",
      toolCallId: "x1",
      title: "npm test",
      kind: "execute",
      status: "failed",
      rawInput: { command: "npm test" },
      content: [{ type: "content", content: { type: "text", text: "\u001B[31mnot ok\u001B[0m <b>bold</b>" } }],
    },
  },
  {
    say: `# Done\n\nI **mended** \`add\`, see [the docs](https://example.org/docs).\n\n\`\`\`js\na + b\n\`\`\`\n\n${HOSTILE}\n\n`,
  },
  { wait: path.join(folder, "more") },
  { say: "And it goes" },
  { wait: path.join(folder, "go") },
  { say: " on to the end." },
];

/** Made to overrun a reader of Markdown. */
const MADE = `${"> ".repeat(5_000)}x`;

/** One line of 5 MB, colours, a progress bar, NULs, bytes that are no UTF-8, links and titles. */
const ODD = `
import fs from "node:fs";
const out = (text) => fs.writeSync(1, text);
out("\\u001b[1;31mbold red\\u001b[0m plain \\u001b[38;2;120;180;255mtrue colour\\u001b[0m\\n");
out("10%\\r50%\\r100% done\\n");
out("\\u001b]8;;javascript:window.hacked=1\\u001b\\\\a link\\u001b]8;;\\u001b\\\\ \\u202Eturned\\u202C <script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\\n");
out(Buffer.from([0x61, 0, 0, 0xff, 0xfe, 0x62, 0x0a]));
const line = Buffer.alloc(5_000_000, "x");
for (let at = 0; at < line.length;) at += fs.writeSync(1, line, at);
out("\\nafter the long line\\n");
`;
const LARGE = `
import fs from "node:fs";
for (let i = 0; i < 400; i++) {
  let text = "";
  for (let j = 0; j < 1000; j++) text += \`\${i * 1000 + j} an ordinary line of a large log, as long as others\${i === 200 && j === 500 ? " with the Needle" : ""}\\n\`;
  fs.writeSync(1, text);
}
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  if (CHROMIUM === null) return;
  folder = project({});
  const workflow = (name: string, ...steps: readonly object[]): void =>
    writeFileSync(
      path.join(folder, `.drover/workflows/${name}.yaml`),
      `name: ${name}\nworkspace: none\nsteps: ${JSON.stringify(steps)}\n`,
    );
  workflow(
    "talk",
    { id: "mend", agent: "scripted", prompt: `${JSON.stringify(talk(folder))}\nMend add.` },
    { id: "after", agent: "scripted", prompt: "bye" },
  );
  workflow("made", { id: "made", agent: "scripted", prompt: `${JSON.stringify([{ say: MADE }])}\nGo.` });
  for (const [name, text] of Object.entries({ odd: ODD, large: LARGE })) {
    writeFileSync(path.join(folder, `${name}.mjs`), text);
    workflow(name, { id: name, run: `node ${JSON.stringify(path.join(folder, `${name}.mjs`))}` });
  }
  workflow("grows", {
    id: "grows",
    run: `for i in $(seq 1 60); do echo "line $i"; done; while [ ! -e "${folder}/grown" ]; do sleep 0.05; done; echo "and more"; while [ ! -e "${folder}/over" ]; do sleep 0.05; done; echo "the end"`,
  });
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  mkdirSync(path.join(folder, ".sessions"));
  writeFileSync(
    path.join(folder, ".drover/agents/scripted.yaml"),
    `executor: acp\ncommand: ${JSON.stringify([process.execPath, AGENT])}\nenv: { ACP_SESSIONS: ${JSON.stringify(path.join(folder, ".sessions"))} }\n`,
  );
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

async function ended(workflow: string): Promise<string> {
  const run = await started(workflow);
  const look = () => call<{ endedAt: number | null }>(folder, daemon, `/runs/${run}`);
  await eventually(async () => (await look()).body.endedAt !== null, "the run's end");
  return run;
}

const styleOf = (page: Page, text: string, property: string): Promise<unknown> =>
  page.evaluate(
    `getComputedStyle([...document.querySelectorAll("[data-offset] span")].find((one) => one.textContent === ${JSON.stringify(text)})).${property}`,
  );

/** Nothing foreign became an element, ran, or was loaded. */
async function expectTextOnly(page: Page): Promise<void> {
  expect(await page.evaluate("window.hacked")).toBeUndefined();
  expect(await page.locator("#main img, #main script, #main b, #main iframe").count()).toBe(0);
  expect(await page.locator('#main a[href^="javascript"]').count()).toBe(0);
}

describe.skipIf(CHROMIUM === null)("the conversation with an agent (needs the package chromium)", () => {
  it("shows what it thinks, plans, does and says, live; a message to it can be written, changed and taken back", async () => {
    const run = await started("talk");
    const page = await openInspector(folder, `/runs/${run}/conversation?step=mend`);
    const said = page.locator("[data-entry=assistant]");
    await said.getByText("Done", { exact: true }).waitFor();
    await said.locator("strong", { hasText: "mended" }).waitFor();
    const link = said.getByRole("link", { name: "the docs" });
    expect([await link.getAttribute("href"), await link.getAttribute("rel")]).toEqual([
      "https://example.org/docs",
      "noopener noreferrer nofollow",
    ]);
    expect(await said.textContent()).toContain('<img src=x onerror="window.hacked=1"><script>');
    expect(await said.textContent()).toContain("⟨U+202E⟩evil␇ <b>");
    await expectTextOnly(page);
    await picture(page, "conversation");

    await page.getByRole("button", { name: /Thinking/ }).click();
    await page.locator("[data-entry=thinking]").getByText("I look.").waitFor();
    expect(await page.locator("[data-entry=plan] li").allTextContents()).toEqual([
      "☑ Read the source (completed)",
      "◐ Mend add (in progress)",
    ]);
    await page.getByRole("button", { name: /edit src\/add.js/ }).click();
    const diff = page.getByRole("region", { name: "Changes of src/add.js" });
    expect((await diff.textContent())?.replaceAll(/\s+/g, " ")).toContain("-removed: a - b+added: a + b");
    await page.getByRole("button", { name: "Side by side" }).click();
    await page.getByRole("button", { name: "Inline" }).waitFor();
    await page.getByRole("button", { name: /execute npm test/ }).click();
    await page.getByLabel("Output").getByText("not ok").waitFor();
    expect(await page.getByLabel("Output").textContent()).toContain("<b>bold</b>");

    await page.getByLabel("Say something to the agent").fill("Use fewer words.");
    await page.keyboard.press("Control+Enter");
    const waiting = page.getByRole("list", { name: "Messages that wait" });
    await waiting.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("The message").fill("Use many words.");
    await page.getByRole("button", { name: "Keep" }).click();
    await waiting.getByText("Use many words.").waitFor();
    await waiting.getByRole("button", { name: "Remove" }).click();
    await waiting.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Message", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Say something to the agent" });
    expect(await dialog.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Message").fill("By the button above.");
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "detached" });
    await waiting.getByText("By the button above.").waitFor();
    await waiting.getByRole("button", { name: "Remove" }).click();
    await waiting.waitFor({ state: "detached" });

    writeFileSync(path.join(folder, "more"), "");
    await said.getByText("And it goes").waitFor();
    go(folder);
    await said.getByText("on to the end.").waitFor();
    await page.locator("[data-entry=usage]").getByText("12 in, 3 out").first().waitFor();

    await page.keyboard.press("Escape");
    await page.locator("body").press("/");
    await page.keyboard.type("SCRIPT>window");
    await page.keyboard.press("Enter");
    await page.locator("[data-entry] mark").first().waitFor();
    expect(await page.locator("[data-entry] mark").first().textContent()).toBe("script>window");
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await picture(page, "conversation-360");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);

    await page.getByRole("button", { name: "Output" }).click();
    await page.locator("[data-offset]").first().waitFor();
    expect(new URL(page.url()).searchParams.get("view")).toBe("stdout");
  });
});

describe.skipIf(CHROMIUM === null)("what cannot be shown (needs the package chromium)", () => {
  it("takes nothing else with it: a made text stays text, and a view that stumbles says so and can be tried again", async () => {
    const run = await ended("made");
    const page = await openInspector(folder, `/runs/${run}/conversation`, { isTroubled: true });
    const said = page.locator("[data-entry=assistant]");
    await said.waitFor();
    expect(await said.textContent()).toContain(MADE);

    await page.route("**/assets/changes-tab*.js", (route) => route.abort());
    await page.getByRole("tab", { name: "Changes" }).click();
    await page.getByRole("alert").getByText("A part of this page did not come").waitFor();
    await page.getByRole("tab", { name: "State" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });

    // An answer that this page does not know, as of another version of the daemon.
    const isUsage = (url: URL): boolean => url.pathname.endsWith("/usage") && url.search !== "";
    await page.route(isUsage, (route) => route.fulfill({ json: {} }));
    await page.getByRole("link", { name: "Usage" }).click();
    const failure = page.getByRole("alert");
    await failure.getByText("could not show this page").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.unroute(isUsage);
    await failure.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Usage" }).waitFor();
    await failure.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByRole("heading", { name: "Runs" }).waitFor();
  });
});

describe.skipIf(CHROMIUM === null)("the log of a script (needs the package chromium)", () => {
  it("stays text whatever stands in it, in colours, also a line of 5 MB", async () => {
    const page = await openInspector(folder, `/runs/${await ended("odd")}/conversation`, { theme: "dark" });
    await page.getByText("after the long line").waitFor();
    const log = page.getByRole("region", { name: "Log", exact: true });
    await log.focus();
    await page.keyboard.press("Home");
    const red = log.getByText("bold red", { exact: true });
    await red.waitFor();
    expect(await styleOf(page, "bold red", "fontWeight")).toBe("700");
    expect(await styleOf(page, "true colour", "color")).toBe("rgb(120, 180, 255)");
    const text = await log.textContent();
    expect(text).toContain("100% done");
    expect(text).not.toContain("50%");
    expect(text).toContain("a link ⟨U+202E⟩turned⟨U+202C⟩ <script>window.hacked=1</script><img src=x");
    expect(text).toContain("a␀␀\uFFFD\uFFFDb");
    await expectTextOnly(page);
    await picture(page, "log-dark");
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.locator("[data-offset]").count()).toBeLessThan(120);
    await page.getByRole("button", { name: "Errors" }).click();
    await page.getByText("Nothing was written to standard error.").waitFor();
  });

  it("is scrolled and searched as a whole however large it is, while only a window of it is held", async () => {
    const page = await openInspector(folder, `/runs/${await ended("large")}/conversation`);
    const log = page.getByRole("region", { name: "Log", exact: true });
    await log.getByText("399999 an ordinary").waitFor();
    const held = (): Promise<number> => log.evaluate((element) => element.scrollHeight / 18);
    const rail = page.getByRole("slider", { name: "Place in the log" });
    await log.focus();
    await page.keyboard.press("Home");
    await log.locator("[data-offset='0']").waitFor();
    await rail.fill("2500");
    const line = async (): Promise<number> =>
      Number.parseInt((await page.locator("[data-offset]").first().textContent()) ?? "", 10);
    await expect.poll(line).toBeGreaterThan(95_000);
    expect(await line()).toBeLessThan(105_000);
    // Past what was held at first, in both directions.
    await log.hover();
    await expect
      .poll(async () => (await page.mouse.wheel(0, 9000), line()), { timeout: 20_000 })
      .toBeGreaterThan(106_000);
    await expect.poll(async () => (await page.mouse.wheel(0, -9000), line()), { timeout: 20_000 }).toBeLessThan(98_000);
    expect(await held()).toBeLessThan(28_100);

    const search = page.getByLabel("Search the whole log");
    await search.fill("the needle");
    await search.press("Enter");
    await log.locator("[data-found] mark").waitFor();
    expect(await log.locator("[data-found]").textContent()).toMatch(/^200500 .* with the Needle$/);
    await search.press("Enter");
    await page.getByText("gone on from the beginning").waitFor();
    await search.fill("999 an ordinary");
    await search.press("Shift+Enter");
    await expect.poll(() => log.locator("[data-found]").textContent()).toMatch(/^\d*999 an/);
    const first = await log.locator("[data-found]").textContent();
    await search.press("Shift+Enter");
    await expect.poll(() => log.locator("[data-found]").textContent()).not.toBe(first);
    await search.fill("nothing like it");
    await search.press("Enter");
    await page.getByText("not found").waitFor();
    await page.getByRole("button", { name: "Jump to the newest" }).click();
    await log.getByText("399999 an ordinary").waitFor();

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.stdout\.log$/);
  });

  it("is followed while it grows, unless somebody looks elsewhere", async () => {
    const page = await openInspector(folder, `/runs/${await started("grows")}/conversation`);
    const log = page.getByRole("region", { name: "Log", exact: true });
    await log.getByText("line 60").waitFor();
    writeFileSync(path.join(folder, "grown"), "");
    await log.getByText("and more").waitFor();
    await log.evaluate((element) => element.scrollTo(0, 0));
    const newest = page.getByRole("button", { name: "Jump to the newest" });
    await newest.waitFor();
    writeFileSync(path.join(folder, "over"), "");
    await page.getByLabel("Attempt").getByText("succeeded").waitFor({ state: "attached" });
    expect(await log.evaluate((element) => element.scrollTop)).toBe(0);
    await newest.click();
    await log.getByText("the end").waitFor();
  });
});
