import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector } from "./browser.ts";

/** A conversation of entries that are one to nine lines high. */
const LONG = `
const tell = (i, content) => console.log(JSON.stringify({ type: "assistant", message: { id: "m" + i, content: [content] } }));
for (let i = 0; i < 5000; i++)
  if (i % 3 === 0) tell(i, { type: "tool_use", id: "t" + i, name: "Bash", input: { command: "echo " + i } });
  else tell(i, { type: "text", text: "This is entry " + i + ". " + "\\n\\nIt has some lines.".repeat(i % 9) });
console.log(JSON.stringify({ type: "result", result: "done" }));
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  if (CHROMIUM === null) return;
  folder = project({ long: "workspace: none\nsteps:\n  - { id: long, agent: long, prompt: go }\n" });
  writeFileSync(path.join(folder, "long.mjs"), LONG);
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  writeFileSync(
    path.join(folder, ".drover/agents/long.yaml"),
    `executor: command\nformat: stream-json\nfields: { text: result }\ncommand: ${JSON.stringify([process.execPath, path.join(folder, "long.mjs")])}\n`,
  );
  daemon = await serve(folder);
});

describe.skipIf(CHROMIUM === null)("a long conversation (needs the package chromium)", () => {
  it("is scrolled without a jump however long it is: what stands in sight stays while heights above it become known", async () => {
    const { run } = (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "long" } })).body;
    await call(folder, daemon, `/runs/${run}/wait?until=end&timeoutMs=20000`);
    const page = await openInspector(folder, `/runs/${run}/conversation`);
    const frame = page.getByRole("region", { name: "Conversation" });
    await frame.getByText("This is entry 4999.").waitFor();
    const rows = page.locator("[data-index]");
    await frame.focus();
    await page.keyboard.press("Home");
    await page.locator("[data-index='0'] [data-entry]").waitFor();
    await page.getByRole("button", { name: "Jump to the newest" }).waitFor();

    // Into what was never drawn, and up from there.
    await frame.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    const places = (): Promise<Record<string, number>> =>
      page.evaluate(
        `Object.fromEntries([...document.querySelectorAll("[data-index]")].map((row) => [row.dataset.index, row.getBoundingClientRect().top]))`,
      );
    await expect.poll(() => page.locator("[data-index]:not(:has([data-entry]))").count()).toBe(0);
    expect(await rows.count()).toBeLessThan(40);
    await frame.hover();
    for (let turn = 0; turn < 12; turn++) {
      const before = await places();
      await page.mouse.wheel(0, -150);
      const [index = ""] = Object.keys(before);
      await expect.poll(async () => (await places())[index] !== before[index]).toBe(true);
      await expect.poll(() => page.locator("[data-index]:not(:has([data-entry]))").count()).toBe(0);
      const after = await places();
      const moved = Object.keys(before).flatMap((one) => (after[one] === undefined ? [] : [after[one] - before[one]!]));
      expect(moved.length).toBeGreaterThan(0);
      for (const by of moved) expect(Math.abs(by - 150)).toBeLessThan(2);
    }

    await page.getByLabel("Search the conversation").fill("entry 3001.");
    await page.keyboard.press("Enter");
    const mark = frame.locator("mark", { hasText: "entry 3001." });
    await mark.waitFor();
    await expect.poll(() => page.locator("[data-index]:not(:has([data-entry]))").count()).toBe(0);
    const [outer, found] = [await frame.boundingBox(), await mark.boundingBox()];
    expect(found!.y).toBeGreaterThan(outer!.y);
    expect(found!.y + found!.height).toBeLessThan(outer!.y + outer!.height);
    await page.getByRole("button", { name: "Jump to the newest" }).click();
    await frame.getByText("This is entry 4999.").waitFor();
  });
});
