import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, eventually, project } from "../cli/drover.ts";
import { serveHere } from "./served.ts";

const login = (url: string): Promise<Response> => fetch(url, { redirect: "manual" });

describe("drover open", () => {
  it("opens the browser at a link that logs in once", async () => {
    const folder = project({});
    const served = await serveHere(folder);
    const browser = path.join(folder, "browser");
    writeFileSync(
      browser,
      `#!/bin/sh\necho "$1" > "${folder}/opened.new"\nmv "${folder}/opened.new" "${folder}/opened"\n`,
    );
    chmodSync(browser, 0o755);
    const { code, stdout } = await drover(folder, ["open"], { env: { BROWSER: browser } });
    expect([code, stdout]).toEqual([0, "Opened in the browser.\n"]);
    await eventually(() => existsSync(path.join(folder, "opened")), "the browser was started");
    const url = readFileSync(path.join(folder, "opened"), "utf8").trim();
    expect(url.startsWith(`${served.url}/login?link=`)).toBe(true);
    const first = await login(url);
    expect(first.status).toBe(303);
    const cookie = (first.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const asked = await fetch(`${served.url}/api/v1/status`, { headers: { cookie } });
    expect(asked.status).toBe(200);
    expect((await login(url)).status).toBe(401);
    await served.end();
  });

  it("prints the link where there is no browser, and tells who came by ssh how to reach it", async () => {
    const folder = project({});
    const served = await serveHere(folder);
    const far = { SSH_CONNECTION: "192.0.2.1 5 192.0.2.2 22" };
    const { stdout, stderr } = await drover(folder, ["open"], { env: far });
    expect((await login(stdout.trim())).status).toBe(303);
    const { port } = new URL(served.url);
    expect(stderr).toContain(`ssh -N -L ${port}:127.0.0.1:${port} `);
    const printed = await drover(folder, ["open", "--print"], { env: { BROWSER: "/nowhere" } });
    expect(printed.stdout).toMatch(/^http\S+\/login\?link=\S+\n$/);
    await served.end();
  });
});
