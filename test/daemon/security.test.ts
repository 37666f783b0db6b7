import http from "node:http";
import net from "node:net";
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createSessions } from "../../src/http/security/sessions.ts";
import { addToken, removeToken } from "../../src/http/security/tokens.ts";
import { project } from "../cli/drover.ts";
import { call, serve, tokenOf, type Status } from "./support.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ hi: "workspace: none\nsteps:\n  - { id: a, run: 'true' }\n" });
  daemon = await serve(folder);
});

/** As it is sent, with a Host and headers that `fetch` would not let through. */
function raw(
  where: string,
  headers: http.OutgoingHttpHeaders,
  { method = "GET", body }: { method?: string; body?: string | Buffer } = {},
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  const { hostname, port } = new URL(daemon.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: hostname, port, path: where, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The first that is answered to these very bytes. */
function spoken(bytes: string): Promise<string> {
  const { hostname, port } = new URL(daemon.url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    socket.once("data", (answer) => {
      socket.destroy();
      resolve(answer.toString());
    });
    socket.once("error", reject);
  });
}

const bearer = (): { authorization: string } => ({ authorization: `Bearer ${tokenOf(folder)}` });
const codeOf = (text: string): unknown => (JSON.parse(text) as { code: unknown }).code;
const STATUS = "/api/v1/status";

/** A browser that has followed a one-time link. */
async function cookie(): Promise<{ cookie: string; link: string }> {
  const { body } = await call<{ url: string }>(folder, daemon, "/links", { method: "POST" });
  const link = body.url.slice(daemon.url.length);
  const { headers } = await raw(link, {});
  return { cookie: headers["set-cookie"]?.[0]?.split(";")[0] ?? "", link };
}

describe("whoever comes to the port", () => {
  it("needs a token that the daemon knows", async () => {
    expect(await call(folder, daemon, "/runs", { token: null })).toMatchObject({
      status: 401,
      body: { code: "auth.missing" },
    });
    expect((await call(folder, daemon, "/runs", { token: "drover_wrong" })).status).toBe(401);
    expect((await call(folder, daemon, "/runs", { token: tokenOf(folder).slice(0, -1) })).status).toBe(401);
    expect((await call(folder, daemon, "/runs")).status).toBe(200);
  });

  it("may do what the token's role allows, from the moment that it is made", async () => {
    const state = path.join(folder, ".drover/state");
    const reader = addToken(state, "reader", "read");
    const operator = addToken(state, "operator", "operate");
    const start = { body: { workflow: "hi" } };
    expect((await call(folder, daemon, "/runs", { token: reader })).status).toBe(200);
    expect(await call(folder, daemon, "/runs", { token: reader, ...start })).toMatchObject({
      status: 403,
      body: { code: "auth.forbidden" },
    });
    expect((await call(folder, daemon, "/runs", { token: operator, ...start })).status).toBe(201);
    expect((await call(folder, daemon, "/stop", { token: operator, method: "POST" })).status).toBe(403);
  });

  it("needs one though the connection is gone before it is answered", async () => {
    const { hostname, port, host } = new URL(daemon.url);
    const body = JSON.stringify({ workflow: "hi" });
    const before = (await call<{ items: unknown[] }>(folder, daemon, "/runs?limit=500")).body.items.length;
    for (let i = 0; i < 30; i++)
      await new Promise<void>((resolve) => {
        const socket = net.connect(Number(port), hostname, () => {
          const head = `POST /api/v1/runs HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
          socket.write(`${head}\r\n\r\n${body}`, () => void socket.resetAndDestroy());
        });
        socket.on("error", () => undefined);
        socket.once("close", () => resolve());
      });
    expect((await call<{ items: unknown[] }>(folder, daemon, "/runs?limit=500")).body.items).toHaveLength(before);
  });

  it("reads no file of the project that is no workflow, least of all the owner's token", async () => {
    const reader = addToken(path.join(folder, ".drover/state"), "curious", "read");
    writeFileSync(path.join(folder, ".env.yaml.txt"), "SECRET=1\n");
    symlinkSync(path.join(folder, ".drover/state/token"), path.join(folder, ".drover/workflows/link.yaml"));
    for (const name of [
      "./.drover/state/token",
      ".drover/state/token",
      "./.git/config",
      "./README",
      "./.env.yaml.txt",
      "./.drover/workflows/link.yaml",
      "../x.yaml",
    ]) {
      const { status, body } = await call(folder, daemon, `/workflows/${encodeURIComponent(name)}`, { token: reader });
      expect([name, status >= 400]).toEqual([name, true]);
      expect(JSON.stringify(body)).not.toContain(tokenOf(folder));
    }
    rmSync(path.join(folder, ".drover/workflows/link.yaml"));
  });

  it("by a name that is not the daemon's is refused, whatever it brings: that is how DNS rebinding comes", async () => {
    for (const host of ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "localhost.:1"])
      expect((await raw(STATUS, { host, ...bearer() })).status).toBeGreaterThanOrEqual(400);
    const { port } = new URL(daemon.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect((await raw(STATUS, { host, ...bearer() })).status).toBe(200);
  });

  it("from another site is refused", async () => {
    const { port } = new URL(daemon.url);
    for (const origin of ["https://evil.example", "null", `http://127.0.0.1:${Number(port) + 1}`, "file://"])
      expect(codeOf((await raw(STATUS, { ...bearer(), origin })).text)).toBe("auth.origin");
    expect((await raw(STATUS, { ...bearer(), origin: daemon.url })).status).toBe(200);
  });

  it("is told how to ask instead, where the request itself cannot be read", async () => {
    const json = { "content-type": "application/json" };
    const hints = await Promise.all([
      raw("/api/v1/runs/%zz", bearer()),
      raw("/runs/%zz", {}),
      raw(`/api/v1/runs/${"a".repeat(700)}`, bearer()),
      raw("/api/v1/runs", bearer(), { method: "POST", body: "{}" }),
      raw(
        "/api/v1/runs",
        { ...bearer(), ...json },
        { method: "POST", body: Buffer.from('{"workflow":"\xff"}', "latin1") },
      ),
    ]);
    for (const [i, hint] of ["% in it as %25", "% in it as %25", "longer than", "Content-Type", "no UTF-8"].entries())
      expect(hints[i]).toMatchObject({ status: 400, text: expect.stringContaining(hint) });
  });

  it("hears that a body is too large, though it is still sending it", async () => {
    const headers = { ...bearer(), "content-type": "application/json" };
    const body = JSON.stringify({ workflow: "hi", inputs: { text: "a".repeat(16 * 1024 * 1024) } });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => raw("/api/v1/runs", headers, { method: "POST", body })),
    );
    for (const { status, text } of answers) expect([status, codeOf(text)]).toEqual([413, "request.too_large"]);
  });

  it("is told nothing of this machine by a refusal", async () => {
    const answers = await Promise.all([
      raw(STATUS, {}),
      raw("/api/v1/nothing/../../etc/passwd", bearer()),
      raw("/api/v1/runs/%2e%2e%2f%2e%2e", bearer()),
      raw("/api/v1/runs", { ...bearer(), "content-type": "application/json" }, { method: "POST", body: "{" }),
    ]);
    for (const { status, text } of answers) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(text).not.toContain(folder);
      expect(text).not.toMatch(/node_modules|\.ts:|\.js:/);
    }
  });
});

describe("a browser", () => {
  it("logs in by a link that works once, and gets a cookie that no script can read", async () => {
    const { body } = await call<{ url: string }>(folder, daemon, "/links", { method: "POST" });
    const link = body.url.slice(daemon.url.length);
    const first = await raw(link, {});
    expect([first.status, first.headers.location]).toEqual([303, "/"]);
    expect(first.headers["set-cookie"]?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
    const second = await raw(link, {});
    expect([second.status, second.headers["set-cookie"]]).toEqual([401, undefined]);
    expect((await raw("/login?link=guessed", {})).status).toBe(401);
  });

  it("with the cookie reads everywhere, and changes something only from the daemon's own page", async () => {
    const { cookie: session } = await cookie();
    expect((await raw(STATUS, { cookie: session })).status).toBe(200);
    const body = JSON.stringify({ workflow: "hi" });
    const headers = { cookie: session, "content-type": "application/json" };
    expect((await raw("/api/v1/runs", headers, { method: "POST", body })).status).toBe(401);
    expect(
      (await raw("/api/v1/runs", { ...headers, origin: "https://evil.example" }, { method: "POST", body })).status,
    ).toBe(403);
    expect((await raw("/api/v1/runs", { ...headers, origin: daemon.url }, { method: "POST", body })).status).toBe(201);
  });

  it("is nobody any more when the token is taken back that its session began with", async () => {
    const state = path.join(folder, ".drover/state");
    const token = addToken(state, "leaver", "read");
    const { body } = await call<{ url: string }>(folder, daemon, "/links", { method: "POST", token });
    const { headers } = await raw(body.url.slice(daemon.url.length), {});
    const session = { cookie: headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
    expect((await raw(STATUS, session)).status).toBe(200);
    removeToken(state, "leaver");
    expect((await raw(STATUS, session)).status).toBe(401);
  });

  it("with a cookie that was changed is nobody", async () => {
    const { cookie: session } = await cookie();
    const [name = "", content = ""] = session.split("=");
    const [text = "", signature = ""] = content.split(".");
    const forged = Buffer.from(JSON.stringify(["owner", "admin", Date.now() + 1e9])).toString("base64url");
    for (const value of [`${forged}.${signature}`, `${text}.`, text, "", "a.b", `${text}.${signature}x`])
      expect((await raw(STATUS, { cookie: `${name}=${value}` })).status).toBe(401);
  });

  it("keeps its place beside the cookie of another project's daemon: browsers have one jar for all ports", async () => {
    const other = project({});
    const { url } = await serve(other);
    const link = (await call<{ url: string }>(other, { url }, "/links", { method: "POST" })).body.url;
    const theirs = (await fetch(link, { redirect: "manual" })).headers.get("set-cookie")?.split(";")[0] ?? "";
    const { cookie: ours } = await cookie();
    expect(theirs.split("=")[0]).not.toBe(ours.split("=")[0]);
    expect((await raw(STATUS, { cookie: `${theirs}; ${ours}` })).status).toBe(200);
    expect((await raw(STATUS, { cookie: theirs })).status).toBe(401);
  });

  it("cannot send a form of another site: only JSON is taken", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expect(
        (
          await raw(
            "/api/v1/runs",
            { ...bearer(), "content-type": type },
            { method: "POST", body: '{"workflow":"hi"}' },
          )
        ).status,
      ).toBe(400);
  });
});

describe("the files of a daemon", () => {
  it("are their owner's alone", () => {
    const mode = (name: string): string =>
      (statSync(path.join(folder, ".drover/state", name)).mode & 0o777).toString(8);
    expect(["token", "daemon.sock", "tokens.json", "daemon.json", "daemon.log"].map(mode)).toEqual(
      Array.from({ length: 5 }, () => "600"),
    );
    expect((statSync(path.join(folder, ".drover/state")).mode & 0o777).toString(8)).toBe("700");
  });
});

describe("a caller who means no good", () => {
  it("with a body that is too large, or no JSON, is told so", async () => {
    const headers = { ...bearer(), "content-type": "application/json" };
    const large = await spoken(
      `POST /api/v1/runs HTTP/1.1\r\nHost: ${new URL(daemon.url).host}\r\nAuthorization: ${headers.authorization}\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n{`,
    );
    expect(large).toContain(" 413 ");
    expect(large).toContain("request.too_large");
    const deep = `{"workflow":"hi","inputs":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    for (const body of [deep, "{", "nonsense", "[1,2", '"text"', "null", "1e999"])
      expect((await raw("/api/v1/runs", headers, { method: "POST", body })).status).toBe(400);
  });

  it("for a path that cannot be decoded, or is longer than any, is told so as of everything else", async () => {
    for (const where of ["/workflows/%E0%A4%A", "/api/v1/workflows/%E0%A4%A", `/api/v1/runs/${"x".repeat(700)}`]) {
      const { status, headers, text } = await raw(where, {});
      expect([status, headers["content-type"], headers["x-content-type-options"]]).toEqual([
        400,
        "application/problem+json",
        "nosniff",
      ]);
      expect(JSON.parse(text)).toMatchObject({ code: "request.invalid", status: 400, retryable: false });
    }
  });

  it("who sends headers without end is cut off, while others are answered", async () => {
    const { hostname, port } = new URL(daemon.url);
    const slow = net.connect(Number(port), hostname);
    slow.write("GET /api/v1/status HTTP/1.1\r\nHost: x\r\n");
    const drip = setInterval(() => slow.write("X-A: b\r\n"), 500);
    const closed = new Promise((resolve) => void slow.once("close", resolve));
    slow.on("error", () => undefined);
    expect((await call(folder, daemon, "/status")).status).toBe(200);
    await closed;
    clearInterval(drip);
  }, 60_000);

  it("who asks for a web socket without a token, or from another site, gets none", async () => {
    const { host } = new URL(daemon.url);
    const upgrade = (headers: string): Promise<string> =>
      spoken(
        `GET /api/v1/events HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
      );
    const token = `Authorization: Bearer ${tokenOf(folder)}\r\n`;
    expect(await upgrade("")).toContain(" 401 ");
    expect(await upgrade(`${token}Origin: https://evil.example\r\n`)).toContain(" 403 ");
    expect(await upgrade(token)).toContain(" 101 ");
    // What cannot be read as a path is nowhere, and no fault of ours.
    for (const at of ["//", "http://["])
      expect(
        await spoken(`GET ${at} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
      ).toContain(" 404 ");
  });

  it("is told that the file of tokens is damaged, and how it is mended; the owner's own still counts", async () => {
    const other = project({});
    const state = path.join(other, ".drover/state");
    const at = await serve(other);
    const reader = addToken(state, "reader", "read");
    for (const text of [
      "{",
      '{"v":1,"tokens":[{}]}',
      '{"v":1,"tokens":[{"name":"x","role":"king","hash":"","createdAt":""}]}',
    ]) {
      writeFileSync(path.join(state, "tokens.json"), text);
      const refused = await call<{ detail: string }>(other, at, "/status", { token: reader });
      expect([refused.status, refused.body.detail]).toEqual([503, expect.stringContaining("drover token add")]);
      expect((await call(other, at, "/status")).status).toBe(200);
    }
    rmSync(path.join(state, "tokens.json"));
    expect((await call(other, at, "/status", { token: reader })).status).toBe(401);
  });

  it("cannot make a cookie of an empty owner's token: a new one takes its place", async () => {
    const other = project({});
    const state = path.join(other, ".drover/state");
    mkdirSync(state, { recursive: true });
    writeFileSync(path.join(state, "token"), "\n", { mode: 0o600 });
    const at = await serve(other);
    const forged = createSessions("");
    const value = forged.enter(forged.invite({ name: "owner", role: "admin" })) ?? "";
    const headers = { cookie: `${forged.cookie}=${value}` };
    expect((await call(other, at, "/status", { token: null, headers })).status).toBe(401);
    expect(tokenOf(other)).toMatch(/^drover_/);
    expect((await call(other, at, "/status")).status).toBe(200);
  });
});
