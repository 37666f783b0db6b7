import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, project, temporaryFolder } from "../cli/drover.ts";
import { serveHere } from "./served.ts";

interface Finding {
  readonly level: string;
  readonly what: string;
  readonly found: string;
  readonly advice: string | null;
}

async function doctor(folder: string, env: Readonly<Record<string, string>> = {}): Promise<(what: string) => Finding> {
  const { stdout } = await drover(folder, ["doctor", "--json"], { env });
  const findings = JSON.parse(stdout) as Finding[];
  return (what) => {
    const found = findings.find((one) => one.what === what);
    if (found === undefined) throw new Error(`doctor says nothing of ${what}: ${stdout}`);
    return found;
  };
}

describe("drover doctor", () => {
  it("looks at a daemon that runs: its socket, its port, its token", async () => {
    const folder = project({});
    expect((await doctor(folder))("daemon")).toMatchObject({ level: "ok", found: "none is running" });
    const served = await serveHere(folder);
    const of = await doctor(folder);
    expect(of("daemon")).toMatchObject({ level: "ok" });
    expect(of("port")).toMatchObject({ level: "ok", found: served.url });
    expect(of("token")).toMatchObject({ level: "ok", found: "readable by you alone" });
    chmodSync(path.join(folder, ".drover/state/token"), 0o644);
    expect((await doctor(folder))("token")).toMatchObject({ level: "fail" });
    const other = http.createServer((_request, response) => void response.writeHead(200).end());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const file = path.join(folder, ".drover/state/daemon.json");
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), url }));
    expect((await doctor(folder))("port")).toMatchObject({ level: "fail", found: `${url} answers with 200` });
    await new Promise((resolve) => other.close(resolve));
    expect((await doctor(folder))("port")).toMatchObject({ level: "fail", found: `${url} does not answer` });
    writeFileSync(file, '{"v":1,');
    expect((await doctor(folder))("port")).toMatchObject({ level: "fail", advice: "`drover restart` writes it anew." });
    await served.end();
  });

  it("finds a clock that was put back", async () => {
    const folder = project({ say: "workspace: none\nsteps:\n  - { id: say, run: echo hello }\n" });
    await drover(folder, ["run", "say"]);
    expect((await doctor(folder))("clock").level).toBe("ok");
    const later = Date.now() / 1000 + 3600;
    utimesSync(path.join(folder, ".drover/state/store/data.mdb"), later, later);
    expect((await doctor(folder))("clock").level).toBe("warn");
  });

  it("finds a unit that would end agents", async () => {
    const folder = project({});
    const home = temporaryFolder();
    const units = path.join(home, ".config/systemd/user");
    mkdirSync(units, { recursive: true });
    const { stdout } = await drover(folder, ["serve", "--print-unit", "systemd"]);
    const file = path.join(units, "drover-mine.service");
    expect((await doctor(folder, { HOME: home }))("unit").found).toMatch(/^none/);
    writeFileSync(file, stdout);
    expect((await doctor(folder, { HOME: home }))("unit")).toMatchObject({ level: "ok", found: file });
    writeFileSync(file, stdout.replace("KillMode=process", "KillMode=mixed"));
    expect((await doctor(folder, { HOME: home }))("unit").level).toBe("fail");
  });

  it("says why nobody would be notified", async () => {
    const folder = project({});
    const config = path.join(folder, ".drover/config.yaml");
    writeFileSync(config, "notify:\n  - { on: [run.failed], webhook: 'http://127.0.0.1:9/', secret: HOOK }\n");
    expect((await doctor(folder))("notifications")).toMatchObject({ level: "warn" });
    expect((await doctor(folder, { DROVER_SECRET_HOOK: "x" }))("notifications").level).toBe("ok");
    writeFileSync(config, "notify:\n  - { on: [run.failed], desktop: true }\n");
    expect((await doctor(folder, { DISPLAY: "" }))("notifications").found).toContain("there is no screen");
    const bin = temporaryFolder();
    expect((await doctor(folder, { DISPLAY: ":0", PATH: bin }))("notifications").found).toContain("notify-send");
    writeFileSync(path.join(bin, "notify-send"), "#!/bin/sh\n", { mode: 0o755 });
    expect((await doctor(folder, { DISPLAY: ":0", PATH: bin }))("notifications").level).toBe("ok");
  });
});
