import { beforeAll, describe, expect, it } from "vitest";
import { project } from "../cli/drover.ts";
import { ask, call, serve, type Status, tokenOf } from "../daemon/support.ts";
import { CHROMIUM, linkTo, newContext, newPage, openInspector, picture, seriousFindings } from "./browser.ts";

const HELLO =
  "inputs: { name: { type: string, default: you } }\nworkspace: none\nsteps:\n  - { id: hello, run: 'echo hello' }\n";
const ASKS = "workspace: none\nsteps:\n  - { id: review, approve: Go on? }\n";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ hello: HELLO, asks: ASKS });
  daemon = await serve(folder);
});

const started = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;

describe.skipIf(CHROMIUM === null)("the list of runs (needs the package chromium)", () => {
  it("says what to do where there are none", async () => {
    const page = await openInspector(folder, "/?q=nothing-like-it");
    await page.getByText("No run fits.").waitFor();
  });

  it("shows a run that is started while it is open, and its end", async () => {
    const page = await openInspector(folder, "/");
    const run = await started("hello");
    const row = page.locator("tr", { has: page.locator(`[data-run="${run}"]`) });
    await row.getByText("succeeded").waitFor();
    expect(await row.textContent()).toContain("hello");
  });

  it("filters by status and words, and keeps both in the address", async () => {
    const run = await started("asks");
    const page = await openInspector(folder, "/");
    await page.getByRole("button", { name: "waiting", exact: true }).click();
    await page.getByLabel("Search runs").fill("asks");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    expect(await page.locator("tbody a[data-run]").getAttribute("data-run")).toBe(run);
    expect(new URL(page.url()).search).toBe("?status=waiting&q=asks");
    await page.reload();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
  });

  it("is walked through by the keyboard alone", async () => {
    for (const workflow of ["hello", "hello"]) await started(workflow);
    const page = await openInspector(folder, "/");
    await page.locator("tbody a[data-run]").first().focus();
    // What the keys of every place are is told by one.
    await page.keyboard.press("?");
    const told = page.getByRole("dialog", { name: "Keys" });
    expect(await told.getByRole("heading", { level: 3 }).allTextContents()).toEqual(
      expect.arrayContaining(["Everywhere", "Board", "Chart", "Run", "Changes"]),
    );
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await told.waitFor({ state: "detached" });
    await page.keyboard.press("j");
    const second = await page.locator("tbody a[data-run]").nth(1).getAttribute("data-run");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/runs/${second}`);
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
  ] as const)("has no serious findings (%s, %i px wide)", async (theme, width) => {
    const page = await openInspector(folder, "/", { theme, width });
    await page.locator("tbody tr").first().waitFor();
    await picture(page, `runs-${theme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });
});

describe.skipIf(CHROMIUM === null)("who may see the page (needs the package chromium)", () => {
  it("asks a browser that nobody knows for a token, and lets it in with one", async () => {
    const page = await newPage(await newContext(), { isTroubled: true });
    await page.goto(`${daemon.url}/workflows`);
    await page.getByRole("heading", { name: "Who are you?" }).waitFor();
    await page.getByLabel("Token").fill("nobody's");
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("The daemon of this project does not know this token.").waitFor();
    const { token } = JSON.parse(
      (await ask(folder, ["token", "add", "looker", "--role", "read", "--json"])).stdout,
    ) as {
      token: string;
    };
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByRole("heading", { name: "Workflows" }).waitFor();
  });

  it("lets a browser in by the link of `drover open`, which leads to the runs", async () => {
    const page = await newPage(await newContext());
    await page.goto(await linkTo(folder));
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });

  it("runs no script but its own, and is shown within no other page", async () => {
    const { headers } = await fetch(daemon.url);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("tells nobody who is not let in how much has happened here", async () => {
    const page = async (headers: Record<string, string>) => (await fetch(daemon.url, { headers })).text();
    const [theirs, ours] = [await page({}), await page({ authorization: `Bearer ${tokenOf(folder)}` })];
    expect(theirs).toContain('<meta name="events-after" content=""');
    expect(ours).toMatch(/<meta name="events-after" content="\d+"/);
  });
});
