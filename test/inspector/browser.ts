import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, expect } from "vitest";
import { programOnPath } from "../../src/program-on-path.ts";
import { json, root } from "../cli/drover.ts";

/** The system's browser; tests that need one are skipped where there is none. */
export const CHROMIUM = programOnPath("chromium") ?? programOnPath("google-chrome");
if (CHROMIUM === null && process.env["DROVER_TEST_BROWSER"] === "1")
  throw new Error("there is no Chromium to test with");

/** Pictures of the main views, for a person to look at. */
const PICTURES = path.join(root, "pictures");

export interface Window {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
}

let browser: Browser | null = null;
const contexts = new Set<BrowserContext>();
const faults: string[] = [];

afterAll(async () => {
  await browser?.close();
  browser = null;
});

/** Nothing that the page says in its console as an error, and no exception, is taken for nothing. */
afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts.clear();
  expect(faults.splice(0)).toEqual([]);
});

/** A browser of its own, that knows nobody yet. */
export async function newContext({
  width = 1280,
  height = 800,
  theme = "light",
}: Window = {}): Promise<BrowserContext> {
  if (CHROMIUM === null) throw new Error("there is no Chromium");
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  context.setDefaultTimeout(20_000);
  contexts.add(context);
  return context;
}

/** A window of a browser. `isTroubled`: the daemon goes away while it is open, so that requests fail. */
export async function newPage(context: BrowserContext, { isTroubled = false } = {}): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !isTroubled) faults.push(message.text());
  });
  return page;
}

/** Logs in as `drover open` does, and goes to a path of the page. */
export async function openInspector(
  folder: string,
  where: string,
  { isTroubled = false, ...window }: Window & { readonly isTroubled?: boolean } = {},
): Promise<Page> {
  const page = await newPage(await newContext(window), { isTroubled });
  const { url } = await json<{ url: string }>(folder, ["open"]);
  await page.goto(url);
  if (where !== "/") await page.goto(new URL(where, url).href);
  return page;
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What hinders people who see, hear or use the page otherwise; serious and critical findings only. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // As from the console: the page's policy lets no other script in.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ readonly violations: readonly Finding[] }>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join("\n")}`);
}
