import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { serve, type Status } from "../daemon/support.ts";
import { CHROMIUM, openInspector } from "./browser.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  if (CHROMIUM === null) return;
  folder = project({});
  daemon = await serve(folder);
});

const KEPT =
  "[localStorage.getItem('mark'), sessionStorage.getItem('mark'), window.name, matchMedia('(prefers-color-scheme: dark)').matches]";

/** The tests of the inspector hand one page on: were anything of it left, one test could decide how another ends. */
describe.skipIf(CHROMIUM === null)("the page that tests hand on (needs the package chromium)", () => {
  let page: Page;

  it("keeps what is stored in it for as long as a test lasts", async () => {
    page = await openInspector(folder, "/health", { theme: "dark", width: 500, isTroubled: true });
    await page.evaluate("localStorage.setItem('mark', '1'); sessionStorage.setItem('mark', '1')");
    await page.route("**/api/v1/status", (route) => route.abort());
    await page.reload();
    expect(await page.evaluate(KEPT)).toEqual(["1", "1", "", true]);
  });

  it("is the same one in the next test, and knows nobody and nothing of the one before", async () => {
    expect(await page.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
    expect(await page.context().cookies(daemon.url)).toEqual([]);
    const next = await openInspector(folder, "/health");
    expect(next).toBe(page);
    expect(await next.evaluate(KEPT)).toEqual([null, null, "", false]);
    expect(next.viewportSize()).toEqual({ width: 1280, height: 800 });
  });
});
