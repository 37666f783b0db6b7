import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Page } from "playwright-core";
import { expect } from "vitest";
import { programOnPath } from "../../src/program-on-path.ts";
import { root } from "../cli/drover.ts";
import { call, type Status } from "../daemon/support.ts";
import { atEndOfTest } from "../endings.ts";

/** The system's browser; tests that need one are skipped where there is none. The first takes half of what the others do for the same pages. */
export const CHROMIUM =
  ["chromium-headless-shell", "chromium", "google-chrome"].map(programOnPath).find((found) => found !== null) ?? null;
if (CHROMIUM === null && process.env["DROVER_TEST_BROWSER"] === "1")
  throw new Error("there is no Chromium to test with");

/** Pictures of the main views, for a person to look at. */
const PICTURES = path.join(root, "pictures");

export interface Window {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
}

const WIDTH = 1280;
const HEIGHT = 800;

/** One for all files of tests that a worker takes; it ends with the worker. */
let browser: Browser | null = null;
const contexts = new Set<BrowserContext>();
const faults: string[] = [];

/**
 * Handed on from test to test, and made to know nobody in between: a process for each page, and the page's program compiled anew in it,
 * was three quarters of what these tests took.
 */
let first: Page | null = null;
/** Where the test that has it is logged in. */
let isTakenAt: string | null = null;

/** Nothing that the page says in its console as an error, and no exception, is taken for nothing. */
atEndOfTest(async () => {
  for (const context of contexts) await context.close();
  contexts.clear();
  if (first !== null && isTakenAt !== null) first = await forgetful(first, isTakenAt);
  isTakenAt = null;
  expect(faults.splice(0)).toEqual([]);
});

/** The same page, without anything that it was, had or knew; `null` when it was closed. */
async function forgetful(page: Page, origin: string): Promise<Page | null> {
  const context = page.context();
  for (const other of context.pages()) if (other !== page) await other.close();
  if (page.isClosed()) {
    await context.close();
    return null;
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await leave(page, `${origin}/api/v1/status`);
  page.off("pageerror", noteFault);
  page.off("console", noteConsole);
  await page.evaluate("localStorage.clear(); sessionStorage.clear()");
  await page.mouse.move(0, 0);
  await context.clearCookies();
  return page;
}

/** To an answer in the place of the inspector: only a page of the same origin can forget what the inspector has kept. */
async function leave(page: Page, at: string): Promise<void> {
  try {
    await page.goto(at);
  } catch {
    // The daemon has gone. To pretend for all would cost more: a browser whose requests are looked at uses no cache.
    await page.route(at, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await page.goto(at);
    await page.unrouteAll();
  }
}

/** A browser of its own, that knows nobody yet. */
export async function newContext(window: Window = {}): Promise<BrowserContext> {
  const context = await launched(window);
  contexts.add(context);
  return context;
}

async function launched({ width = WIDTH, height = HEIGHT, theme = "light" }: Window): Promise<BrowserContext> {
  if (CHROMIUM === null) throw new Error("there is no Chromium");
  browser ??= await launchedOnce(CHROMIUM);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  context.setDefaultTimeout(20_000);
  return context;
}

/** Nothing here needs a processor for graphics: it would be computed in software. */
const UNPAINTED = ["--disable-gpu", "--disable-software-rasterizer"];

/** A worker that is asked to end has half a second: at its exit the browser is killed and its folder removed, however busy the machine is. */
function launchedOnce(executablePath: string): Promise<Browser> {
  process.once("SIGTERM", () => process.exit());
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...UNPAINTED], handleSIGTERM: false });
}

/** A window of a browser. `isTroubled`: the daemon goes away while it is open, so that requests fail. */
export async function newPage(context: BrowserContext, { isTroubled = false } = {}): Promise<Page> {
  const page = await context.newPage();
  watch(page, isTroubled);
  return page;
}

function watch(page: Page, isTroubled: boolean): void {
  page.on("pageerror", noteFault);
  if (!isTroubled) page.on("console", noteConsole);
}

const noteFault = (error: Error): void => void faults.push(error.stack ?? error.message);
const noteConsole = (message: ConsoleMessage): void => {
  if (message.type() === "error") faults.push(message.text());
};

export interface Opening extends Window {
  readonly isTroubled?: boolean;
  /** In a browser that no test had before or has after: for what cannot be undone. */
  readonly isItsOwn?: boolean;
}

/** What `drover open` opens, which has tests of its own. */
export async function linkTo(folder: string): Promise<string> {
  const daemon = JSON.parse(readFileSync(path.join(folder, ".drover/state/daemon.json"), "utf8")) as Status;
  const { body } = await call<{ url: string }>(folder, daemon, "/links", { method: "POST" });
  return body.url;
}

/**
 * Goes to a path of the inspector as one who is logged in as by `drover open`. The link is followed by a request: it leads to the list of
 * runs, and the whole page would begin twice.
 */
export async function openInspector(
  folder: string,
  where: string,
  { isTroubled = false, isItsOwn = false, ...window }: Opening = {},
): Promise<Page> {
  const url = await linkTo(folder);
  const page =
    isItsOwn || isTakenAt !== null ? await (await newContext(window)).newPage() : await takeFirst(window, new URL(url));
  watch(page, isTroubled);
  await page.context().request.get(url, { maxRedirects: 0 });
  await page.goto(new URL(where, url).href);
  return page;
}

async function takeFirst({ width, height, theme }: Window, { origin }: URL): Promise<Page> {
  isTakenAt = origin;
  first ??= await (await launched({})).newPage();
  await first.setViewportSize({ width: width ?? WIDTH, height: height ?? HEIGHT });
  await first.emulateMedia({ colorScheme: theme ?? "light" });
  return first;
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
  const { violations } = await page.evaluate<{ readonly violations: readonly Finding[] }>(
    'axe.run({ resultTypes: ["violations"], preload: false })',
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join("\n")}`);
}
