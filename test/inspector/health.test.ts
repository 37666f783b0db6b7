import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { project, root } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector, picture, seriousFindings } from "./browser.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

let folder: string;
let daemon: Status;

const step = (id: string, steps: readonly object[], more = ""): string =>
  `  - { id: ${id}, agent: one, prompt: ${JSON.stringify(JSON.stringify(steps))}${more} }\n`;
const LIMITED = { fail: { code: -32603, message: "quota exceeded, resets in 2 hours" } };

beforeAll(async () => {
  folder = project({
    talks: `workspace: none\nsteps:\n${step("a", [{ say: "well" }])}`,
    quiet: "workspace: none\nsteps:\n  - { id: a, run: 'true' }\n",
    limited: `workspace: none\nsteps:\n${step("first", [LIMITED], ", on-failure: continue")}${step("second", [{ say: "well" }])}`,
  });
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions") });
  writeFileSync(
    path.join(folder, ".drover/agents/one.yaml"),
    `executor: acp\ncommand: ${JSON.stringify([process.execPath, AGENT])}\nenv: ${env}\n`,
  );
  // Needed, and nowhere: the health page has something to advise.
  writeFileSync(
    path.join(folder, ".drover/agents/gone.yaml"),
    "executor: command\ncommand: [no-such-program-anywhere]\n",
  );
  writeFileSync(path.join(folder, ".drover/config.yaml"), "agent: one\nenv: { inherit: [LANG] }\n");
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

async function ended(workflow: string): Promise<string> {
  const run = await started(workflow);
  await expect
    .poll(async () => (await call<{ status: string }>(folder, daemon, `/runs/${run}`)).body.status, { timeout: 20_000 })
    .toBe("succeeded");
  return run;
}

describe.skipIf(CHROMIUM === null)("usage (needs the package chromium)", () => {
  it("is shown by day, workflow and run, as bars and figures, and a cost that nobody told is unknown", async () => {
    await ended("quiet");
    const page = await openInspector(folder, "/usage?by=workflow");
    const figures = page.getByRole("region", { name: "Figures" });
    await figures.getByRole("row", { name: /quiet 1 0 0 \$0\.00/ }).waitFor();
    // It comes while the page is open.
    const run = await ended("talks");
    await figures.getByRole("row", { name: /talks 1 1 [\d,]+ unknown/ }).waitFor();
    expect(await page.locator("figure li", { hasText: "talks" }).textContent()).toBe("talksunknown");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await figures.getByRole("link", { name: run.slice(-6) }).waitFor();
    await page.getByRole("button", { name: "Turns" }).click();
    await page.getByRole("button", { name: "Day", exact: true }).click();
    await page.getByRole("button", { name: "Today" }).click();
    await figures.getByRole("row", { name: new RegExp(`${new Date().toISOString().slice(0, 10)} 2 1`) }).waitFor();
    expect(new URL(page.url()).search).toBe("?by=day&of=turns&range=1d");
    await picture(page, "usage");
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});

describe.skipIf(CHROMIUM === null)("health (needs the package chromium)", () => {
  it("tells each component with what to do about it, the daemon, and what waits for which account", async () => {
    const page = await openInspector(folder, "/health");
    const gone = page.locator('li[data-level="warn"]', { hasText: "agent gone" });
    await gone.getByText("no-such-program-anywhere").first().waitFor();
    await page.getByText("components are well").click();
    await page.locator('li[data-level="ok"]', { hasText: "git" }).waitFor();
    await page.locator("dd", { hasText: `process ${daemon.pid}` }).waitFor();
    await page.locator("dd", { hasText: daemon.url }).waitFor();
    await page.locator("dd", { hasText: "LANG" }).waitFor();
    await page.getByText("Nothing is at work, and nothing waits to begin.").waitFor();

    const run = await started("limited");
    const row = page.getByRole("row", { name: new RegExp(`limited ${run.slice(-6)} second`) });
    await row.getByText(/waits for its account, free in 1 h 59 min/).waitFor();
    await page.getByText("The limit of account one is reached: ").waitFor();
    await page.getByRole("button", { name: "Look again" }).click();
    await picture(page, "health");
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});
