import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { addToken } from "../../src/http/index.ts";
import { project, root } from "../cli/drover.ts";
import { call, serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, newContext, newPage, openInspector, picture, seriousFindings } from "./browser.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({});
  mkdirSync(path.join(folder, ".sessions"));
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions"), PRIVATE: "hush" });
  writeFileSync(
    path.join(folder, ".drover/agents/own.yaml"),
    `# Ours.\nexecutor: acp\ncommand: ${JSON.stringify([process.execPath, AGENT])}\nmodel: small\ntags: [fast]\nenv: ${env}\n`,
  );
  daemon = await serve(folder);
});

const fileOf = (name: string): string => path.join(folder, ".drover/agents", `${name}.yaml`);

const saveAs = async (page: Page, yaml: string): Promise<void> => {
  await page.getByLabel("Profile, as YAML").fill(yaml);
  await page.getByRole("button", { name: "Save" }).click();
};

describe.skipIf(CHROMIUM === null)("the agents (needs the package chromium)", () => {
  it("are listed with what they are, and checked when somebody asks", async () => {
    const page = await openInspector(folder, "/agents");
    const row = page.locator('tr[data-agent="own"]');
    await row.getByText("small").waitFor();
    expect(await row.textContent()).toMatch(/own.*acp.*small.*fast.*the project.*not checked/);
    expect(await page.locator('tr[data-agent="echo"]').textContent()).toMatch(/command.*Drover/);
    await page.getByRole("button", { name: "Check all" }).click();
    await page.getByText("Every agent was looked for.").waitFor();
    expect(await row.textContent()).toContain("installed, ");
    await picture(page, "agents");
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("tell what they are made of, what was found, and what they offer", async () => {
    const page = await openInspector(folder, "/agents");
    await page.getByRole("link", { name: "own" }).click();
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText(process.execPath).first().waitFor();
    await page.getByRole("button", { name: "Ask it" }).click();
    await page.getByText("As it said").waitFor();
    const profile = await page.getByLabel("The profile in effect", { exact: true }).last().textContent();
    expect(profile).toContain('"PRIVATE"');
    expect(await page.content()).not.toContain("hush");
    await picture(page, "agent");
    expect(await seriousFindings(page)).toEqual([]);
  });

  it("are added, edited with their comments kept, and removed; nothing is written with a mistake in it", async () => {
    const page = await openInspector(folder, "/agents", { isTroubled: true });
    await page.getByRole("button", { name: "Add an agent" }).click();
    await page.getByLabel("Name").fill("helper");
    await saveAs(page, "# Mine.\nextends: own\nmodle: large\n");
    await page.getByText(/\.drover\/agents\/helper\.yaml:3:\d+: Unknown key `modle`/).waitFor();
    expect(existsSync(fileOf("helper"))).toBe(false);
    await picture(page, "agent-mistake");
    await saveAs(page, "# Mine.\nextends: own\nmodel: large\n");
    await page.waitForURL("**/agents/helper");
    await page.getByText("which extends").waitFor();
    expect(readFileSync(fileOf("helper"), "utf8")).toBe("# Mine.\nextends: own\nmodel: large\n");

    await page.getByRole("button", { name: "Edit", exact: true }).click();
    expect(await page.getByLabel("Profile, as YAML").inputValue()).toContain("# Mine.");
    await saveAs(page, "# Mine.\nextends: own\nmodel: huge\n");
    await page.locator("dd", { hasText: "huge" }).waitFor();

    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.locator('tr[data-agent="own"]').waitFor();
    expect(existsSync(fileOf("helper"))).toBe(false);
    await expect.poll(() => page.locator('tr[data-agent="helper"]').count()).toBe(0);
  });

  it("that ship with Drover become the project's own by a duplicate", async () => {
    const page = await openInspector(folder, "/agents/echo");
    await page.getByRole("button", { name: "Duplicate" }).click();
    expect(await page.getByLabel("Name").inputValue()).toBe("echo");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
    expect(readFileSync(fileOf("echo"), "utf8")).toContain("extends: echo");
  });

  it("are not told, nor written, to somebody who may only look", async () => {
    const token = addToken(path.join(folder, ".drover/state"), "looker", "read");
    const { body } = await call<{ url: string }>(folder, daemon, "/links", { method: "POST", token });
    const page = await newPage(await newContext(), { isTroubled: true });
    await page.goto(body.url);
    await page.goto(`${daemon.url}/agents/own`);
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByLabel("Profile, as YAML").count()).toBe(0);
    expect(await page.getByRole("alert").textContent()).toContain("auth.forbidden");
  });
});
