import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { serve } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const WAITS = "workspace: none\ninputs: { who: { type: string, default: x } }\nsteps:\n  - { id: ok, approve: now }\n";
const TRIGGERS = `- { name: drops, workflow: files, inbox: inbox }
- { name: nightly, workflow: files, schedule: "0 3 * * *" }
`;

let folder: string;

beforeAll(async () => {
  folder = project({ files: WAITS });
  mkdirSync(path.join(folder, "inbox"));
  writeFileSync(path.join(folder, ".drover/triggers.yaml"), TRIGGERS);
  await serve(folder);
});

const trigger = (page: Page, name: string): Locator => page.locator(`[data-trigger="${name}"]`);
const drop = (name: string, text: string): void => writeFileSync(path.join(folder, "inbox", name), text);

describe.skipIf(CHROMIUM === null)("the triggers (needs the package chromium)", () => {
  it("tell when they start what, and what they have started, while it happens", async () => {
    const page = await openInspector(folder, "/triggers");
    await trigger(page, "nightly").getByText("next in").waitFor();
    await trigger(page, "drops").getByText("active").waitFor();
    drop("one.md", "---\nwho: ada\n---\nhello\n");
    await trigger(page, "drops").getByText("1 started, 0 rejected").waitFor();
    await trigger(page, "drops").getByRole("link").click();
    await page.waitForURL("**/runs/*");
  });

  it("keep what they could not start, with the reason, until it is replayed", async () => {
    const page = await openInspector(folder, "/triggers");
    drop("bad.yaml", "woh: ada\n");
    await trigger(page, "drops").getByText("1 rejected").waitFor();
    await page.getByRole("button", { name: "Dead letters of drops" }).click();
    const letter = page.locator("[data-letter]");
    await letter.getByText("woh").first().waitFor();
    await picture(page, "triggers-letters");
    expect(await seriousFindings(page)).toEqual([]);
    await letter.getByRole("button", { name: "Try again" }).click();
    await page.getByText("It still cannot start").waitFor();

    writeFileSync(path.join(folder, ".drover/workflows/files.yaml"), `name: files\n${WAITS.replace("who:", "woh:")}`);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: "Read the files again" }).click();
    await page.getByText("The triggers' files were read again.").waitFor();
    await page.getByRole("button", { name: "Dead letters of drops" }).click();
    await letter.getByRole("button", { name: "Try again" }).click();
    await page.getByText("It has started its run.").waitFor();
    await page.getByText("Nothing: whatever came has started its run").waitFor();
  });

  it("show their mistakes with line and column", async () => {
    const page = await openInspector(folder, "/triggers");
    writeFileSync(path.join(folder, ".drover/triggers.yaml"), TRIGGERS.replace("0 3 * * *", "0 99 * * *"));
    await trigger(page, "nightly").waitFor();
    await page.getByRole("button", { name: "Read the files again" }).click();
    await page
      .getByText(/\.drover\/triggers\.yaml:2:\d+/)
      .first()
      .waitFor();
    await trigger(page, "nightly").getByText("failing").waitFor();
    writeFileSync(path.join(folder, ".drover/triggers.yaml"), `nightly: { workflow: files }\n`);
    await page.getByRole("button", { name: "Read the files again" }).click();
    await page.getByText("expected: a list of triggers").first().waitFor();
    await picture(page, "triggers");
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("say how to make some where there are none", async () => {
    const empty = project({});
    await serve(empty);
    const page = await openInspector(empty, "/triggers", { width: 360 });
    await page.getByText("Nothing starts runs by itself yet.").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});
